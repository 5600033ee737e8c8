"""Where a command writes an export: a file, or standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.core.management.base import OutputWrapper

from accounts.management.household_command import Refused


@contextmanager
def open_output(path: str | None, stdout: OutputWrapper) -> Iterator[Callable[[str], object]]:
    """Give a function that writes text, in UTF-8 and as it is; raises Refused when it cannot.

    A reader of standard output that had enough (`| head`) ends the writing quietly.
    """
    if path is None:
        try:
            yield lambda text: stdout.write(text, ending="")
            stdout.flush()
        except BrokenPipeError:
            # Python flushes standard output once more at its end, which would fail again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    with open_file(path) as file:
        yield lambda text: file.write(text.encode())


@contextmanager
def open_file(path: str) -> Iterator[BinaryIO]:
    """Open a file to write bytes to; raises Refused when it cannot be written."""
    try:
        with Path(path).open("wb") as file:
            yield file
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from error
