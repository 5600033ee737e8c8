"""Workbooks: XLSX, XLS, ODS, and the HTML or XML tables that banks name `.xls`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from ledger.imports.statement import StatementFile, UnknownFormat
from ledger.imports.tabular.inference import Inference, NoTable, infer
from ledger.imports.tabular.mapping import TabularMapping
from ledger.imports.tabular.reader import Examination, TableReader
from ledger.imports.tabular.records import NumberedRow
from ledger.imports.tabular.workbook import Sheet, is_workbook, read_sheets, workbook_kind

_HEAD = 65_536
_SAMPLE_ROWS = 800
_MAX_SHEETS = 60


class SpreadsheetReader(TableReader):
    """Reads workbooks; the sheet and the meaning of its columns are told from the content.

    Sheets with the same headings, such as one a month, are read one after the other.
    """

    format = "xlsx"

    def examine(self, source: StatementFile) -> Examination:
        """Return the detected mapping with its doubts; raises StatementError."""
        if not is_workbook(source.head(_HEAD)):
            raise UnknownFormat("the file is no workbook", file=source.name)
        sheets = list(islice(read_sheets(source), _MAX_SHEETS))
        read = {sheet.name: found for sheet in sheets if (found := _inferred(sheet))}
        if not read:
            reason = "no sheet holds rows with a date and an amount"
            raise UnknownFormat(reason, file=source.name)
        name = max(read, key=lambda key: read[key].score)
        best = read[name]
        names = {name, *_further(sheets, read, name)}
        ordered = tuple(sheet.name for sheet in sheets if sheet.name in names)
        mapping = replace(best.mapping, sheets=ordered)
        return Examination(mapping, best.confidence, best.doubts, best.headings)

    def rows(self, source: StatementFile, mapping: TabularMapping) -> Iterator[NumberedRow]:
        """Yield every row of the first sheet, and of each further one those from its headings."""
        headings: list[str] | None = None
        for sheet in read_sheets(source, mapping.sheets):
            start = 0 if headings is None else _heading_row(sheet, headings, mapping)
            yield from enumerate(sheet.rows[start:], start=start + 1)
            if headings is None:
                at = mapping.header_row
                headings = sheet.rows[at] if at is not None and at < len(sheet.rows) else []

    def dialect(self, source: StatementFile, mapping: TabularMapping) -> str:
        """Return the kind of workbook and the sheets that are read."""
        return ", ".join([workbook_kind(source.head(_HEAD)), *filter(None, mapping.sheets)])


def _heading_row(sheet: Sheet, headings: list[str], mapping: TabularMapping) -> int:
    found = (index for index, row in enumerate(sheet.rows) if headings and row == headings)
    return next(found, mapping.first_row)


def _inferred(sheet: Sheet) -> Inference | None:
    """Return the better reading: numbers as typed, or as printed where they are text."""
    found: list[Inference] = []
    for decimal in (".", "") if sheet.has_numbers else ("",):
        try:
            found.append(infer(sheet.rows[:_SAMPLE_ROWS], decimal=decimal))
        except NoTable:
            continue
    return max(found, key=lambda inference: inference.score) if found else None


def _further(sheets: Sequence[Sheet], read: dict[str, Inference], best: str) -> Iterator[str]:
    """Yield the other sheets whose headings are the same and whose rows are others."""
    seen = [_dates(next(sheet for sheet in sheets if sheet.name == best), read[best])]
    for sheet in sheets:
        found = read.get(sheet.name)
        if sheet.name == best or not found or not found.headings:
            continue
        dates = _dates(sheet, found)
        if found.headings == read[best].headings and dates not in seen:
            seen.append(dates)
            yield sheet.name


def _dates(sheet: Sheet, found: Inference) -> list[str]:
    index = found.mapping.date or 0
    return [row[index] for row in sheet.rows[found.mapping.first_row :] if index < len(row)]
