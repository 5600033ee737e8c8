"""Figures as charts; each mark of money opens the transactions behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from finehance.kit.charts import (
    BarChart,
    Category,
    Datum,
    DonutChart,
    LineChart,
    Series,
    Slice,
    render_bars,
    render_donut,
    render_line,
)
from ledger.money import Money
from ledger.money_format import format_money, format_rate, locale_for
from ledger.periods import MONTH_NAMES
from ledger.reports.dashboard import CashFlow, NetWorth
from ledger.reports.filters import RegisterFilter
from ledger.reports.flows import SpendingLine
from ledger.reports.rate_pairs import RatePoint

MOST_SLICES = 8
REST_COLOUR = 9


# A page links each mark of its charts, and the same months every time.
@lru_cache(maxsize=2_048)
def rows_url(chosen: RegisterFilter) -> str:
    """Return the list of the transactions that a filter means."""
    return f"{reverse('ledger:transaction-list')}?{chosen.query()}"


def words(money: Money) -> str:
    """Return an amount in the reader's locale."""
    return format_money(money, locale_for(get_language() or settings.LANGUAGE_CODE))


def net_worth_chart(points: Sequence[NetWorth], currency: str) -> SafeString:
    """Draw net worth at the end of each month."""
    chart = LineChart(
        anchor="net-worth-chart",
        title=_("Net worth"),
        description=_("What you have less what you owe, at the end of each month."),
        unit=currency,
        categories=tuple(
            Category(
                f"{point.on:%d} {MONTH_NAMES[point.on.month - 1]} {point.on.year}",
                MONTH_NAMES[point.on.month - 1],
            )
            for point in points
        ),
        series=(Series(_("Net worth"), tuple(_datum(point.money) for point in points)),),
        is_area=True,
    )
    return render_line(chart)


def _datum(money: Money, href: str = "") -> Datum:
    return Datum(money.amount, words(money), href)


def cash_flow_chart(months: Sequence[CashFlow], currency: str) -> SafeString:
    """Draw income beside spending, month by month."""

    def series(
        name: str, part: Callable[[CashFlow], Money], url: Callable[[CashFlow], str]
    ) -> Series:
        return Series(name, tuple(_datum(part(month), url(month)) for month in months))

    chart = BarChart(
        anchor="cash-flow-chart",
        title=_("Cash flow"),
        description=_("Income and spending of the last twelve months."),
        unit=currency,
        categories=tuple(
            Category(month.period.label, MONTH_NAMES[month.period.start.month - 1])
            for month in months
        ),
        series=(
            series(_("Income"), lambda m: m.income.money, lambda m: rows_url(m.income.chosen)),
            series(
                _("Spending"), lambda m: m.spending.money, lambda m: rows_url(m.spending.chosen)
            ),
        ),
    )
    return render_bars(chart)


def spending_chart(lines: Sequence[SpendingLine], total: Money) -> SafeString:
    """Draw spending by category, the smallest ones together, without those refunded on balance."""
    spent = [line for line in lines if line.flow.money.amount > 0]
    slices = [
        Slice(
            line.category.name,
            line.flow.money.amount,
            words(line.flow.money),
            rows_url(line.flow.chosen),
        )
        for line in spent[:MOST_SLICES]
    ]
    rest = spent[MOST_SLICES:]
    if rest:
        left = Money(
            sum((line.flow.money.amount for line in rest), start=Money.zero(total.currency).amount),
            total.currency,
        )
        chosen = RegisterFilter(
            categories=tuple(line.category.pk for line in rest),
            start=rest[0].flow.chosen.start,
            end=rest[0].flow.chosen.end,
        )
        slices.append(
            Slice(_("Everything else"), left.amount, words(left), rows_url(chosen), REST_COLOUR)
        )
    chart = DonutChart(
        anchor="spending-chart",
        title=_("Spending by category"),
        slices=tuple(slices),
        total=words(total),
        total_label=_("spent"),
        category_heading=_("Category"),
        value_heading=_("Spent"),
        empty_text=_("Nothing was spent in this period."),
    )
    return render_donut(chart)


def rate_chart(points: Sequence[RatePoint], base: str, quote: str) -> SafeString:
    """Draw what one unit of `base` was worth in `quote`, with gaps where that is not known."""
    chart = LineChart(
        anchor="rate-chart",
        title=_("Worth of 1 %(base)s in %(quote)s") % {"base": base, "quote": quote},
        unit=quote,
        categories=tuple(
            Category(
                point.on.isoformat(), f"{MONTH_NAMES[point.on.month - 1]} {point.on.year % 100:02}"
            )
            for point in points
        ),
        series=(
            Series(
                f"1 {base}",
                tuple(
                    Datum(point.value, "" if point.value is None else format_rate(point.value))
                    for point in points
                ),
            ),
        ),
        category_heading=_("Day"),
        format_tick=format_rate,
        empty_text=_("No rate is known in this time."),
    )
    return render_line(chart)
