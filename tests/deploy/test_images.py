"""The Dockerfiles. They are read here, not built: what can be said of them without a container engine."""

import re
import tomllib

import pytest

from core.settings import ROOT
from tests.deploy.manifests import DEPLOY

FILES = {path.stem: path.read_text(encoding="utf-8") for path in sorted((DEPLOY / "images").glob("*.Dockerfile"))}
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_every_base_is_pinned_by_digest(text):
    stages = set(re.findall(r"^FROM \S+ AS (\w+)$", text, re.MULTILINE))
    for base in re.findall(r"^FROM (\S+)", text, re.MULTILINE):
        assert base in stages or re.fullmatch(r"[\w:.-]+@sha256:[0-9a-f]{64}", base)


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_the_last_stage_runs_as_a_user_that_owns_nothing(text):
    last = text.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert last.index("USER ") > last.rindex("COPY ") > 0
    assert "--chown" not in text


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_every_package_is_held_to_a_hash_and_nothing_else_is_fetched(text):
    installs = re.findall(r"pip install [^\n]*", text)
    assert installs
    assert all("--require-hashes" in each and "--no-deps" in each for each in installs)
    assert not re.search(r"\b(apt|apt-get|curl|wget|git)\b|^ADD ", text, re.MULTILINE)


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_no_secret_is_in_an_image(text):
    assert not re.search(r"SECRET|TOKEN|PASSWORD|^ARG ", text, re.MULTILINE)
    # nothing that begins with a point is even sent to the builder: .env, .data, .git
    assert ".*" in IGNORED


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_what_is_copied_is_there_and_is_not_ignored(text):
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert source.split("/")[0] not in IGNORED


def test_the_image_of_the_program_has_all_its_packages():
    copied = set(re.findall(r"^COPY (\w+) \1$", FILES["app"], re.MULTILINE))
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"][
        "packages"
    ]
    assert {name for name in packages if (ROOT / name).is_dir()} <= copied
    assert {"migrations", "locales"} <= copied


def _pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))


def test_the_image_has_the_very_versions_that_the_tests_have():
    whole, runtime = _pins("requirements.lock"), _pins("requirements.runtime.lock")
    assert runtime.items() <= whole.items()
    assert "pytest" not in runtime
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    named = {re.match(r"[\w.-]+", each)[0].lower().replace(".", "-").replace("_", "-") for each in wanted}  # type: ignore[index]
    assert named - {"assa-text"} <= runtime.keys()
