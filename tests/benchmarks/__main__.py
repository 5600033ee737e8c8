"""Run the benchmarks on a server of their own below `var/bench`, then stop it."""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var" / "bench"
PARTS = (
    "archives",
    "authentication",
    "imports",
    "limits",
    "pages",
    "pairs",
    "passwords",
    "quality",
    "queries",
    "recurring",
    "rules",
    "server",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="100,000 rows at most")
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    # The user's own database is never touched, whatever the environment names.
    for name in ("DATABASE_URL", "REDIS_URL", "DEBUG"):
        os.environ.pop(name, None)
    shutil.rmtree(VAR, ignore_errors=True)
    os.environ |= {
        "FINEHANCE_VAR": str(VAR),
        "DJANGO_SETTINGS_MODULE": "finehance.settings",
        "LOG_LEVEL": "WARNING",
        # Pages are measured by asking often; what limits cost is measured by itself.
        "RATE_LIMITS": "off",
    }
    # Django's settings read the environment when first imported.
    from tests.benchmarks.runner import run

    run(options.parts or list(PARTS), largest=100_000 if options.quick else 1_000_000)


main()
