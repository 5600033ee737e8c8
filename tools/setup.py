"""Prepares `.venv` from the pinned requirements: `python3 tools/setup.py requirements.txt`.

Runs on the system's Python before anything is installed, so it uses the standard library alone.
A finished environment carries a marker with the digest of what it was made from: nothing to do
the next time.
"""

import ast
import hashlib
import os
import subprocess
import sys
from pathlib import Path

MINIMUM = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# uv reads no pip.conf, so what it says about indexes is handed on. Folders that stand in for an
# index are left out: uv stops at the first package that is missing from one, where pip goes on.
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}


def main() -> None:
    if sys.version_info < MINIMUM:
        needed = ".".join(map(str, MINIMUM))
        found = ".".join(map(str, sys.version_info[:3]))
        stop(f"Finehance needs Python {needed} or newer, and python3 is {found}: PYTHON=… names it")
    wanted = [ROOT / name for name in sys.argv[1:]] or [ROOT / "requirements.txt"]
    markers = [(VENV / f".{path.stem}", digest(path)) for path in wanted]
    if all(marker.exists() and marker.read_text() == text for marker, text in markers):
        return
    try:
        prepare(wanted)
        for marker, text in markers:
            marker.write_text(text)
    except OSError as error:
        stop(f"{error.filename or VENV} cannot be written: {error.strerror}")


def digest(requirements: Path) -> str:
    version = ".".join(map(str, sys.version_info[:2]))
    return f"{version} {hashlib.sha256(requirements.read_bytes()).hexdigest()}\n"


def prepare(wanted: list[Path]) -> None:
    say("preparing .venv (once; later starts are instant)")
    if not PYTHON.exists():
        create_environment()
    install(wanted)


def create_environment() -> None:
    made = run([sys.executable, "-m", "venv", str(VENV)], quiet=True)
    if made:
        return
    # Debian's Python leaves ensurepip out; the system's pip can fill an environment as well.
    run([sys.executable, "-m", "venv", "--without-pip", "--clear", str(VENV)])
    if not run([sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "-q", "pip"]):
        stop("a virtual environment cannot be made: install python3-venv, or a newer pip")


def install(wanted: list[Path]) -> None:
    names = [word for path in wanted for word in ("-r", str(path))]
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
    if run([*pip, "uv"], quiet=True):
        uv = [str(VENV / "bin" / "uv"), "pip", "install", "-q", "--python", str(PYTHON)]
        if run([*uv, "--require-hashes", *names], quiet=True, env=os.environ | index_settings()):
            return
        say("uv could not install everything; pip takes over and takes longer")
    if not run([*pip, "--require-hashes", *names]):
        stop("the requirements could not be installed: see pip's words above")


def index_settings() -> dict[str, str]:
    """Return uv's environment for the indexes and certificates that pip is configured with."""
    command = [str(PYTHON), "-m", "pip", "config", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found: dict[str, str] = {}
    for line in listed.splitlines():
        name, _, value = line.partition("=")
        option = name.rpartition(".")[2]
        words = str(ast.literal_eval(value)).split() if option in UV_NAMES else []
        usable = [word for word in words if not word.startswith("file:")]
        if usable:
            found[UV_NAMES[option]] = " ".join(usable)
    return found


def run(command: list[str], *, quiet: bool = False, env: "dict[str, str] | None" = None) -> bool:
    sink = subprocess.DEVNULL if quiet else None
    done = subprocess.run(command, stdout=sink, stderr=sink, env=env, check=False)
    return done.returncode == 0


def say(text: str) -> None:
    print(f"setup: {text}", flush=True)


def stop(reason: str) -> None:
    print(f"setup: {reason}", file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main()
