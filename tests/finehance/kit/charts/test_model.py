from __future__ import annotations

from decimal import Decimal

import pytest

from finehance.kit.charts import BarChart, Category, Datum, DonutChart, Number, Series, Slice
from finehance.kit.charts.model import as_decimal


def test_category_label_is_short_where_there_is_one() -> None:
    assert [Category("January 2026", "Jan").label, Category("Food").label] == ["Jan", "Food"]


def test_chart_refuses_series_that_do_not_match_its_categories() -> None:
    with pytest.raises(ValueError, match="'Income' has 2 values for 1 categories"):
        BarChart(
            anchor="c",
            title="C",
            categories=(Category("Jan"),),
            series=(Series("Income", (Datum(1, "1"), Datum(2, "2"))),),
        )


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), Decimal("-Infinity"), Decimal("NaN")]
)
def test_chart_refuses_values_that_are_not_finite(value: Number) -> None:
    with pytest.raises(ValueError, match="which cannot be drawn"):
        BarChart(
            anchor="c",
            title="C",
            categories=(Category("Jan"),),
            series=(Series("Income", (Datum(value, "?"),)),),
        )


def test_chart_values_leave_gaps_out() -> None:
    chart = BarChart(
        anchor="c",
        title="C",
        categories=(Category("Jan"), Category("Feb")),
        series=(Series("A", (Datum(None, ""), Datum(2, "2"))),),
    )

    assert chart.values == [Decimal(2)]


def test_donut_refuses_a_negative_slice() -> None:
    with pytest.raises(ValueError, match="'Refunds' is negative"):
        DonutChart(anchor="d", title="D", slices=(Slice("Refunds", -1, "−1"),), total="0")


@pytest.mark.parametrize(
    ("value", "exact"), [(0.1, "0.1"), (Decimal("0.10"), "0.10"), (3, "3"), (1e22, "1E+22")]
)
def test_as_decimal_reads_a_float_as_it_is_written(value: Number, exact: str) -> None:
    assert str(as_decimal(value)) == exact
