"""The wall: Rasa's environment knows nothing of the rest, and its pins are its own."""

import importlib.util
import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "package", ["assa", "bot", "actions", "core", "contact_tracing", "messages", "sqlalchemy_utils", "telegram", "pywa"]
)
def test_our_other_packages_cannot_be_imported_here(package):
    # from a folder where nothing of ours lies, as the server is started
    code = f"import importlib.util,sys; sys.exit(importlib.util.find_spec({package!r}) is not None)"
    assert subprocess.run([sys.executable, "-I", "-c", code], cwd="/", check=False).returncode == 0


def test_the_folding_is_the_one_that_both_environments_share():
    assert importlib.util.find_spec("assa_text") is not None


def test_rasa_holds_no_database_credentials():
    assert "ASSA_DATABASE_URL" not in os.environ
