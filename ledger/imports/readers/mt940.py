"""SWIFT MT940 customer statements and MT942 interim reports, as banks export them.

Read by own code, since libraries for the format refuse or lose entries of many real files. Rows
are dated by their value date, the only date that every entry carries. Source of the format: SWIFT
User Handbook, category 9, and the layouts of field :86: that the banks publish.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ledger.imports.readers.balances import refused_when_useless
from ledger.imports.readers.charset import charset_of, text_chunks, text_head
from ledger.imports.readers.mt940_fields import fields_of, lines_of
from ledger.imports.readers.mt940_messages import Messages
from ledger.imports.statement import (
    Detection,
    HostileFile,
    Record,
    StatementFile,
)

MAX_BYTES = 64 * 1024 * 1024

_SEPARATOR = "@@"
"""What older German banking programs write for the end of a line."""
_MARKS = re.compile(r"^[\s\x01-\x04]*(?:\{4:\s*)?:(20|25P?|28C?|60[FM]?|61|62[FM]?):", re.MULTILINE)
_ENTRY = re.compile(r"^\s*:61:\s*\d{6}[\d\s]*[RE]?[CD]", re.MULTILINE)
_INTERIM = re.compile(r"^\s*:(34F|13D?|90[CD]):", re.MULTILINE)
_CENTRAL_EUROPE = re.compile(
    rb"^:(?:60[FM]:[CD]\d{6}(?:PLN|CZK|HUF|RON|HRK|RSD|SKK)|25:/?(?:PL|CZ|SK|HU)\d\d)",
    re.MULTILINE,
)
_HIGH = re.compile(rb"[\x80-\xff]")


class Mt940Reader:
    """Reads MT940 and MT942, with and without the SWIFT envelope."""

    format = "mt940"

    def detect(self, source: StatementFile) -> Detection | None:
        """Return how sure it is that the first bytes are of an MT940 or MT942, or None."""
        head = text_head(source).replace(_SEPARATOR, "\n")
        tags = {match[1] for match in _MARKS.finditer(head)}
        has_entry = bool(_ENTRY.search(head))
        if not (has_entry or "20" in tags):
            return None
        dialect = "MT942" if _INTERIM.search(head) and not tags & {"60F", "60M"} else "MT940"
        is_sure = has_entry or len(tags) > 2
        return Detection(self.format, dialect, Decimal("0.98") if is_sure else Decimal("0.7"))

    def read(self, source: StatementFile, detection: Detection) -> Iterator[Record]:
        """Yield the records of `source`.

        A date that cannot be, an entry that cannot be read and a break in the file are Problems.
        Raises HostileFile for too large a file, UnknownFormat where there is no field, BrokenFile
        where no entry can be read. The option `charset` overrules the guess.
        """
        if source.size > MAX_BYTES:
            raise HostileFile(
                f"{source.size:,} bytes are more than the {MAX_BYTES:,} that are read",
                file=source.name,
            )
        wanted = detection.options.get("charset")
        charset = wanted if isinstance(wanted, str) and wanted else _charset(source)
        text = (chunk.replace(_SEPARATOR, "\n") for chunk in text_chunks(source, charset))
        records = Messages(source.name).records(fields_of(lines_of(text)))
        yield from refused_when_useless(records, source.name)


def _charset(source: StatementFile) -> str:
    """Return the codec of the file; older exports are of the code pages of DOS or Windows."""
    charset = charset_of(source)
    if charset.startswith("utf"):
        return charset
    head = source.head()
    high = _HIGH.findall(head)
    is_central = bool(_CENTRAL_EUROPE.search(head))
    if sum(byte < b"\xa6" for byte in high) * 2 > len(high):
        return "cp852" if is_central else "cp850"
    return "cp1250" if is_central else charset
