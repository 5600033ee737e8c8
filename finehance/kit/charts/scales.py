"""From values to places: ticks at round numbers, heights, and which labels fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, localcontext

# Room for a step of a cent between values of 10^40.
_CONTEXT = Context(prec=60)
_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_MAGNITUDES = ((12, "T"), (9, "B"), (6, "M"), (3, "k"))
_LABEL_CHARACTER = 6.2
_LABEL_GAP = 14
# The plot's least width, in pixels, at which each level of labels shows (charts.css).
_LEVEL_WIDTHS = (270, 420, 700)


def compact(value: Decimal) -> str:
    """Return `value` in few characters: "−12.5k", "3M"; a true minus sign, no trailing zeros."""
    size = abs(value)
    for power, letter in _MAGNITUDES:
        if size >= Decimal(1).scaleb(power):
            return _short(value.scaleb(-power)) + letter
    return _short(value)


def _short(value: Decimal) -> str:
    text = f"{value:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "\u2212")


def nice_ticks(low: Decimal, high: Decimal, count: int = 4) -> tuple[Decimal, ...]:
    """Return evenly spaced round numbers from at or below `low` to at or above `high`.

    There are about `count` steps, each 1, 2, 2.5 or 5 times a power of ten. Where `low` equals
    `high` the range is stretched to zero, or to one when both are zero.
    """
    if low > high:
        raise ValueError(f"the range runs backwards: {low} to {high}")
    if low == high:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        high = Decimal(1)
    with localcontext(_CONTEXT):
        step = _nice_step((high - low) / count)
        first = int((low / step).to_integral_value(ROUND_FLOOR))
        last = int((high / step).to_integral_value(ROUND_CEILING))
        return tuple(_without_exponent(step * k) for k in range(first, last + 1))


def _without_exponent(value: Decimal) -> Decimal:
    return Decimal(int(value)) if value == value.to_integral_value() else value


def _nice_step(least: Decimal) -> Decimal:
    power = least.adjusted()
    mantissa = least.scaleb(-power)
    return next(step for step in _STEPS if step >= mantissa).scaleb(power)


@dataclass(frozen=True, slots=True)
class Scale:
    """Heights of values in a plot `length` pixels high; larger values are nearer the top (0)."""

    ticks: tuple[Decimal, ...]
    length: int

    @classmethod
    def over(cls, values: Iterable[Decimal], length: int, *, with_zero: bool) -> Scale:
        """Return the scale that holds all `values`; one at least."""
        found = [*values, Decimal(0)] if with_zero else list(values)
        return cls(nice_ticks(min(found), max(found)), length)

    def place(self, value: Decimal) -> float:
        """Return the distance of `value` from the top, in pixels."""
        low, high = self.ticks[0], self.ticks[-1]
        with localcontext(_CONTEXT):
            return float((high - value) / (high - low) * self.length)

    @property
    def floor(self) -> Decimal:
        """The value nearest to zero on the scale: where bars and areas start."""
        return min(max(Decimal(0), self.ticks[0]), self.ticks[-1])


def band_middle(index: int, count: int) -> float:
    """Return the middle of the band `index` of `count`, in percent of the width."""
    return (index + 0.5) * 100 / count


def label_levels(labels: Sequence[str]) -> tuple[int, ...]:
    """Return for each label when it shows: 1 always, 2 from medium, 3 from wide plots, 0 never.

    Labels that show together are evenly spaced and the last one always shows.
    """
    need = max((len(label) for label in labels), default=0) * _LABEL_CHARACTER + _LABEL_GAP
    narrow, medium, wide = _label_steps(len(labels), need)
    levels = []
    for rest in range(len(labels) - 1, -1, -1):
        shown = [level for level, step in enumerate((narrow, medium, wide), 1) if rest % step == 0]
        levels.append(shown[0] if shown else 0)
    return tuple(levels)


def _label_steps(count: int, need: float) -> tuple[int, int, int]:
    step = 1
    steps = []
    for width in reversed(_LEVEL_WIDTHS):
        fitting = max(int(width / need), 1)
        least = -(-count // fitting)
        step *= max(-(-least // step), 1)
        steps.append(step)
    return steps[2], steps[1], steps[0]
