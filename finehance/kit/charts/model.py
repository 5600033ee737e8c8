"""What a chart shows, before it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import TypeAlias

from finehance.kit.charts.scales import compact

Number: TypeAlias = Decimal | int | float
FormatTick: TypeAlias = Callable[[Decimal], str]

NO_FIGURES = "There are no figures here yet."


@dataclass(frozen=True, slots=True)
class Category:
    """A place on the horizontal axis.

    `name` is for the read-out ("January 2026"), `short` for the axis ("Jan"; `name` when empty). A
    line's read-out opens `href`.
    """

    name: str
    short: str = ""
    href: str = ""

    @property
    def label(self) -> str:
        return self.short or self.name


@dataclass(frozen=True, slots=True)
class Datum:
    """A value with its words; None is a gap. A bar opens `href`, the rows that it is made of."""

    value: Number | None
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A datum for each category. `colour` is 1 to 9, or 0 for the next one in order."""

    name: str
    data: tuple[Datum, ...]
    colour: int = 0
    is_dashed: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a whole: zero or more."""

    name: str
    value: Number
    text: str
    href: str = ""
    colour: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryChart:
    """Series over categories.

    `anchor` is the element's id and must be unique in its page. `unit` stands above the value
    axis. Raises ValueError when a series does not match the categories or holds a value that is
    not finite.
    """

    anchor: str
    title: str
    categories: tuple[Category, ...]
    series: tuple[Series, ...]
    description: str = ""
    unit: str = ""
    category_heading: str = "Period"
    format_tick: FormatTick = compact
    empty_text: str = NO_FIGURES
    height: int = 240

    def __post_init__(self) -> None:
        for one in self.series:
            if len(one.data) != len(self.categories):
                raise ValueError(
                    f"{one.name!r} has {len(one.data)} values for {len(self.categories)} categories"
                )
            check_finite(one.name, [datum.value for datum in one.data])

    @property
    def values(self) -> list[Decimal]:
        """Every value there is, in no order to rely on."""
        found = (datum.value for one in self.series for datum in one.data)
        return [as_decimal(value) for value in found if value is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart(CategoryChart):
    """Lines over time; `is_area` fills down to zero, `from_zero` keeps zero on the axis."""

    is_area: bool = False
    from_zero: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart(CategoryChart):
    """Bars side by side, a group for each category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StackedBarChart(CategoryChart):
    """Bars on top of each other: positive values upwards from zero, negative ones downwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DonutChart:
    """Parts of a whole, with the whole's words in the middle.

    Raises ValueError when a slice is negative or not finite.
    """

    anchor: str
    title: str
    slices: tuple[Slice, ...]
    total: str
    total_label: str = ""
    description: str = ""
    category_heading: str = "Part"
    value_heading: str = "Value"
    empty_text: str = NO_FIGURES

    def __post_init__(self) -> None:
        for part in self.slices:
            check_finite(part.name, [part.value])
            if part.value < 0:
                raise ValueError(f"{part.name!r} is negative: a part of a whole is zero or more")


def as_decimal(value: Number) -> Decimal:
    """Return the value exactly; a float as the shortest decimal that reads the same."""
    return Decimal(str(value)) if isinstance(value, float) else Decimal(value)


def check_finite(name: str, values: list[Number | None]) -> None:
    """Raise ValueError when a value is infinite or not a number."""
    for value in values:
        if value is not None and not isfinite(value):
            raise ValueError(f"{name!r} has the value {value}, which cannot be drawn")
