"""The files of `deploy/`, read."""

from collections.abc import Iterator
from typing import Any

import yaml

from core.settings import ROOT

DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
BASE = KUBERNETES / "base"


def documents() -> list[dict[str, Any]]:
    """Every object of the Kubernetes manifests, kustomize's own files left out."""
    files = sorted([*BASE.glob("*.yaml"), *KUBERNETES.glob("*.yaml")])
    read = [each for path in files for each in yaml.safe_load_all(path.read_text(encoding="utf-8"))]
    return [each for each in read if each["kind"] != "Kustomization"]


def pods() -> dict[str, dict[str, Any]]:
    """The pod's specification of each thing that runs, by name."""
    found = {}
    for each in documents():
        spec = each.get("spec", {})
        template = spec.get("jobTemplate", {}).get("spec", spec).get("template")
        if template is not None:
            found[each["metadata"]["name"]] = template["spec"]
    return found


def containers() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, pod in pods().items():
        for container in pod["containers"]:
            yield name, container


def object_named(kind: str, name: str) -> dict[str, Any]:
    return next(each for each in documents() if each["kind"] == kind and each["metadata"]["name"] == name)


def compose() -> dict[str, Any]:
    """The compose file, its anchors merged."""
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return read


def names_in(example: str) -> set[str]:
    """The variables of an example of an environment file."""
    lines = (DEPLOY / example).read_text(encoding="utf-8").splitlines()
    return {line.split("=")[0] for line in lines if line and not line.startswith("#")}
