"""What a table's layout is known by, and what of a mapping belongs to the layout alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from ledger.imports.detect import READERS, content_of
from ledger.imports.statement import Detection, StatementFile
from ledger.imports.tabular.inference import NoTable, infer
from ledger.imports.tabular.mapping import TabularMapping
from ledger.imports.tabular.phrases import direction
from ledger.imports.tabular.reader import TableReader
from ledger.imports.tabular.records import headings_of

OF_ONE_FILE = (
    *("header_row", "first_row", "column_count", "encoding", "sheets"),
    *("year", "last_month", "account_name", "sign_words", "balance_order"),
)
"""Options that may differ from file to file of one layout, and are found anew in each."""

PROVED_WITH = (
    *("amount", "debit", "credit", "sign", "fee", "balance"),
    *("sign_rule", "decimal", "scale"),
)
"""Options that the proof of a running balance rests on."""
_SAMPLE_ROWS = 800


def table_reader(file_format: str) -> TableReader | None:
    """Return the reader of a format whose columns a person may map, None for other formats."""
    reader = READERS.get(file_format)
    return reader if isinstance(reader, TableReader) else None


def layout_signature(source: StatementFile, found: Detection) -> str:
    """Return the digest of a table's headings, "" for formats that say themselves what they mean.

    `found` is the detection as made, not as corrected, so that the next file has the same one.
    """
    reader = table_reader(found.format)
    if reader is None:
        return ""
    mapping = TabularMapping.from_options(found.options)
    headings = headings_of(reader.rows(content_of(source), mapping), mapping)
    names = [heading.strip().casefold() for heading in headings]
    parts = names if any(names) else [f"{mapping.column_count or mapping.width} columns"]
    text = "\x1f".join((found.format, mapping.delimiter, *parts))
    return hashlib.sha256(text.encode()).hexdigest()


def options_of_layout(
    corrected: Mapping[str, object], found: Mapping[str, object]
) -> dict[str, object]:
    """Return what to keep of a corrected mapping: all but what was simply found in this file."""
    return {
        name: value
        for name, value in corrected.items()
        if name not in OF_ONE_FILE or value != found.get(name)
    }


def read_as(source: StatementFile, found: Detection, kept: Mapping[str, object]) -> Detection:
    """Return a table's detection with the options that were kept for its layout."""
    options = {**found.options, **kept}
    return described(source, replace(found, options=options, confidence=Decimal(1)))


def described(source: StatementFile, detection: Detection) -> Detection:
    """Return the detection of a table with the dialect that its options come to."""
    reader = table_reader(detection.format)
    if reader is None:
        return detection
    mapping = TabularMapping.from_options(detection.options)
    return replace(detection, dialect=reader.dialect(content_of(source), mapping))


def laid_out_anew(
    source: StatementFile, reader: TableReader, given: TabularMapping
) -> TabularMapping:
    """Return what the columns mean under another delimiter or encoding; `given` where none fits."""
    rows = [cells for _, cells in islice(reader.rows(content_of(source), given), _SAMPLE_ROWS)]
    try:
        found = infer(rows, delimiter=given.delimiter).mapping
    except NoTable:
        return given
    return replace(
        found,
        delimiter=given.delimiter,
        encoding=given.encoding,
        quote=given.quote,
        default_currency=given.default_currency or found.default_currency,
    )


def with_sign_words(mapping: TabularMapping, cells: Iterable[Sequence[str]]) -> TabularMapping:
    """Return the mapping with what the words of its sign column mean, as far as they are known."""
    at = mapping.sign
    if at is None:
        return replace(mapping, sign_words={})
    words = {row[at].strip() for row in cells if at < len(row)}
    meant = {word: direction(word) or 0 for word in sorted(words) if word}
    return replace(mapping, sign_words=meant)


def with_proof(mapping: TabularMapping, found: Detection) -> TabularMapping:
    """Return the mapping with the order in which its running balance was proved, if it was.

    The proof of the detection holds for a corrected mapping that reads the amounts the same way.
    """
    detected = TabularMapping.from_options(found.options)
    same = all(getattr(mapping, name) == getattr(detected, name) for name in PROVED_WITH)
    return replace(mapping, balance_order=detected.balance_order if same else "")
