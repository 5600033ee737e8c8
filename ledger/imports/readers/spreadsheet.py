"""Workbooks: XLSX, XLS, ODS, and the HTML or XML tables that banks name `.xls`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
        ordered = [sheet.name for sheet in sheets if sheet.name in names]
        if any(read[other].headings != best.headings for other in ordered):
            ordered.sort(key=lambda other: other != name)  # the mapping is that of the first
        mapping = replace(best.mapping, sheets=tuple(ordered))
        return Examination(mapping, best.confidence, best.doubts, best.headings)

    def rows(self, source: StatementFile, mapping: TabularMapping) -> Iterator[NumberedRow]:
        """Yield every row of the first sheet, and of each further one those from its headings."""
        names: frozenset[str] | None = None
        for sheet in _in_order(read_sheets(source, mapping.sheets), mapping.sheets):
            start = 0 if names is None else _heading_row(sheet, names, mapping)
            yield from enumerate(sheet.rows[start:], start=start + 1)
            if names is None:
                at = mapping.header_row
                row = sheet.rows[at] if at is not None and at < len(sheet.rows) else []
                names = _needed(row, mapping)

    def dialect(self, source: StatementFile, mapping: TabularMapping) -> str:
        """Return the kind of workbook and the sheets that are read."""
        return ", ".join([workbook_kind(source.head(_HEAD)), *filter(None, mapping.sheets)])


def _in_order(sheets: Iterable[Sheet], names: Sequence[str]) -> list[Sheet]:
    """Return the sheets in the order of `names`; those that are not among them come last."""
    place = {name: index for index, name in enumerate(names)}
    return sorted(sheets, key=lambda sheet: place.get(sheet.name, len(place)))


def _needed(headings: Sequence[str], mapping: TabularMapping) -> frozenset[str]:
    """Return the headings of the columns that hold the date and the money."""
    columns = (mapping.date, mapping.amount, mapping.debit, mapping.credit)
    found = (headings[at].strip() for at in columns if at is not None and at < len(headings))
    return frozenset(filter(None, found))


def _heading_row(sheet: Sheet, names: frozenset[str], mapping: TabularMapping) -> int:
    rows = enumerate(sheet.rows)
    found = (index for index, row in rows if names and names <= set(map(str.strip, row)))
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
    """Yield the other sheets that call date and money the same and whose rows are others."""
    seen = [_dates(next(sheet for sheet in sheets if sheet.name == best), read[best])]
    for sheet in sheets:
        found = read.get(sheet.name)
        if sheet.name == best or not found or not found.headings:
            continue
        dates = _dates(sheet, found)
        if _is_alike(found, read[best]) and dates not in seen:
            seen.append(dates)
            yield sheet.name


def _is_alike(found: Inference, best: Inference) -> bool:
    """Tell whether a sheet can be read by the headings of another: most of them are the same."""
    names = {heading.strip() for heading in found.headings} - {""}
    shared = names & {heading.strip() for heading in best.headings}
    needed = _needed(best.headings, best.mapping)
    return bool(needed) and needed <= shared and len(shared) * 2 >= len(names)


def _dates(sheet: Sheet, found: Inference) -> list[str]:
    index = found.mapping.date or 0
    return [row[index] for row in sheet.rows[found.mapping.first_row :] if index < len(row)]
