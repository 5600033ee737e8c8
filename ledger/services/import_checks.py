"""Looking at a waiting file before it is imported: how it is read, and what it would do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import transaction as db

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.imports.detect import content_of, detect, read_statement
from ledger.imports.layout import laid_out_anew, table_reader, with_proof, with_sign_words
from ledger.imports.report import ImportReport
from ledger.imports.statement import (
    AccountSection,
    Record,
    StatementError,
    StatementFile,
    StatementLine,
)
from ledger.imports.tabular.inference import Doubt
from ledger.imports.tabular.mapping import TabularMapping
from ledger.imports.tabular.preview import Preview
from ledger.imports.tabular.reader import TableReader
from ledger.models import ImportBatch
from ledger.services.errors import NotImportable
from ledger.services.imports import ImportRequest, import_file
from ledger.services.uploads import detection_of, source_of

ROWS_AHEAD = 12
_RECORDS_AHEAD = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """The beginning of a waiting file as it would be read."""

    mapping: TabularMapping | None = None
    """None for a format that needs none."""
    doubts: tuple[Doubt, ...] = ()
    preview: Preview | None = None
    """The first rows of a table, printed and read."""
    lines: tuple[StatementLine, ...] = ()
    """The first transactions of a file that is no table."""
    accounts: tuple[AccountSection, ...] = ()
    problem: str = ""
    """Why the file cannot be read so."""

    @property
    def headings(self) -> tuple[str, ...]:
        """The heading of each column of the file or of the mapping, "" where it has none."""
        if self.preview is None or self.mapping is None:
            return ()
        width = max(self.preview.width, self.mapping.width)
        return (*self.preview.headings, *[""] * (width - len(self.preview.headings)))


def read_ahead(batch: ImportBatch) -> Reading:
    """Return the beginning of the batch's file, or why it cannot be read."""
    try:
        if table_reader(batch.format) is None:
            records = read_statement(source_of(batch), detection_of(batch))
            return _of_records(islice(records, _RECORDS_AHEAD))
        return _of_table(batch, TabularMapping.from_options(batch.options))
    except (StatementError, NotImportable) as error:
        return Reading(problem=str(error))


def _of_records(records: Iterator[Record]) -> Reading:
    known = list(records)
    lines = (record for record in known if isinstance(record, StatementLine))
    accounts = (record for record in known if isinstance(record, AccountSection))
    return Reading(lines=tuple(islice(lines, ROWS_AHEAD)), accounts=tuple(accounts))


def _of_table(batch: ImportBatch, mapping: TabularMapping) -> Reading:
    source, reader = content_of(source_of(batch)), table_reader(batch.format)
    if reader is None:
        raise TypeError(f"{batch.format} is no table")
    doubts = reader.examine(source).doubts if batch.confidence < 1 else ()
    open_doubts = tuple(doubt for doubt in doubts if _is_open(doubt, mapping))
    preview = reader.preview(source, mapping, rows=ROWS_AHEAD)
    return Reading(mapping=mapping, doubts=open_doubts, preview=preview)


def _is_open(doubt: Doubt, mapping: TabularMapping) -> bool:
    """Tell whether a doubt is still about what the mapping says."""
    chosen = getattr(mapping, doubt.option)
    return chosen is not None and str(chosen) == doubt.chosen


def currency_stated(source: StatementFile) -> str:
    """Return the currency of the first rows that name one, "" where none does or can be read."""
    try:
        known = _of_records(islice(read_statement(source), _RECORDS_AHEAD))
    except StatementError:
        return ""
    named = (*(line.currency for line in known.lines), *(s.currency for s in known.accounts))
    return next(filter(None, named), "")


def complete_mapping(batch: ImportBatch, mapping: TabularMapping) -> TabularMapping:
    """Return a corrected mapping with what follows from the correction found out anew.

    Another delimiter or encoding parts the file into other columns; another sign column has other
    words. Raises StatementError and NotImportable.
    """
    source, reader = content_of(source_of(batch)), table_reader(batch.format)
    if reader is None:
        return mapping
    completed = _completed(batch, mapping, source, reader)
    return with_proof(completed, detect(source))


def _completed(
    batch: ImportBatch, mapping: TabularMapping, source: StatementFile, reader: TableReader
) -> TabularMapping:
    before = TabularMapping.from_options(batch.options)
    if (before.delimiter, before.encoding) != (mapping.delimiter, mapping.encoding):
        return laid_out_anew(source, reader, mapping)
    if mapping.sign != before.sign:
        rows = (cells for _line, cells in islice(reader.rows(source, mapping), _RECORDS_AHEAD))
        return with_sign_words(mapping, islice(rows, mapping.first_row, None))
    return mapping


def differs_from_detected(batch: ImportBatch) -> bool:
    """Tell whether a table is read otherwise than the file alone suggests."""
    found = dict(detect(source_of(batch)).options)
    corrected: dict[str, object] = batch.options
    return found != corrected


@db.atomic
def check_import(*, by: Actor, batch: ImportBatch) -> ImportReport:
    """Return what importing the batch would do; nothing is left behind.

    Raises StatementError, LedgerError and PermissionDenied as the import itself would.
    """
    by.must(Permission.RECORD)
    request = ImportRequest(
        account=batch.account,
        source=source_of(batch),
        detection=detection_of(batch),
        batch=ImportBatch.objects.in_household(by.household).get(pk=batch.pk),
        is_dry_run=True,
    )
    return import_file(by=by, request=request)
