"""Full archives out and in, each in a process of its own: seconds, memory, the same file."""

from __future__ import annotations

import filecmp
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.core.management import call_command

from tests.benchmarks.figures import Figure
from tests.benchmarks.processes import run_command

SECONDS = 60.0
MEGABYTES = 400.0


def measure(largest: int) -> Iterator[Figure]:
    """Yield figures of archives of 10,000 transactions and more, written, restored and compared."""
    with tempfile.TemporaryDirectory() as folder:
        for count in (10_000, 100_000):
            if count > largest:
                break
            yield from _figures(Path(folder), count)


def _figures(folder: Path, count: int) -> Iterator[Figure]:
    home, again = f"Archive {count}", f"Archive {count} again"
    first, second = folder / f"{count}.zip", folder / f"{count}-again.zip"
    call_command("seed_bench", transactions=count, household=home, verbosity=0)
    written = run_command("export_archive", "--household", home, "--output", str(first))
    restored = run_command("import_archive", str(first), "--household", again)
    run_command("export_archive", "--household", again, "--output", str(second))
    if not filecmp.cmp(first, second, shallow=False):
        raise AssertionError(f"{count} transactions: the archive of what was restored differs")
    is_judged = count >= 100_000
    for name, run in (("written", written), ("restored", restored)):
        words = f"archive of {count:,} transactions {name}"
        yield Figure(words, run.seconds, "s", SECONDS if is_judged else None)
        yield Figure(f"{words}: memory", run.megabytes, "MB", MEGABYTES if is_judged else None)
    yield Figure(f"archive of {count:,} transactions: size", first.stat().st_size / 2**20, "MB")
