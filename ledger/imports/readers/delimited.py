"""Text tables: CSV, TSV and any other text with one delimiter."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product

from ledger.imports.statement import BrokenFile, StatementFile, UnknownFormat
from ledger.imports.tabular.encoding import LOSSY, sniff_encoding
from ledger.imports.tabular.inference import Inference, NoTable, infer
from ledger.imports.tabular.mapping import TabularMapping
from ledger.imports.tabular.reader import Examination, TableReader
from ledger.imports.tabular.records import NumberedRow
from ledger.imports.tabular.source import split, tail_of, text_lines

_HEAD = 262_144
_DELIMITERS = ",;\t|"
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
# Some banks quote whole lines: such a table has a single column unless quotes are ordinary.
_QUOTES = ('"', "")
_ANY = TabularMapping(date=0, amount=1)
_SAMPLE_ROWS = 800
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff")


class DelimitedReader(TableReader):
    """Reads text tables; the dialect and the meaning of the columns are told from the content."""

    format = "csv"

    def examine(self, source: StatementFile) -> Examination:
        """Return the detected mapping with its doubts; raises UnknownFormat or BrokenFile."""
        head = source.head(_HEAD)
        _refuse_binary(head, source)
        is_whole = len(head) == source.size
        try:
            encoding = sniff_encoding(head, is_whole=is_whole)
        except UnknownFormat as error:
            error.file = source.name
            raise
        text = head.decode(encoding, LOSSY)
        best = _best(text if is_whole else _whole_lines(text), encoding, source)
        return Examination(best.mapping, best.confidence, best.doubts, best.headings)

    def rows(self, source: StatementFile, mapping: TabularMapping) -> Iterator[NumberedRow]:
        """Yield every row of a text table, blank ones included, with its line number."""
        return split(text_lines(source, mapping.encoding), mapping)

    def dialect(self, source: StatementFile, mapping: TabularMapping) -> str:
        """Return the delimiter and the encoding."""
        return f"{_NAMES.get(mapping.delimiter, repr(mapping.delimiter))}, {mapping.encoding}"


def _refuse_binary(head: bytes, source: StatementFile) -> None:
    if not head.strip():
        raise BrokenFile("the file is empty", file=source.name)
    if head.startswith(_BINARY):
        raise UnknownFormat("the file is not a text", file=source.name)


def _whole_lines(text: str) -> str:
    return text[: max(text.rfind("\n"), text.rfind("\r")) + 1] or text


def _best(text: str, encoding: str, source: StatementFile) -> Inference:
    """Return the reading of the delimiter under which the file makes most sense."""
    found: list[Inference] = []
    reasons: list[str] = []
    for quote, delimiter in product(_QUOTES, _DELIMITERS):
        if not quote and (found or '"' not in text):
            break
        if text.count(delimiter) < max(1, text.count("\n") // 10):
            continue
        dialect = replace(_ANY, encoding=encoding, delimiter=delimiter, quote=quote)
        sample = islice(split(iter(io.StringIO(text, newline="")), dialect), _SAMPLE_ROWS)
        tail = [cells for _, cells in split(iter(tail_of(source, encoding, _HEAD)), dialect)]
        try:
            inference = infer([cells for _, cells in sample], delimiter=delimiter, tail=tail)
        except NoTable as error:
            reasons.append(str(error))
            continue
        mapping = replace(inference.mapping, encoding=encoding, delimiter=delimiter, quote=quote)
        found.append(replace(inference, mapping=mapping))
    if not found:
        reason = reasons[0] if reasons else "no delimiter parts the lines into columns"
        raise UnknownFormat(f"this is no table of transactions: {reason}", file=source.name)
    return max(found, key=lambda inference: inference.score)
