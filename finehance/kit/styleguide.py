"""The living style guide: every component in every state, with figures made up for show."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from finehance.kit.charts import (
    BarChart,
    Category,
    Datum,
    DonutChart,
    LineChart,
    Series,
    Slice,
    StackedBarChart,
    render_bars,
    render_donut,
    render_line,
    render_stacked_bars,
)
from finehance.kit.forms import AmountInput

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CATEGORIES = tuple(Category(f"{month} 2026", month, href="#charts") for month in _MONTHS)


class SampleForm(forms.Form):
    """A field of each kind; the amount is wrong on purpose when it is bound to nothing."""

    payee = forms.CharField(help_text="As it should read in the register.")
    amount = forms.DecimalField(widget=AmountInput())
    date = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), required=False)
    account = forms.ChoiceField(choices=[("checking", "Checking"), ("visa", "Visa card")])
    memo = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False)
    is_cleared = forms.BooleanField(label="The bank has booked it", required=False)
    repeat = forms.ChoiceField(
        choices=[("never", "Never"), ("monthly", "Every month")], widget=forms.RadioSelect
    )


def _series(name: str, *values: int, colour: int = 0, is_dashed: bool = False) -> Series:
    data = tuple(
        Datum(value, f"{value:,}.00".replace("-", "\u2212"), "#charts") for value in values
    )
    return Series(name, data, colour, is_dashed)


def _net_worth() -> SafeString:
    chart = LineChart(
        anchor="chart-net-worth",
        title="Net worth over twelve months",
        description="Rises from 48,200 to 61,900 EUR with a dip in August.",
        categories=_CATEGORIES,
        unit="EUR",
        is_area=True,
        series=(
            _series(
                "Net worth",
                *(
                    48200,
                    48900,
                    50100,
                    51800,
                    52600,
                    54100,
                    55900,
                    53200,
                    55800,
                    58400,
                    60300,
                    61900,
                ),
            ),
        ),
    )
    return render_line(chart)


def _balances() -> SafeString:
    chart = LineChart(
        anchor="chart-balances",
        title="Checking and card",
        categories=_CATEGORIES,
        unit="EUR",
        series=(
            _series("Checking", 900, 1200, 700, 1500, 1100, 400, 800, 1300, 900, 1600, 1200, 1700),
            _series("Card", -300, -520, -410, -650, -300, -720, -480, -390, -610, -350, -420, -280),
            _series(
                "Planned",
                *(1000, 1000, 1050, 1100, 1100, 1150, 1200, 1200, 1250, 1300, 1300, 1350),
                colour=9,
                is_dashed=True,
            ),
        ),
    )
    return render_line(chart)


def _income_and_spending() -> SafeString:
    chart = BarChart(
        anchor="chart-income",
        title="Income and spending",
        categories=_CATEGORIES[:6],
        unit="EUR",
        series=(
            _series("Income", 3200, 3200, 3350, 3200, 3900, 3200, colour=2),
            _series("Spending", 2500, 2800, 2300, 3100, 2700, 3400, colour=1),
        ),
    )
    return render_bars(chart)


def _cash_flow() -> SafeString:
    chart = StackedBarChart(
        anchor="chart-cash-flow",
        title="Cash flow by month",
        categories=_CATEGORIES,
        unit="EUR",
        series=(
            _series("Salary", *([2900] * 12), colour=2),
            _series("Other income", 0, 250, 0, 0, 700, 0, 0, 120, 0, 0, 0, 900, colour=5),
            _series("Home", *([-1150] * 12), colour=1),
            _series(
                "Food",
                *(-480, -510, -430, -560, -520, -610, -700, -540, -470, -500, -530, -690),
                colour=3,
            ),
            _series(
                "The rest",
                *(-400, -620, -380, -900, -500, -1100, -1500, -450, -600, -380, -420, -1300),
                colour=9,
            ),
        ),
    )
    return render_stacked_bars(chart)


def _spending() -> SafeString:
    parts = (("Home", 1150), ("Food", 530), ("Getting around", 210), ("Fun", 160), ("Health", 74))
    slices = tuple(Slice(name, Decimal(value), f"{value:,}.00", "#charts") for name, value in parts)
    chart = DonutChart(
        anchor="chart-spending",
        title="Spending by category",
        slices=slices,
        total="2,124.00",
        total_label="EUR in March",
    )
    return render_donut(chart)


def _empty() -> SafeString:
    chart = LineChart(anchor="chart-empty", title="Nothing yet", categories=(), series=())
    return render_line(chart)


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the style guide; wired to an address only where DEBUG is on."""
    context = {
        "form": SampleForm(),
        "bound_form": SampleForm(
            {"payee": "", "amount": "12,x", "account": "visa"}, auto_id="bound_%s"
        ),
        "charts": {
            "net_worth": _net_worth(),
            "balances": _balances(),
            "income": _income_and_spending(),
            "cash_flow": _cash_flow(),
            "spending": _spending(),
            "empty": _empty(),
        },
        "tabs": [
            {"label": "Month", "url": "#month", "is_current": True},
            {"label": "Quarter", "url": "#quarter"},
            {"label": "Year", "url": "#year"},
        ],
        "crumbs": [{"label": "Accounts", "url": "#accounts"}, {"label": "Checking"}],
        "chips": [
            {"label": "Account: Checking", "remove_url": "#chips"},
            {"label": "March 2026", "remove_url": "#chips"},
        ],
    }
    return render(request, "kit/styleguide.html", context)
