"""The trained model: made when what it is made of changed, kept under the digest of that."""

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path

from assa.lock import one_at_a_time
from assa.parts import Part, PartError
from core.settings import ROOT

NLU = ROOT / "nlu"
MODELS = NLU / "models"
PYTHON = NLU / ".venv" / "bin" / "python"
INPUTS = ("domain.yml", "nlu/config.yml", "nlu/requirements.lock", "nlu/data/**/*.yml", "nlu/assa_nlu/*.py", "text/assa_text/**/*")
NO_PART = frozenset({"channel.py", "nlg.py", "patches.py", "sealing.py", "tracker_store.py"})
"""Of `nlu/assa_nlu`, what serves a model and has no part in making it (nor has `serving/`)."""

KEPT = 2
"""Models that stay: the present one, and the one before, which a running Rasa may have to load again."""


class ModelError(Exception):
    """The model could not be trained; the text says where to look."""


class Interrupted(ModelError):
    """We were told to stop while it was being trained."""


def digest(root: Path = ROOT) -> str:
    """16 hex digits over names and contents of all that the model is made of."""
    total = hashlib.sha256()
    for pattern in INPUTS:
        for path in sorted(root.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts and path.name not in NO_PART:
                total.update(f"{path.relative_to(root)}\0{path.stat().st_size}\0".encode())
                total.update(path.read_bytes())
    return total.hexdigest()[:16]


def path() -> Path:
    """Where the model of the present inputs stands, or will."""
    return MODELS / f"{digest()}.tar.gz"


def rasa_environment() -> dict[str, str]:
    """Our environment without any setting of ours: Rasa gets those few that it needs, and no database credentials."""
    return {name: value for name, value in os.environ.items() if not name.startswith("ASSA_")}


def ensure(say: Callable[[str], None] = lambda text: None, stopping: Callable[[], bool] = lambda: False) -> Path:
    """The model of the present inputs, trained now if it is not there; old ones are removed.

    say: takes a line of progress now and then. Raises ModelError; Interrupted, when `stopping` says so meanwhile.
    """
    model = path()
    if model.is_file():
        return model
    with one_at_a_time(MODELS / "training.lock", stopping) as held:
        if not held:
            raise Interrupted("told to stop while another trained the model")
        # another may have made it while we waited
        return model if model.is_file() else _train(model, say, stopping)


def _train(model: Path, say: Callable[[str], None], stopping: Callable[[], bool]) -> Path:
    if not PYTHON.is_file():
        raise ModelError(f"no environment at {PYTHON.parent.parent}: run make, which makes it")
    unfinished = MODELS / f"training-{model.name}"
    log = MODELS / "training.log"
    log.unlink(missing_ok=True)
    command = [str(PYTHON), "-W", "ignore", "-m", "assa_nlu", "train", "--out", str(unfinished)]
    training = Part("training", command, NLU, rasa_environment(), log, ready=unfinished.is_file)
    say("training the model (about a minute; only when its inputs changed)")
    try:
        _follow(training, say, stopping)
    except PartError as error:
        raise ModelError(str(error)) from error
    if not unfinished.is_file():
        raise ModelError(f"training failed: see {log}\n{training.last_lines()}")
    unfinished.rename(model)
    for old in sorted(MODELS.glob("*.tar.gz"), key=lambda found: found.stat().st_mtime)[:-KEPT]:
        old.unlink()
    return model


def _follow(training: Part, say: Callable[[str], None], stopping: Callable[[], bool]) -> None:
    """Start it, and say every ten seconds that it is at work, until it ends."""
    training.start()
    begun = told = time.monotonic()
    while training.alive:
        if stopping():
            training.stop()
            raise Interrupted("training was interrupted")
        if time.monotonic() - told >= 10:
            told += 10
            say(f"  still training: {told - begun:.0f} s")
        time.sleep(0.1)
    if training.process is not None and training.process.returncode != 0:
        raise ModelError(f"training failed: see {training.log}\n{training.last_lines()}")
    say(f"  trained in {time.monotonic() - begun:.0f} s")
