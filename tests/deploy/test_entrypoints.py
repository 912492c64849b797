"""What the manifests start is there, and every setting that they give is one."""

import json
import subprocess
from collections.abc import Sequence

import click
import pytest

from assa import model
from assa.cli import main
from core.settings import Settings
from tests.deploy.manifests import compose, containers, names_in, object_named

SETTINGS = {f"ASSA_{name.upper()}" for name in Settings.model_fields}
NOT_OURS = {"PGHOST", "PGUSER", "PGDATABASE", "PGPASSWORD", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "REDISCLI_AUTH"}
"""Of PostgreSQL and Redis."""


def started() -> dict[str, Sequence[str]]:
    """The arguments of every container of the program's image."""
    found = {f"kubernetes {name}": each["args"] for name, each in containers() if each["image"] == "assa-app"}
    services = compose()["services"].items()
    return found | {f"compose {name}": each["command"] for name, each in services if "app.Dockerfile" in str(each.get("build"))}


@pytest.mark.parametrize("arguments", started().values(), ids=started())
def test_every_command_is_there_and_takes_these_arguments(arguments):
    command: click.Command = main
    rest = list(arguments)
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), rest.pop(0))
        assert found is not None, arguments
        command = found
    command.make_context("assa", rest)


def test_rasa_takes_the_arguments_of_its_image(request):
    text = (request.config.rootpath / "deploy" / "images" / "rasa.Dockerfile").read_text(encoding="utf-8")
    arguments = json.loads(text.rpartition("CMD ")[2])
    program = "import sys; from assa_nlu.__main__ import command_line; print(command_line().parse_args(sys.argv[1:]))"
    done = subprocess.run([model.PYTHON, "-c", program, *arguments], cwd=model.NLU, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "port=5005" in done.stdout


def test_every_setting_that_is_given_is_one():
    given = set(object_named("ConfigMap", "assa-settings")["data"])
    given |= {each["name"] for _, container in containers() for each in container.get("env", [])}
    given |= {name for service in compose()["services"].values() for name in service.get("environment", {})}
    given |= names_in("env.example") | names_in("kubernetes/example/secrets.env.example")
    assert {name for name in given if name not in NOT_OURS and name not in ("POSTGRES_USER", "POSTGRES_DB")} <= SETTINGS


def test_what_a_part_alone_must_be_given_is_given():
    kept = names_in("kubernetes/example/secrets.env.example")
    assert {"ASSA_DATABASE_URL", "ASSA_REDIS_URL", "ASSA_SECRET_KEY"} <= kept
    for name in ("web", "worker", "actions", "setup"):
        assert {"ASSA_DATABASE_URL", "ASSA_REDIS_URL", "ASSA_SECRET_KEY"} <= compose()["services"][name]["environment"].keys()
