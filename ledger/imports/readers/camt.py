"""ISO 20022 bank messages: camt.052 reports, camt.053 statements, camt.054 notifications.

Elements are told by their local names alone, so every version, any namespace prefix and a file
without a namespace are read alike. The file is streamed; an entry is dropped once it is read.
Source of the format: the ISO 20022 message definition reports of the camt.05x family.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from lxml import etree

from ledger.imports.readers.balances import refused_when_useless
from ledger.imports.readers.camt_entry import Element, line_of, local_name, text_at
from ledger.imports.readers.camt_statement import Statement, day_or_none
from ledger.imports.readers.charset import charset_of
from ledger.imports.statement import (
    BrokenFile,
    Detection,
    HostileFile,
    Problem,
    Record,
    StatementFile,
)

MAX_BYTES = 512 * 1024 * 1024
MAX_HELD_BYTES = 16 * 1024 * 1024
"""Markup that may stand before or within one entry: so much of the file is in memory at once."""

_CONTAINERS = {
    "Stmt": "BkToCstmrStmt",
    "Rpt": "BkToCstmrAcctRpt",
    "Ntfctn": "BkToCstmrDbtCdtNtfctn",
}
_CHILDREN = ("GrpHdr", "Acct", "Bal", "Ntry")
_NAMESPACE = re.compile(rb"camt\.05[234](?:\.\d{3}\.\d{2})?")
_MESSAGE = re.compile(rb"<(?:[\w.-]+:)?(BkToCstmr(?:Stmt|AcctRpt|DbtCdtNtfctn))")
_DECLARATION = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)""")
_KINDS = {
    "BkToCstmrStmt": "camt.053",
    "BkToCstmrAcctRpt": "camt.052",
    "BkToCstmrDbtCdtNtfctn": "camt.054",
}


class CamtReader:
    """Reads camt.052, camt.053 and camt.054 of every version."""

    format = "camt"

    def detect(self, source: StatementFile) -> Detection | None:
        """Return the message and version that the first bytes name, or None."""
        head = source.head().replace(b"\0", b"")
        message = _MESSAGE.search(head)
        namespace = _NAMESPACE.search(head)
        if not message and not (namespace and b"<Document" in head):
            return None
        if namespace:
            return Detection(self.format, namespace[0].decode("ascii"), Decimal("0.99"))
        kind = _KINDS[message[1].decode("ascii")] if message else "camt"
        return Detection(self.format, f"{kind} without namespace", Decimal("0.9"))

    def read(self, source: StatementFile, detection: Detection) -> Iterator[Record]:
        """Yield the records of `source`.

        A batch booking is one line, its payments are the splits. Pending and announced entries
        are lines with `is_pending`. What stands before a break in the file is kept. Raises
        HostileFile for a document type or too large a file, BrokenFile where nothing can be read.
        The option `charset` overrules the encoding that the file declares.
        """
        if source.size > MAX_BYTES:
            raise HostileFile(
                f"{source.size:,} bytes are more than the {MAX_BYTES:,} that are read",
                file=source.name,
            )
        with source.opener() as stream:
            _skip_to_markup(stream)
            message = _Message(source.name, stream)
            records = message.records(_codec(source, detection.options.get("charset")))
            yield from refused_when_useless(records, source.name)


@dataclass(slots=True)
class _Message:
    """The state of reading one file: the message's date and the statement at hand."""

    file: str
    stream: BinaryIO
    held: int = 0
    """Bytes that were read since the last time that memory was given back."""
    created: date | None = None
    statement: Statement | None = None
    has_statement: bool = False

    def read(self, size: int = -1) -> bytes:
        """Read on for the parser; raises HostileFile when no entry comes to its end."""
        data = self.stream.read(size)
        self.held += len(data)
        if self.held > MAX_HELD_BYTES:
            raise HostileFile(f"{MAX_HELD_BYTES:,} bytes hold no end of an entry", file=self.file)
        return data

    def records(self, codec: str | None) -> Iterator[Record]:
        """Yield what the stream holds up to its end or to the first break."""
        events = etree.iterparse(
            self,
            events=("start", "end"),
            tag=[f"{{*}}{name}" for name in (*_CONTAINERS, *_CHILDREN)],
            encoding=codec,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
        )
        try:
            for event, element in events:
                if event == "start":
                    self._started(element)
                else:
                    yield from self._ended(element)
        except etree.XMLSyntaxError as error:
            yield from self._broken(error)
        if not self.has_statement:
            raise BrokenFile(
                "the message holds no statement, report or notification", file=self.file
            )

    def _broken(self, error: etree.XMLSyntaxError) -> Iterator[Record]:
        reason = f"the file is damaged or ends early, what follows is lost: {_wording(error)}"
        if not self.has_statement:
            raise BrokenFile(reason, line=error.lineno, file=self.file) from error
        if self.statement:
            yield from self.statement.balance_records()
        yield Problem(reason, line=error.lineno)

    def _started(self, element: Element) -> None:
        if element.getroottree().docinfo.internalDTD is not None:
            raise HostileFile("a bank message carries no document type", line=1, file=self.file)
        if _is_statement(element):
            self.statement = Statement(created=self.created)
            self.has_statement = True

    def _ended(self, element: Element) -> Iterator[Record]:
        name, parent = local_name(element), element.getparent()
        if name == "GrpHdr":
            self.created = day_or_none(text_at(element, "CreDtTm"))
        elif self.statement and _is_statement(element):
            yield from self.statement.finished(line_of(element))
            self.statement = None
            self._forget(element)
        elif self.statement and parent is not None and _is_statement(parent):
            yield from self.statement.child(name, element, parent)
            if name == "Ntry":
                self._forget(element)

    def _forget(self, element: Element) -> None:
        """Free `element` and what stands before it; both have been read."""
        self.held = 0
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]


def _is_statement(element: Element) -> bool:
    message = _CONTAINERS.get(local_name(element))
    parent = element.getparent()
    return bool(message) and parent is not None and local_name(parent).startswith(message or "")


def _wording(error: etree.XMLSyntaxError) -> str:
    return re.sub(r"\s*,? line \d+(, column \d+)?", "", str(error.msg)).strip()


def _skip_to_markup(stream: BinaryIO) -> None:
    """Move to the first byte of the markup, past blank lines that some banks put before it."""
    head = stream.read(1024)
    stream.seek(len(head) - len(head.lstrip()))


def _codec(source: StatementFile, wanted: object) -> str | None:
    """Return the encoding to read in: the `wanted` one, what the bytes prove, or None for UTF-16.

    lxml reads the latter by its byte order mark.
    """
    if isinstance(wanted, str) and wanted:
        return wanted
    declared = _DECLARATION.search(source.head(1024))
    charset = charset_of(source, declared[1].decode("ascii") if declared else "")
    if charset.startswith(("utf-16", "utf-32")):
        return None
    return charset.removesuffix("-sig")
