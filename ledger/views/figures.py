"""The dashboard's headline figures, with a word of comparison."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from ledger.money import Money
from ledger.reports.dashboard import Dashboard
from ledger.reports.filters import RegisterFilter
from ledger.reports.flows import Flow
from ledger.views.charts import rows_url, words


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure, the rows behind it, and how it compares."""

    label: str
    money: Money
    url: str
    note: str


def headline_figures(report: Dashboard) -> tuple[Headline, ...]:
    """Return net worth, income, spending and what is left of the income."""
    current, before = report.current, report.before
    last, first = report.net_worth[-1], report.net_worth[0]
    since = _("%(change)s in a year") % {"change": _signed(last.money - first.money)}
    return (
        Headline(_("Net worth"), last.money, reverse("ledger:account-list"), since),
        _flow(_("Income"), current.income, before.income, report),
        _flow(_("Spending"), current.spending, before.spending, report),
        Headline(
            _("Left over"),
            current.saved,
            rows_url(_everything(report)),
            _("%(money)s in %(period)s")
            % {"money": words(before.saved), "period": report.previous.label},
        ),
    )


def _everything(report: Dashboard) -> RegisterFilter:
    return RegisterFilter(start=report.period.start, end=report.period.end)


def _flow(label: str, now: Flow, before: Flow, report: Dashboard) -> Headline:
    if now.money == before.money:
        note = _("the same as in %(period)s")
    elif now.money > before.money:
        note = _("%(change)s more than in %(period)s")
    else:
        note = _("%(change)s less than in %(period)s")
    values = {"change": words(abs(now.money - before.money)), "period": report.previous.label}
    return Headline(label, now.money, rows_url(now.chosen), note % values)


def _signed(money: Money) -> str:
    return f"+{words(money)}" if money.amount > 0 else words(money)
