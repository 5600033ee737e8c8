from __future__ import annotations

from decimal import Decimal

import pytest

from finehance.kit.charts.scales import Scale, band_middle, compact, label_levels, nice_ticks


def decimals(*values: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(value) for value in values)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        ("0", "100", ("0", "25", "50", "75", "100")),
        ("0", "3900", ("0", "1000", "2000", "3000", "4000")),
        ("0", "61900", ("0", "20000", "40000", "60000", "80000")),
        ("3", "97", ("0", "25", "50", "75", "100")),
        ("-120", "-35", ("-125", "-100", "-75", "-50", "-25")),
        ("-30", "70", ("-50", "-25", "0", "25", "50", "75")),
        ("0", "0.04", ("0.00", "0.01", "0.02", "0.03", "0.04")),
        ("0", "1", ("0.00", "0.25", "0.50", "0.75", "1.00")),
        ("0", "0", ("0.00", "0.25", "0.50", "0.75", "1.00")),
        ("10", "10", ("0.0", "2.5", "5.0", "7.5", "10.0")),
        ("-10", "-10", ("-10.0", "-7.5", "-5.0", "-2.5", "0.0")),
        ("100", "101", ("100.00", "100.25", "100.50", "100.75", "101.00")),
        ("0", "4E+30", ("0", "1E+30", "2E+30", "3E+30", "4E+30")),
    ],
)
def test_nice_ticks_are_round_and_hold_the_range(
    low: str, high: str, ticks: tuple[str, ...]
) -> None:
    assert nice_ticks(Decimal(low), Decimal(high)) == decimals(*ticks)


def test_nice_ticks_tell_close_values_apart_among_huge_ones() -> None:
    huge = "1" + "0" * 30

    ticks = nice_ticks(Decimal(huge), Decimal(huge[:-1] + "1"))

    quarters = ("00", "25", "50", "75")
    assert ticks == decimals(*(f"{huge}.{part}" for part in quarters), huge[:-1] + "1")


def test_nice_ticks_are_written_without_an_exponent() -> None:
    assert [str(tick) for tick in nice_ticks(Decimal(0), Decimal(400))] == [
        "0",
        "100",
        "200",
        "300",
        "400",
    ]


def test_nice_ticks_refuse_a_range_that_runs_backwards() -> None:
    with pytest.raises(ValueError, match="the range runs backwards: 2 to 1"):
        nice_ticks(Decimal(2), Decimal(1))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0"),
        ("0.00", "0"),
        ("0.25", "0.25"),
        ("100", "100"),
        ("999", "999"),
        ("1000", "1k"),
        ("-12500", "\u221212.5k"),
        ("1E+3", "1k"),
        ("2500000", "2.5M"),
        ("3E+9", "3B"),
        ("7E+12", "7T"),
        ("1E+16", "10,000T"),
    ],
)
def test_compact_is_short(value: str, text: str) -> None:
    assert compact(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "place"), [("100", 0.0), ("75", 50.0), ("0", 200.0), ("33.3", 133.4)]
)
def test_scale_places_larger_values_higher(value: str, place: float) -> None:
    scale = Scale.over(decimals("0", "100"), 200, with_zero=False)

    assert scale.place(Decimal(value)) == pytest.approx(place)


@pytest.mark.parametrize(
    ("values", "with_zero", "floor"),
    [
        (("40", "90"), True, "0"),
        (("40", "90"), False, "40"),
        (("-90", "-40"), True, "0"),
        (("-90", "-40"), False, "-40"),
        (("-10", "10"), False, "0"),
    ],
)
def test_scale_floor_is_nearest_to_zero(
    values: tuple[str, ...], *, with_zero: bool, floor: str
) -> None:
    scale = Scale.over(decimals(*values), 200, with_zero=with_zero)

    assert scale.floor == Decimal(floor)


@pytest.mark.parametrize(("index", "count", "middle"), [(0, 1, 50), (0, 4, 12.5), (3, 4, 87.5)])
def test_band_middle_is_in_percent(index: int, count: int, middle: float) -> None:
    assert band_middle(index, count) == middle


@pytest.mark.parametrize(
    ("labels", "levels"),
    [
        ([], ()),
        (["Jan"], (1,)),
        (["Jan"] * 6, (1, 1, 1, 1, 1, 1)),
        (["Jan"] * 12, (2, 1) * 6),
        (["January 2026"] * 12, (0, 3, 0, 1) * 3),
    ],
)
def test_label_levels_thin_out_evenly_from_the_last(
    labels: list[str], levels: tuple[int, ...]
) -> None:
    assert label_levels(labels) == levels


@pytest.mark.parametrize("count", [1, 7, 31, 60, 365, 3650])
@pytest.mark.parametrize("length", [1, 6, 40])
def test_label_levels_always_show_the_last_and_never_crowd(count: int, length: int) -> None:
    levels = label_levels(["x" * length] * count)

    assert levels[-1] == 1
    assert levels.count(1) * (length * 6.2 + 14) <= max(270, length * 6.2 + 14)
