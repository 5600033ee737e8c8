"""Why an archive is refused: which part of it, which line, and what is wrong there."""

from __future__ import annotations


class ArchiveError(Exception):
    """An archive that was refused; nothing was written."""

    code = "BUSINESS_4029"

    def __init__(self, reason: str, *, part: str = "", line: int = 0) -> None:
        self.reason = reason
        self.part = part
        self.line = line
        place = f"{part}, line {line}" if line else part
        super().__init__(f"{place}: {reason}" if place else reason)
