"""Looks the pinned packages up among known vulnerabilities: tools/audit_dependencies.py.

A vulnerability fails the run. A service that cannot be reached, or that knows nothing of a package,
does not, though it is said loudly: a check that was not made must not look like one that was
passed. Findings that do not concern
this product are answered in docs/security.md and named in ACCEPTED.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ACCEPTED: tuple[str, ...] = ()
UNREACHED = ("ConnectionError", "ServiceError", "Max retries", "timed out", "Connection refused")
SKIPPED = "could not be audited"
NOT_CHECKED = """
****************************************************************************
* NOT CHECKED: {why}
* Run tools/audit_dependencies.py again where the service answers.
****************************************************************************
"""


def main() -> None:
    """End with 0 when nothing is known or nothing could be asked, else with 1."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes"]
    command += ["--progress-spinner", "off", *sys.argv[1:]]
    command += [f"--ignore-vuln={name}" for name in ACCEPTED]
    command += ["-r", str(ROOT / "requirements.txt")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    print(done.stdout, end="")
    if done.returncode and any(mark in done.stderr for mark in UNREACHED):
        _shout("the service of known vulnerabilities could not be reached.")
        return
    if skipped := (done.stdout + done.stderr).count(SKIPPED):
        _shout(f"the service knows nothing of {skipped} of {_pinned()} packages.")
    print(done.stderr, end="", file=sys.stderr)
    sys.exit(done.returncode)


def _shout(why: str) -> None:
    print(NOT_CHECKED.format(why=why), file=sys.stderr)


def _pinned() -> int:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return sum("==" in line for line in lines)


if __name__ == "__main__":
    main()
