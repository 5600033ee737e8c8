from __future__ import annotations

from finehance.kit.charts import BarChart, Category, Datum, Series
from finehance.kit.charts.data_table import category_table
from tests.finehance.kit.charts.pictures import texts, tree


def test_category_table_holds_every_figure_and_its_rows() -> None:
    chart = BarChart(
        anchor="b",
        title="Income and spending",
        categories=(Category("May 2026", "May", "/register/"), Category("June 2026", "Jun")),
        series=(
            Series("Income", (Datum(3, "3 €", "/rows/1"), Datum(None, ""))),
            Series("Spending", (Datum(1, "1 €"), Datum(2, "2 €"))),
        ),
    )

    table = category_table(chart)

    assert texts(table, "tr") == ["PeriodIncomeSpending", "May 20263 €1 €", "June 20262 €"]
    assert texts(table, "summary") == ["Show the figures: Income and spending"]
    assert [link.get("href") for link in tree(table).iter("a")] == ["/register/", "/rows/1"]
    assert [head.get("scope") for head in tree(table).iter("th")] == [
        "col",
        "col",
        "col",
        "row",
        "row",
    ]
