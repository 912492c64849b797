"""The action server: rasa-sdk's, with our actions, for Rasa 3.6."""

import warnings
from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic

from actions.context import configure
from core.settings import Settings


class Executor(ActionExecutor):
    """Rasa 3.6 leaves the domain out of a call (`enable_selective_domain`) and knows no digest of it, which rasa-sdk 3.21 asks for.

    Our actions do not read the domain: they get an empty one.
    """

    def update_and_return_domain(self, payload: dict[str, Any], action_name: str) -> dict[str, Any]:
        return {}


def create(settings: Settings) -> Sanic[Any, Any]:
    """The server as an application, with every action of this package. settings: database_url and secret_key must be set."""
    # rasa-sdk 3.21 answers Rasa 3.6.21 (tried); it says at every call that their numbers differ
    warnings.filterwarnings("ignore", message="Your versions of rasa and rasa_sdk might not be compatible", category=UserWarning)
    configure(settings)
    executor = Executor()
    executor.register_package("actions")
    app: Sanic[Any, Any] = create_app(executor)
    return app
