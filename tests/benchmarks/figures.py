"""Measured figures beside their targets, as a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number; `target` None where it is only shown."""

    name: str
    value: float
    unit: str
    target: float | None = None
    is_floor: bool = False
    """Whether more is better: the target is the least, else the most."""

    @property
    def ratio(self) -> float | None:
        """How many times better than its target the figure is; below 1 it is missed."""
        if not self.target or not self.value:
            return None
        return self.value / self.target if self.is_floor else self.target / self.value

    @property
    def cells(self) -> tuple[str, ...]:
        """The figure as cells of the table."""
        if self.target is None or self.ratio is None:
            return self.name, f"{self.value:,.1f} {self.unit}", "", "", ""
        sign = "≥" if self.is_floor else "≤"
        verdict = "ok" if self.ratio >= 1 else "MISSED"
        target = f"{sign} {self.target:,.1f}"
        return self.name, f"{self.value:,.1f} {self.unit}", target, f"{self.ratio:.2f}×", verdict


HEADINGS = ("figure", "measured", "target", "ratio", "")


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as a table in columns; the ratio says how much better than the target."""
    rows = [HEADINGS, *(figure.cells for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = []
    for row in rows:
        first = row[0].ljust(widths[0])
        rest = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join([first, *rest]).rstrip())
    lines.insert(1, "─" * max(map(len, lines)))
    return "\n".join(lines)
