"""The environment's maker, as far as it can be tried without making one."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "tools" / "setup.py"


@pytest.fixture
def script() -> dict[str, Any]:
    """Return the script's names; functions read the same dictionary."""
    return runpy.run_path(str(SCRIPT), run_name="setup")


def test_prepared_environment_is_left_alone(tmp_path: Path) -> None:
    make = f"from runpy import run_path; s = run_path({str(SCRIPT)!r}); "
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("nothing==1\n")
    code = (
        f"{make} f = s['main'].__globals__; from pathlib import Path; import sys;"
        f" f['VENV'] = Path({str(tmp_path)!r}); sys.argv = ['setup', {str(requirements)!r}];"
        f" (f['VENV'] / '.requirements').write_text(f['digest'](Path({str(requirements)!r})));"
        " f['main']()"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_old_python_is_one_line(script: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    names = script["main"].__globals__
    names["sys"] = SimpleNamespace(
        version_info=(3, 9, 2, "final", 0), stderr=sys.stderr, exit=sys.exit, argv=["setup"]
    )

    with pytest.raises(SystemExit):
        names["main"]()

    assert capsys.readouterr().err == (
        "setup: Finehance needs Python 3.11 or newer, and python3 is 3.9.2: PYTHON=… names it\n"
    )


def test_pips_indexes_are_handed_on(script: dict[str, Any]) -> None:
    listed = (
        "global.index-url='https://mirror.example/simple'\n"
        "global.extra-index-url='file:///opt/simple https://more.example/simple'\n"
        "global.find-links='/opt/wheels'\n"
        ":env:.default-timeout='60'\n"
    )
    names = script["main"].__globals__
    names["subprocess"] = SimpleNamespace(run=lambda *args, **kw: SimpleNamespace(stdout=listed))

    assert names["index_settings"]() == {
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
        "UV_INDEX": "https://more.example/simple",
        "UV_FIND_LINKS": "/opt/wheels",
    }


def test_digest_changes_with_the_requirements(script: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "requirements.txt"
    path.write_text("a==1\n")
    first = script["digest"](path)
    path.write_text("a==2\n")

    assert first.startswith(f"{sys.version_info[0]}.{sys.version_info[1]} ")
    assert script["digest"](path) != first
