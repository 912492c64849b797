"""The trained model: made when what it is made of changed, kept under the digest of that."""

import hashlib
import subprocess
from pathlib import Path

from core.settings import ROOT

NLU = ROOT / "nlu"
MODELS = NLU / "models"
PYTHON = NLU / ".venv" / "bin" / "python"
INPUTS = ("domain.yml", "nlu/config.yml", "nlu/requirements.lock", "nlu/data/**/*.yml", "nlu/assa_nlu/*.py", "text/assa_text/**/*")


class ModelError(Exception):
    """The model could not be trained; the text says where to look."""


def digest(root: Path = ROOT) -> str:
    """16 hex digits over names and contents of all that the model is made of."""
    total = hashlib.sha256()
    for pattern in INPUTS:
        for path in sorted(root.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                total.update(f"{path.relative_to(root)}\0{path.stat().st_size}\0".encode())
                total.update(path.read_bytes())
    return total.hexdigest()[:16]


def path() -> Path:
    """Where the model of the present inputs stands, or will."""
    return MODELS / f"{digest()}.tar.gz"


def ensure() -> Path:
    """The model of the present inputs, trained now if it is not there; older ones are removed. Raises ModelError."""
    model = path()
    if model.is_file():
        return model
    if not PYTHON.is_file():
        raise ModelError(f"no environment at {PYTHON.parent.parent}: run make, which makes it")
    MODELS.mkdir(parents=True, exist_ok=True)
    unfinished = MODELS / f"training-{model.name}"
    run = subprocess.run(  # noqa: S603 (our own program)
        [str(PYTHON), "-W", "ignore", "-m", "assa_nlu", "train", "--out", str(unfinished)],
        cwd=NLU,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if run.returncode != 0 or not unfinished.is_file():
        log = MODELS / "training.log"
        log.write_text(run.stdout, encoding="utf-8")
        raise ModelError(f"training failed: see {log}")
    for old in MODELS.glob("*.tar.gz"):
        if old != unfinished:
            old.unlink()
    return unfinished.rename(model)
