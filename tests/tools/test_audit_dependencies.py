"""A check of dependencies that could not be made does not look like one that was passed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "audit_dependencies.py"


def test_unreachable_service_is_said_loudly_and_does_not_fail() -> None:
    nowhere = ["-s", "osv", "--osv-url", "http://127.0.0.1:9/", "--timeout", "2"]

    done = subprocess.run(
        [sys.executable, str(SCRIPT), *nowhere], capture_output=True, text=True, check=False
    )

    assert (done.returncode, "NOT CHECKED" in done.stderr) == (0, True)


def test_other_failures_fail() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--no-such-option"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
