"""The Kubernetes manifests: valid by the schemas of the API, hardened, and naming only what there is."""

import kubernetes_validate
import pytest
import yaml

from core.settings import ROOT
from tests.deploy.manifests import BASE, DEPLOY, KUBERNETES, containers, documents, names_in, object_named, pods

VERSION = "1.34"
PARTS = ("web", "worker", "rasa", "actions")


@pytest.mark.parametrize("each", documents(), ids=lambda each: f"{each['kind']}-{each['metadata']['name']}")
def test_every_object_is_valid_and_has_no_field_that_the_api_does_not_know(each):
    kubernetes_validate.validate(each, VERSION, strict=True)


def test_a_misspelt_field_is_not_valid():
    wrong = object_named("Deployment", "web") | {"spec": {"replicaz": 2}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSION, strict=True)


def test_kustomize_takes_every_file():
    base = yaml.safe_load((BASE / "kustomization.yaml").read_text(encoding="utf-8"))
    assert sorted(base["resources"]) == sorted(path.name for path in BASE.glob("*.yaml") if path.name != "kustomization.yaml")
    own = yaml.safe_load((KUBERNETES / "example" / "kustomization.yaml").read_text(encoding="utf-8"))
    assert own["resources"] == ["../base"]
    (secrets,) = own["secretGenerator"]
    assert secrets["envs"] == ["secrets.env"]
    assert "secrets.env" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    ours = {container["image"] for _, container in containers() if "@" not in container["image"]}
    assert {image["name"] for image in own["images"]} == ours == {"assa-app", "assa-rasa"}


@pytest.mark.parametrize("name", sorted(pods()))
def test_nothing_runs_as_root_or_writes_to_its_image_or_speaks_to_the_cluster(name):
    pod = pods()[name]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] > 0
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    for container in pod["containers"]:
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"] is True
        assert context["allowPrivilegeEscalation"] is False
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["requests"].keys() == {"cpu", "memory"}
        assert "memory" in container["resources"]["limits"]
        assert container["image"].startswith("assa-") or "@sha256:" in container["image"]


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_probed_kept_up_and_grows(part):
    (container,) = pods()[part]["containers"]
    assert "readinessProbe" in container
    budget = object_named("PodDisruptionBudget", part)
    selector = object_named("Deployment", part)["spec"]["selector"]
    assert budget["spec"]["selector"] == selector
    scaler = object_named("HorizontalPodAutoscaler", part)["spec"]
    assert scaler["scaleTargetRef"]["name"] == part
    assert scaler["minReplicas"] >= 2 <= object_named("Deployment", part)["spec"]["replicas"]


def test_worker_and_rasa_grow_with_a_metric_that_metrics_tells_and_the_adapter_passes_on():
    adapter = yaml.safe_load((DEPLOY / "monitoring" / "prometheus-adapter.yaml").read_text(encoding="utf-8"))
    passed_on = {rule["name"]["as"] for rule in adapter["rules"]["external"]}
    for part in ("worker", "rasa"):
        metrics = object_named("HorizontalPodAutoscaler", part)["spec"]["metrics"]
        external = {each["external"]["metric"]["name"] for each in metrics if each["type"] == "External"}
        assert external == passed_on == {"assa_queue_depth"}


def test_probes_and_services_point_at_ports_that_are_there():
    for name, container in containers():
        ports = {port["name"] for port in container.get("ports", [])}
        for kind in ("startupProbe", "livenessProbe", "readinessProbe"):
            probe = container.get(kind, {})
            asked = probe.get("httpGet", probe.get("tcpSocket", {})).get("port")
            assert asked is None or asked in ports, name
    for service in (each for each in documents() if each["kind"] == "Service"):
        (port,) = service["spec"]["ports"]
        (container,) = pods()[service["metadata"]["name"]]["containers"]
        assert {port["targetPort"]: port["port"]} == {each["name"]: each["containerPort"] for each in container["ports"]}


def test_the_wall_stands_rasa_gets_no_credentials_of_the_database_and_reaches_redis_and_actions_only():
    (container,) = pods()["rasa"]["containers"]
    assert "envFrom" not in container
    assert {each["name"] for each in container["env"]} == {"ASSA_ACTIONS_URL", "ASSA_REDIS_URL", "ASSA_SECRET_KEY"}
    to = object_named("NetworkPolicy", "rasa")["spec"]["egress"][0]["to"][0]
    assert to["podSelector"]["matchExpressions"][0]["values"] == ["redis", "actions"]


def test_no_secret_stands_in_a_manifest_and_every_key_that_is_asked_of_the_secret_is_in_its_example():
    assert not [each for each in documents() if each["kind"] == "Secret"]
    asked = {
        each["valueFrom"]["secretKeyRef"]["key"]
        for _, container in containers()
        for each in container.get("env", [])
        if "valueFrom" in each
    }
    assert asked <= names_in("kubernetes/example/secrets.env.example")
