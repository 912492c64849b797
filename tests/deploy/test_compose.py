"""The compose file: valid by the specification, hardened, each service waiting for what it needs."""

import re

import pytest
import yaml
from compose_spec import PyCompose

from tests.deploy.manifests import DEPLOY, compose, names_in

TEXT = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
OURS = ("setup", "rasa", "actions", "worker", "web")


def test_the_file_is_valid_by_the_specification():
    # anchors merged, and as compose puts in what the environment says: the default, or what must be given
    merged = yaml.safe_dump(compose(), width=1000)
    read = PyCompose.from_yaml(re.sub(r"\$\{\w+:[-?]([^}]*)\}", lambda found: found[1].split(" ")[0] or "x", merged))
    read.validate()
    assert set(read.service_names()) == set(compose()["services"])


def test_a_misspelt_field_is_not_valid():
    with pytest.raises(ValueError, match="imagee"):
        PyCompose.from_yaml("services: {a: {imagee: x}}")


@pytest.mark.parametrize("name", OURS)
def test_our_services_are_not_root_and_do_not_write_to_their_image(name):
    service = compose()["services"][name]
    assert service["user"] == "10001:10001"
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


@pytest.mark.parametrize("name", sorted(set(compose()["services"]) - {"setup", "backup"}))
def test_every_service_says_whether_it_works_and_comes_back(name):
    service = compose()["services"][name]
    assert service["healthcheck"]["test"][0] == "CMD"
    assert service["restart"] == "unless-stopped"


def test_every_service_waits_for_one_that_is_there():
    services = compose()["services"]
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
    for name in ("actions", "worker", "web"):
        assert services[name]["depends_on"]["setup"] == {"condition": "service_completed_successfully"}


def test_images_of_others_are_pinned_by_digest():
    for service in compose()["services"].values():
        assert service["image"].startswith("${ASSA_") or re.fullmatch(r"[\w:.-]+@sha256:[0-9a-f]{64}", service["image"])


def test_every_variable_is_in_the_example_and_none_has_a_value_there():
    used = set(re.findall(r"\$\{(\w+)", TEXT)) - {"ASSA_APP_IMAGE", "ASSA_RASA_IMAGE"}
    assert used == names_in("env.example")
    assert not re.search(r"^\w+=.", (DEPLOY / "env.example").read_text(encoding="utf-8"), re.MULTILINE)


def test_nothing_but_the_web_process_is_reached_from_outside_and_that_from_this_machine():
    published = {name: service["ports"] for name, service in compose()["services"].items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:8000:8000"]}
