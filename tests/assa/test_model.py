"""The model is trained when what it is made of changed, and only then."""

import shutil
import sys
from contextlib import ExitStack

import pytest

from assa import model
from assa.lock import one_at_a_time
from assa.model import Interrupted, ModelError, digest
from tests.assa.test_parts import gone

CHANGES = [
    "domain.yml",
    "nlu/config.yml",
    "nlu/requirements.lock",
    "nlu/data/nlu/fr/masks.yml",
    "nlu/data/rules/assistant.yml",
    "nlu/assa_nlu/classifier.py",
    "text/assa_text/folding.py",
    "text/assa_text/languages/bm.txt",
]


@pytest.fixture
def project(tmp_path):
    """A copy of what the model is made of."""
    for path in CHANGES:
        copy = tmp_path / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(model.ROOT / path, copy)
    return tmp_path


@pytest.mark.parametrize("path", ["nlu/assa_nlu/channel.py", "nlu/assa_nlu/serving/runner.py"])
def test_what_only_serves_a_model_does_not_make_another(project, path):
    before = digest(project)
    copy = project / path
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(model.ROOT / path, copy)
    assert digest(project) == before


@pytest.mark.parametrize("path", CHANGES)
def test_a_change_of_any_input_changes_the_digest(project, path):
    before = digest(project)
    with (project / path).open("a") as file:
        file.write("\n# changed")
    assert digest(project) != before


def test_a_file_more_or_less_or_renamed_changes_the_digest(project):
    before = digest(project)
    new = project / "nlu/data/nlu/fr/new.yml"
    new.write_text("version: '3.1'")
    more = digest(project)
    new.rename(new.with_name("newer.yml"))
    assert len({before, more, digest(project)}) == 3


def test_what_is_no_input_changes_nothing(project):
    before = digest(project)
    (project / "README.md").write_text("read me")
    (project / "text/assa_text/__pycache__").mkdir()
    (project / "text/assa_text/__pycache__/folding.pyc").write_bytes(b"x")
    (project / "nlu/models").mkdir()
    (project / "nlu/models/old.tar.gz").write_bytes(b"x")
    assert digest(project) == before


@pytest.fixture
def trainer(tmp_path, monkeypatch):
    """Trains with a line of Python in Rasa's place: `{out}` is the file to make."""
    folder = tmp_path / "nlu"
    (folder / "assa_nlu").mkdir(parents=True)

    def use(code):
        (folder / "assa_nlu" / "__main__.py").write_text(f"import pathlib, sys, time, os\nout = pathlib.Path(sys.argv[-1])\n{code}\n")
        monkeypatch.setattr(model, "NLU", folder)
        monkeypatch.setattr(model, "MODELS", folder / "models")
        monkeypatch.setattr(model, "PYTHON", model.Path(sys.executable))

    return use


def test_it_is_trained_once_and_progress_is_told(trainer):
    trainer("out.write_bytes(b'model')")
    said = []
    made = model.ensure(said.append)
    assert made.read_bytes() == b"model"
    assert said[0].startswith("training the model")
    assert said[-1].startswith("  trained in ")
    stamp = made.stat().st_mtime_ns
    said.clear()
    assert model.ensure(said.append) == made
    assert made.stat().st_mtime_ns == stamp
    assert said == []


def test_old_models_are_removed_but_the_one_before(trainer):
    trainer("out.write_bytes(b'model')")
    model.MODELS.mkdir()
    for age in range(4):
        old = model.MODELS / f"{age}.tar.gz"
        old.touch()
        model.os.utime(old, (age, age))
    made = model.ensure()
    assert {path.name for path in model.MODELS.glob("*.tar.gz")} == {made.name, "3.tar.gz"}


@pytest.mark.parametrize("code", ["print('bad story'); sys.exit(1)", "print('bad story')"])
def test_a_training_that_fails_is_told_with_the_end_of_its_log_and_leaves_no_model(trainer, code):
    trainer(code)
    with pytest.raises(ModelError, match=r"training failed: see .*training\.log\n.*bad story"):
        model.ensure()
    assert not list(model.MODELS.glob("*.tar.gz"))


def test_a_training_is_stopped_when_we_are(trainer):
    trainer("out.with_name('pid').write_text(str(os.getpid())); time.sleep(60)")
    with pytest.raises(Interrupted, match="training was interrupted"):
        model.ensure(stopping=lambda: (model.MODELS / "pid").is_file() and bool((model.MODELS / "pid").read_text()))
    assert gone(int((model.MODELS / "pid").read_text()))


def test_while_another_trains_we_wait_and_take_its_model(trainer):
    trainer("raise SystemExit('trained twice')")
    waited = []

    def other_is_done():
        waited.append(True)
        if len(waited) == 3:
            model.path().write_bytes(b"its model")
            other.close()
        return False

    with ExitStack() as other:
        other.enter_context(one_at_a_time(model.MODELS / "training.lock"))
        assert model.ensure(stopping=other_is_done).read_bytes() == b"its model"


def test_while_another_trains_we_can_be_told_to_stop(trainer):
    trainer("out.write_bytes(b'model')")
    with one_at_a_time(model.MODELS / "training.lock"), pytest.raises(Interrupted, match="another"):
        model.ensure(stopping=lambda: True)


def test_without_rasas_environment_it_says_what_to_do(trainer, monkeypatch, tmp_path):
    trainer("")
    monkeypatch.setattr(model, "PYTHON", tmp_path / "none" / "bin" / "python")
    with pytest.raises(ModelError, match="run make"):
        model.ensure()


def test_training_knows_no_setting_of_ours(trainer, monkeypatch):
    monkeypatch.setenv("ASSA_DATABASE_URL", "postgresql://secret")
    trainer("out.write_text(str([name for name in os.environ if name.startswith('ASSA_')]))")
    assert model.ensure().read_text() == "[]"
