"""`serve` and `train`: Rasa's own functions, without its command line (which puts the current folder on the path and phones home)."""

from __future__ import annotations

import logging
import os
import warnings
from pathlib import Path

from assa_nlu.serving import without_networks

HERE = Path(__file__).resolve().parent.parent
DOMAIN = HERE.parent / "domain.yml"


def _prepare() -> None:
    """What has to be set before the first import of Rasa."""
    without_networks.leave_out()
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ["LOG_LEVEL"] = "WARNING"
    # one message at a time: threads that wait for each other on a busy machine cost a hundred times what they save
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _quiet_logs() -> None:
    """Rasa logs whole messages at debug level, through structlog that only its command line sets up: never below warning here."""
    from rasa.utils.common import configure_logging_and_warnings  # noqa: PLC0415
    from rasa.utils.log_utils import configure_structlog  # noqa: PLC0415

    warnings.simplefilter("ignore")
    configure_logging_and_warnings(logging.WARNING)
    configure_structlog(logging.WARNING)


def train(out: Path) -> Path:
    """Train on `domain.yml`, `config.yml` and `data/`; returns the model's path. Raises RuntimeError when Rasa does not make one."""
    _prepare()
    _quiet_logs()
    from rasa.model_training import train as rasa_train  # noqa: PLC0415 (after the environment is set)

    out.parent.mkdir(parents=True, exist_ok=True)
    result = rasa_train(
        domain=str(DOMAIN),
        config=str(HERE / "config.yml"),
        training_files=str(HERE / "data"),
        output=str(out.parent),
        fixed_model_name=out.name.removesuffix(".tar.gz"),
        force_training=True,
    )
    if result.code != 0 or not result.model:
        raise RuntimeError(f"Rasa made no model (code {result.code})")
    return Path(result.model)


def serve(model: Path, host: str, port: int) -> None:
    """Serve `model` until stopped. ASSA_REDIS_URL and ASSA_ACTIONS_URL say where the rest is."""
    _prepare()
    os.environ.setdefault("ASSA_REDIS_URL", "redis://127.0.0.1:6379/0")
    os.environ.setdefault("ASSA_ACTIONS_URL", "http://127.0.0.1:5055")
    _quiet_logs()
    from rasa.core.run import serve_application  # noqa: PLC0415
    from rasa.core.utils import AvailableEndpoints  # noqa: PLC0415

    from assa_nlu import patches  # noqa: PLC0415

    patches.apply()
    serve_application(
        str(model),
        interface=host,
        port=port,
        credentials=str(HERE / "credentials.yml"),
        endpoints=AvailableEndpoints.read_endpoints(str(HERE / "endpoints.yml")),
        enable_api=False,
    )
