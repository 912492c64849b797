"""The browser of the page tests: the system's, where there is one."""

import shutil

import pytest

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
browser_needed = pytest.mark.skipif(CHROMIUM is None, reason="no chromium: `make test` installs Debian's where it may")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
