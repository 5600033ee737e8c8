"""A check of dependencies that could not be made does not look like one that was passed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "audit_dependencies.py"


def test_unreachable_service_is_said_loudly_and_does_not_fail() -> None:
    nowhere = ["-s", "osv", "--osv-url", "http://127.0.0.1:9/", "--timeout", "2"]

    done = subprocess.run(
        [sys.executable, str(SCRIPT), *nowhere], capture_output=True, text=True, check=False
    )

    assert (done.returncode, "NOT CHECKED" in done.stderr) == (0, True)


@pytest.mark.parametrize(("skipped", "notice"), [(0, ""), (2, "knows nothing of 2 of ")])
def test_package_that_the_service_does_not_know_is_said_loudly(
    tmp_path: Path, skipped: int, notice: str
) -> None:
    """A service that answers for no package ends well, and has checked nothing."""
    line = "Dependency not found on PyPI and could not be audited: thing (1.0)"
    service = tmp_path / "pip_audit"
    service.mkdir()
    (service / "__init__.py").touch()
    (service / "__main__.py").write_text(f"print({line!r})\n" * skipped)

    done = subprocess.run(
        [sys.executable, str(SCRIPT)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )

    assert done.returncode == 0
    assert ("NOT CHECKED" in done.stderr, notice in done.stderr) == (bool(skipped), True)


def test_other_failures_fail() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--no-such-option"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
