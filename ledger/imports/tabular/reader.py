"""What the readers of tables have in common: detect, check, correct and read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ledger.imports.statement import (
    BrokenFile,
    Detection,
    Record,
    StatementError,
    StatementFile,
)
from ledger.imports.tabular.inference import Doubt
from ledger.imports.tabular.mapping import MappingError, TabularMapping
from ledger.imports.tabular.preview import Preview, preview_rows
from ledger.imports.tabular.records import NumberedRow, headings_of, read_records


@dataclass(frozen=True, slots=True)
class Examination:
    """What a table seems to mean, how sure that is and what the file does not settle."""

    mapping: TabularMapping
    confidence: Decimal
    """0 … 1."""
    doubts: tuple[Doubt, ...]
    headings: tuple[str, ...]


class TableReader(ABC):
    """Reads tables whose meaning is told from their content, or given by a person."""

    format: str

    @abstractmethod
    def examine(self, source: StatementFile) -> Examination:
        """Return the detected mapping with its doubts; raises StatementError."""

    @abstractmethod
    def rows(self, source: StatementFile, mapping: TabularMapping) -> Iterator[NumberedRow]:
        """Yield every row of the table, those above it and blank ones included."""

    @abstractmethod
    def dialect(self, source: StatementFile, mapping: TabularMapping) -> str:
        """Return the variant of the format in a few words."""

    def detect(self, source: StatementFile) -> Detection | None:
        """Return how the table would be read, or None when it holds no transactions."""
        try:
            return self.detected(source)
        except StatementError:
            return None

    def detected(self, source: StatementFile) -> Detection:
        """Return how the table would be read; raises StatementError with what is missing."""
        found = self.examine(source)
        dialect = self.dialect(source, found.mapping)
        return Detection(self.format, dialect, found.confidence, found.mapping.to_options())

    def read(self, source: StatementFile, detection: Detection) -> Iterator[Record]:
        """Yield the records; raises StatementError for options that do not fit, or a broken file.

        `detection.options` may be saved or corrected ones, see `TabularMapping.from_options`.
        """
        try:
            mapping = TabularMapping.from_options(detection.options)
        except MappingError as error:
            raise BrokenFile(f"the saved mapping does not fit: {error}", file=source.name) from None
        return self.read_mapped(source, mapping)

    def read_mapped(self, source: StatementFile, mapping: TabularMapping) -> Iterator[Record]:
        """Yield the records of a file by a given mapping; raises StatementError."""
        rows = self.rows(source, mapping)
        try:
            yield from read_records(rows, mapping, headings_of(rows, mapping))
        except StatementError as error:
            error.file = error.file or source.name
            raise

    def preview(self, source: StatementFile, mapping: TabularMapping, *, rows: int = 20) -> Preview:
        """Return headings, printed cells and readings of the first `rows` rows of the table."""
        return preview_rows(self.rows(source, mapping), mapping, rows)
