"""Looks the pinned packages up among known vulnerabilities: tools/audit_dependencies.py.

A vulnerability fails the run. A service that cannot be reached does not, though it is said loudly:
a check that is offline must not look like a check that was passed. Findings that do not concern
this product are answered in docs/security.md and named in ACCEPTED.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ACCEPTED: tuple[str, ...] = ()
UNREACHED = ("ConnectionError", "ServiceError", "Max retries", "timed out", "Connection refused")
NOT_CHECKED = """
****************************************************************************
* NOT CHECKED: the service of known vulnerabilities could not be reached.  *
* Run `make lint` and tools/audit_dependencies.py again where it can be.   *
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
        print(NOT_CHECKED, file=sys.stderr)
        return
    print(done.stderr, end="", file=sys.stderr)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
