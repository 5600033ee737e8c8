"""Sheets of a workbook, opened in a process of its own that cannot take this one with it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from ledger.imports.statement import BrokenFile, HostileFile

SECONDS = 180
"""Time after which the process is ended, waiting included."""

_ROOT = Path(__file__).resolve().parents[3]
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from ledger.imports.tabular.sheet_worker import main; main(tuple(sys.argv[2:]))"
)


def isolated_sheets(
    content: bytes, names: tuple[str, ...], file: str
) -> Iterator[tuple[str, bool, list[list[str]]]]:
    """Yield name, whether it holds numbers, and rows of each sheet, or of `names` alone.

    Raises BrokenFile with the reason of the refusal, or when the process came to an end over the
    workbook, and HostileFile when it took too long.
    """
    command = [sys.executable, "-I", "-c", _PROGRAM, str(_ROOT), *names]
    try:
        ended = subprocess.run(  # noqa: S603 -- own interpreter; names are plain arguments
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise HostileFile("the workbook takes too long to open", file=file) from None
    if ended.returncode:
        reason = "the workbook is damaged, or too large to open; save it anew or as CSV"
        raise BrokenFile(reason, file=file)
    for line in ended.stdout.splitlines():
        sheet = json.loads(line)
        if isinstance(sheet, dict):
            raise BrokenFile(sheet["refused"], file=file)
        yield sheet[0], sheet[1], sheet[2]
