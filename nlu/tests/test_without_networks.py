"""The stand-in for TensorFlow is enough for Rasa to be loaded, holds nothing up, and says what it is where it is really used."""

import subprocess
import sys
from pathlib import Path

NLU = Path(__file__).resolve().parent.parent


def run(code: str) -> str:
    """In a process of its own: this one has loaded the library."""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, cwd=NLU, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


def test_rasa_and_all_its_components_are_loaded_without_it():
    code = """
from assa_nlu import server
server._prepare()
import rasa.core.run, rasa.core.agent, rasa.engine.recipes.default_components
from rasa.engine.recipes.default_components import DEFAULT_COMPONENTS
import sys
import tensorflow
print(len(DEFAULT_COMPONENTS) > 20, getattr(tensorflow, "__file__", None))
"""
    assert run(code) == "True None"


def test_a_network_that_is_really_wanted_is_a_clear_error():
    code = """
from assa_nlu import server
server._prepare()
from assa_nlu.serving.without_networks import NetworksAreAbsent
from rasa.utils.tensorflow.layers import Embed
try:
    Embed(5, "x")
except NetworksAreAbsent as error:
    print(error)
"""
    assert run(code) == "Embed"
