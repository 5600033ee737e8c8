"""What every reader of bank files yields: records of a statement, or the error that refuses it.

A reader is a pure generator `read(source, options) -> Iterator[Record]`. It yields, in the order
of the file, an `AccountSection` whenever an account or statement begins, a `StatementLine` per
transaction, a `Balance` where the file states one, and a `Problem` for each record that could not
be read. It raises a `StatementError` when the file as a whole is refused.
"""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol, TypeAlias

Day: TypeAlias = date
"""A date, under a name that no field of a record hides."""


class StatementError(Exception):
    """A file that is refused: says which file, where in it and why, in words for its owner."""

    def __init__(self, reason: str, *, line: int | None = None, file: str = "") -> None:
        self.reason = reason
        self.line = line
        self.file = file
        super().__init__(reason)

    def __str__(self) -> str:
        where = f"{self.file or 'file'}" + (f", line {self.line}" if self.line else "")
        return f"{where}: {self.reason}"


class UnknownFormat(StatementError):
    """The content is none of the formats that are read."""


class BrokenFile(StatementError):
    """The format is known, but the content cannot be read to any use."""


class HostileFile(StatementError):
    """The content tries to exhaust memory or time, or to reach outside itself."""


class BalanceKind(StrEnum):
    """Which balance a file states."""

    OPENING = "opening"
    CLOSING = "closing"
    AVAILABLE = "available"


@dataclass(frozen=True, slots=True)
class AccountSection:
    """The account or statement that the following records belong to, as the file names it."""

    account: str = ""
    """Account number or IBAN as printed; empty where the file names none."""
    currency: str = ""
    name: str = ""
    statement: str = ""
    """Statement number or id, empty where there is none."""
    bank: str = ""
    kind: str = ""
    """The file's own word for the kind of account ("CREDITCARD", "Bank", …)."""


@dataclass(frozen=True, slots=True)
class Split:
    """One part of a split transaction: its amounts sum to the line's."""

    amount: Decimal
    category: str = ""
    memo: str = ""


class StatementLine(NamedTuple):
    """One transaction of a statement, seen from the holder: money out negative."""

    date: date
    amount: Decimal
    line: int
    """1-based line (or record) of the file where it begins."""
    currency: str = ""
    """ISO 4217 code; empty where the file names none."""
    payee: str = ""
    memo: str = ""
    external_id: str = ""
    """The bank's own id of the row (FITID, entry reference …), empty where there is none."""
    value_date: Day | None = None
    balance: Decimal | None = None
    """Balance after the row, as printed."""
    is_pending: bool = False
    category: str = ""
    """The file's own category, transfer target or split label."""
    reference: str = ""
    """Cheque number or end-to-end reference."""
    counterparty_account: str = ""
    splits: tuple[Split, ...] = ()
    is_investment: bool = False
    """An investment record: counted apart, not posted as a cash transaction."""


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance that the file states for the current section, from the holder's view."""

    kind: BalanceKind
    amount: Decimal
    on: date | None = None
    currency: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A record that could not be read, or a warning about one, said to the file's owner."""

    message: str
    line: int | None = None
    is_warning: bool = False
    """True when nothing was lost (a total that does not add up), False when a record was."""

    @property
    def is_row_lost(self) -> bool:
        """Whether one record was lost, rather than the file as a whole being in doubt."""
        return not self.is_warning and self.line is not None


Record = AccountSection | StatementLine | Balance | Problem


@dataclass(frozen=True, slots=True)
class StatementFile:
    """The bytes of an upload or of a file on disk, opened anew for each pass."""

    name: str
    opener: Callable[[], BinaryIO]
    size: int

    @classmethod
    def from_bytes(cls, data: bytes, name: str = "upload") -> StatementFile:
        """Wrap bytes that are already in memory."""
        return cls(name, lambda: io.BytesIO(data), len(data))

    @classmethod
    def from_path(cls, path: Path, name: str = "") -> StatementFile:
        """Refer to a file on disk; raises OSError when it cannot be read."""
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        return cls(name or str(path), lambda: path.open("rb"), path.stat().st_size)

    def head(self, size: int = 65_536) -> bytes:
        """Return the first `size` bytes."""
        with self.opener() as stream:
            return stream.read(size)

    def read(self, limit: int) -> bytes:
        """Return the whole content; raises HostileFile when it is longer than `limit` bytes."""
        if self.size > limit:
            raise HostileFile(
                f"{self.size:,} bytes are more than the {limit:,} that this format is read from",
                file=self.name,
            )
        with self.opener() as stream:
            return stream.read()


@dataclass(frozen=True, slots=True)
class Detection:
    """What a file seems to be: format, dialect and how sure that is."""

    format: str
    """`csv`, `xlsx`, `ofx`, `qif`, `camt`, `mt940` …"""
    dialect: str
    """The variant or version: `OFX 1.02 SGML`, `camt.053.001.08`, `semicolon, cp1252`."""
    confidence: Decimal
    """0 … 1."""
    options: Mapping[str, object] = field(default_factory=dict)
    """What the reader needs to read it so; may be saved per account and passed in again."""


class Reader(Protocol):
    """One format: recognises a file by its content and yields its records."""

    format: str

    def detect(self, source: StatementFile) -> Detection | None:
        """Return how this format would read `source`, or None when it is not of this format."""

    def read(self, source: StatementFile, detection: Detection) -> Iterator[Record]:
        """Yield the records of `source`; raises StatementError when it is refused."""


@dataclass(frozen=True, slots=True)
class ParsedStatement:
    """A whole file in memory, for previews, tests and small files."""

    detection: Detection
    sections: tuple[AccountSection, ...]
    lines: tuple[StatementLine, ...]
    balances: tuple[Balance, ...]
    problems: tuple[Problem, ...]

    @classmethod
    def collect(cls, detection: Detection, records: Iterable[Record]) -> ParsedStatement:
        """Gather the records of a reader."""
        kinds: tuple[list[AccountSection], list[StatementLine], list[Balance], list[Problem]]
        kinds = ([], [], [], [])
        sections, lines, balances, problems = kinds
        for record in records:
            match record:
                case StatementLine():
                    lines.append(record)
                case AccountSection():
                    sections.append(record)
                case Balance():
                    balances.append(record)
                case Problem():
                    problems.append(record)
        return cls(detection, *(tuple(kind) for kind in kinds))  # type: ignore[arg-type]
