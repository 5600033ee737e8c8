"""How a rate stands in a page: its figure, and the words that name it beside what it made."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from ledger.money_format import format_rate
from ledger.reports.rate_table import Rate, Step

register = template.Library()


@register.filter
def rate(value: Decimal) -> str:
    """Return a rate as its digits."""
    return format_rate(value)


@register.filter
def at_rate(used: Rate) -> str:
    """Return the words beside a converted amount: `at 1.0834 of 2026-10-30`."""
    words = {"rate": format_rate(used.value), "day": used.on.isoformat()}
    return _("at %(rate)s of %(day)s") % words


@register.filter
def how_made(used: Rate) -> str:
    """Return what a rate was made of, step by step."""
    return _(", then ").join(_step(step) for step in used.steps) or _("the same currency")


def _step(step: Step) -> str:
    words = {
        "base": step.base,
        "rate": format_rate(step.value),
        "quote": step.quote,
        "source": step.source,
        "day": step.on.isoformat(),
    }
    if step.is_inverse:
        return _("1 %(base)s = %(rate)s %(quote)s turned round (%(source)s, %(day)s)") % words
    return _("1 %(base)s = %(rate)s %(quote)s (%(source)s, %(day)s)") % words
