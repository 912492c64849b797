#!/usr/bin/env bash
# The browser of the page tests, from the system's packages, where that can be; else those tests are skipped with their reason.
set -u
for name in chromium chromium-browser google-chrome; do command -v "$name" >/dev/null && exit 0; done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "assa: installing chromium for the page tests"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1 ||
        echo "assa: chromium could not be installed; the page tests will be skipped"
fi
exit 0
