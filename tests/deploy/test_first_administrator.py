"""Where nobody watches `assa run`, a command of the deployment's page gives the first administrator their link."""

import re
import shlex
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

from assa.cli import main
from core.accounts import service as accounts
from core.errors import NotFound
from core.staff.queries import every
from core.staff.roles import Role
from tests.deploy.manifests import compose, object_named


def commands(root):
    text = (root / "deploy" / "README.md").read_text(encoding="utf-8")
    return [shlex.split(line) for line in text.splitlines() if "staff invite" in line]


def test_the_parts_that_it_names_are_there(request):
    in_compose, in_kubernetes = commands(request.config.rootpath)
    assert in_compose[in_compose.index("exec") + 1] in compose()["services"]
    kind, _, name = in_kubernetes[in_kubernetes.index("exec") + 1].partition("/")
    assert kind == "deploy"
    object_named("Deployment", name)
    assert object_named("Namespace", in_kubernetes[in_kubernetes.index("--namespace") + 1])


@pytest.mark.parametrize("which", [0, 1])
def test_it_prints_a_link_that_makes_the_account_once(request, database, settings, monkeypatch, which):
    given = commands(request.config.rootpath)[which]
    monkeypatch.setenv("ASSA_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("ASSA_SECRET_KEY", settings.secret_key.get_secret_value())
    monkeypatch.setenv("ASSA_PUBLIC_URL", "https://assa.example.ml")
    done = CliRunner().invoke(main, given[given.index("-m") + 2 :])
    assert done.exit_code == 0, done.output
    link = urlsplit(re.search(r"https://\S+", done.output).group())
    assert (link.netloc, link.path) == ("assa.example.ml", "/console/invitation")
    code, now = parse_qs(link.query)["code"][0], datetime.now(UTC)
    with database.transaction() as session:
        assert [each.role for each in every(session)] == [Role.ADMINISTRATOR]
        accounts.open_account(session, code, "awa", "karité soleil mangue 7", "192.0.2.1", now)
    with database.transaction() as session:
        assert accounts.first_administrator(session) is None
        with pytest.raises(NotFound):
            accounts.open_account(session, code, "moussa", "karité soleil mangue 8", "192.0.2.1", now)
        session.rollback()
