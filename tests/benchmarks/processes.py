"""Commands that are run and measured in processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

# Linux counts the memory of whoever starts a process as the process's own until it is another
# program: so what starts it is small, whatever the benchmarks before have read.
_STARTER = """
import json, resource, subprocess, sys, time
started = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, text=True)
seconds = time.perf_counter() - started
held = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(json.dumps([done.returncode, seconds, held, done.stdout]))
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a command took, the most memory it held, and what it printed."""

    seconds: float
    megabytes: float
    printed: str


def run_command(*command: str) -> Measured:
    """Run a command of `manage.py`; raises AssertionError when it fails."""
    starter = [sys.executable, "-c", _STARTER, sys.executable, "manage.py", *command]
    told = subprocess.run(starter, stdout=subprocess.PIPE, text=True, check=True).stdout
    code, seconds, megabytes, printed = json.loads(told)
    if code:
        raise AssertionError(f"{command[0]} ended with {code}")
    return Measured(seconds, megabytes, printed)
