"""What a reader found out about a table, for the page on which a person checks it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ledger.imports.tabular.inference import Doubt
from ledger.imports.tabular.mapping import TabularMapping


@dataclass(frozen=True, slots=True)
class Examination:
    """What a table seems to mean, how sure that is and what the file does not settle."""

    mapping: TabularMapping
    confidence: Decimal
    """0 … 1."""
    doubts: tuple[Doubt, ...]
    headings: tuple[str, ...]
