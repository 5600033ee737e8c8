"""Workbooks: XLSX, XLS, ODS, and the HTML or XML tables that banks name `.xls`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ledger.imports.statement import (
    BrokenFile,
    Detection,
    Record,
    StatementError,
    StatementFile,
    UnknownFormat,
)
from ledger.imports.tabular.examination import Examination
from ledger.imports.tabular.inference import Inference, NoTable, infer
from ledger.imports.tabular.mapping import MappingError, TabularMapping
from ledger.imports.tabular.records import NumberedRow, read_records
from ledger.imports.tabular.workbook import Sheet, is_workbook, read_sheets, workbook_kind

_SAMPLE_ROWS = 800
_MAX_SHEETS = 60


class SpreadsheetReader:
    """Reads workbooks; the sheet and the meaning of its columns are told from the content.

    Sheets with the same headings, such as one a month, are read one after the other.
    """

    format = "xlsx"

    def detect(self, source: StatementFile) -> Detection | None:
        """Return how the workbook would be read, or None when it holds no table of transactions."""
        try:
            found = self.examine(source)
        except StatementError:
            return None
        mapping = found.mapping
        dialect = workbook_kind(source.head(16)) + "".join(f", {name}" for name in mapping.sheets)
        return Detection(self.format, dialect, found.confidence, mapping.to_options())

    def examine(self, source: StatementFile) -> Examination:
        """Return the detected mapping with its doubts; raises StatementError."""
        if not is_workbook(source.head(65_536)):
            raise UnknownFormat("the file is no workbook", file=source.name)
        sheets = [sheet for sheet, _ in zip(read_sheets(source), range(_MAX_SHEETS), strict=False)]
        read = {sheet.name: found for sheet in sheets if (found := _inferred(sheet))}
        if not read:
            reason = "no sheet holds rows with a date and an amount"
            raise UnknownFormat(reason, file=source.name)
        name = max(read, key=lambda key: read[key].score)
        best = read[name]
        names = (name, *_further(sheets, read, name))
        ordered = tuple(sheet.name for sheet in sheets if sheet.name in names)
        mapping = replace(best.mapping, sheets=ordered)
        return Examination(mapping, best.confidence, best.doubts, best.headings)

    def read(self, source: StatementFile, detection: Detection) -> Iterator[Record]:
        """Yield the records; raises StatementError for a broken mapping or workbook."""
        try:
            mapping = TabularMapping.from_options(detection.options)
        except MappingError as error:
            raise BrokenFile(f"the saved mapping does not fit: {error}", file=source.name) from None
        return self.read_mapped(source, mapping)

    def read_mapped(self, source: StatementFile, mapping: TabularMapping) -> Iterator[Record]:
        """Yield the records of a workbook by a given mapping; raises StatementError."""
        try:
            yield from read_records(table_rows(source, mapping), mapping)
        except StatementError as error:
            error.file = error.file or source.name
            raise


def numbered_rows(source: StatementFile, mapping: TabularMapping) -> Iterator[NumberedRow]:
    """Yield every row of the mapped sheets, with its number in the sheet."""
    for sheet in read_sheets(source, mapping.sheets):
        yield from enumerate(sheet.rows, start=1)


def table_rows(source: StatementFile, mapping: TabularMapping) -> Iterator[NumberedRow]:
    """Yield the rows below the headings of each mapped sheet."""
    headings: list[str] = []
    for sheet in read_sheets(source, mapping.sheets):
        first = mapping.first_row
        if headings:
            first = next((i + 1 for i, row in enumerate(sheet.rows) if row == headings), first)
        elif mapping.header_row is not None and mapping.header_row < len(sheet.rows):
            headings = sheet.rows[mapping.header_row]
        yield from enumerate(sheet.rows[first:], start=first + 1)


def _inferred(sheet: Sheet) -> Inference | None:
    found: list[Inference] = []
    for decimal in (".", "") if sheet.has_numbers else ("",):
        try:
            found.append(infer(sheet.rows[:_SAMPLE_ROWS], decimal=decimal))
        except NoTable:
            continue
    return max(found, key=lambda inference: inference.score) if found else None


def _further(sheets: Sequence[Sheet], read: dict[str, Inference], best: str) -> Iterator[str]:
    """Yield the other sheets whose headings are the same and whose rows are others."""
    seen = [_dates_and_rows(next(s for s in sheets if s.name == best), read[best])]
    for sheet in sheets:
        found = read.get(sheet.name)
        if sheet.name == best or not found or not found.headings:
            continue
        rows = _dates_and_rows(sheet, found)
        if found.headings == read[best].headings and rows not in seen:
            seen.append(rows)
            yield sheet.name


def _dates_and_rows(sheet: Sheet, found: Inference) -> list[str]:
    index = found.mapping.date or 0
    return [row[index] for row in sheet.rows[found.mapping.first_row :] if index < len(row)]
