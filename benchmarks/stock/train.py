"""Trains the stock assistant by `rasa train`, once for the same files: hours of a small machine."""

import hashlib
import json
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from assa import model


@dataclass(frozen=True, slots=True)
class Trained:
    """path: the model. seconds: that its training took, whenever that was. examples: that it was trained on."""

    path: Path
    seconds: float
    examples: int


def train(folder: Path, models: Path) -> Trained:
    """The model of the files in `folder`, kept in `models` under their digest. Raises CalledProcessError when Rasa fails."""
    path = models / f"stock-{digest(folder)}.tar.gz"
    notes = path.with_suffix(".json")
    if not path.is_file():
        models.mkdir(parents=True, exist_ok=True)
        environment = {**model.rasa_environment(), "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
        command = [str(model.PYTHON), "-W", "ignore", "-m", "rasa", "train", "--domain", "domain.yml", "--config", "config.yml"]
        command += ["--data", "data", "--out", str(models), "--fixed-model-name", f"making-{path.name}"]
        begun = time.perf_counter()
        with (models / "stock-training.log").open("ab") as log:
            subprocess.run(command, cwd=folder, env=environment, stdout=log, stderr=log, check=True)  # noqa: S603 (our own command)
        notes.write_text(json.dumps({"seconds": time.perf_counter() - begun, "examples": examples(folder)}), encoding="utf-8")
        (models / f"making-{path.name}").rename(path)
    return Trained(path, **json.loads(notes.read_text(encoding="utf-8")))


def digest(folder: Path) -> str:
    """16 hex digits over what the model is made of."""
    total = hashlib.sha256()
    for name in ("config.yml", "domain.yml", "data/nlu.yml", "data/rules.yml", "data/stories.yml"):
        total.update(f"{name}\0".encode() + (folder / name).read_bytes())
    return total.hexdigest()[:16]


def examples(folder: Path) -> int:
    lines = (folder / "data" / "nlu.yml").read_text(encoding="utf-8").splitlines()
    return sum(line.startswith("    - ") for line in lines)
