"""One export of a bank and its right reading."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """One export and its right reading: (ISO date, signed amount) of every transaction."""

    name: str
    text: str
    expected: tuple[tuple[str, str], ...]
    encoding: str = "utf-8"
    problems: int = 0
    """How many things about it have to be checked by a person."""
