"""The cells that every row of a list of transactions has, drawn without a template for each."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from finehance.kit.icons import icon
from finehance.kit.jinja import add_filters, draw
from ledger.reports.legs import Counterpart, CounterpartKind
from ledger.templatetags.money import money

register = template.Library()

_PICTURED = {
    CounterpartKind.SPLIT: '<span class="nowrap">{} {}</span>',
    CounterpartKind.TRANSFER: "<span>{} {}</span>",
}


@register.filter
@lru_cache(maxsize=16)
def status_badge(status: str) -> SafeString:
    """Return the badge of a status; anything but pending and reconciled is cleared."""
    return render_to_string("ledger/partials/status_badge.html", {"status": status})


@lru_cache(maxsize=1)
def _needs_category() -> SafeString:
    values = {"label": "needs a category", "level": "warn"}
    return render_to_string("components/badge.html", values)


@register.filter
def opposite(counterpart: Counterpart) -> SafeString:
    """Return the other side of a transaction: its category, or where the money went or came from.

    A badge asks for the category where the ledger itself filed the transaction.
    """
    kind, account = counterpart.kind, counterpart.account
    if kind is CounterpartKind.CATEGORY and account and account.system_role:
        return _needs_category()
    pictured = _PICTURED.get(kind)
    if pictured is None:
        return conditional_escape(counterpart.label)
    return format_html(pictured, icon(kind.value), counterpart.label)


@lru_cache(maxsize=1_024)
def tag_badge(name: str) -> SafeString:
    """Return the badge of a tag."""
    return render_to_string("components/badge.html", {"label": name, "picture": "tag"})


@lru_cache(maxsize=4_096)
def _day(on: date, _language: str | None) -> str:
    return date_format(on, "l, j F Y")


def day(on: date) -> str:
    """Return a day as the head above its transactions."""
    return _day(on, get_language())


@register.simple_tag(takes_context=True)
def transaction_rows(context: Context) -> SafeString:
    """Return the rows of the page at hand, with a head above each day."""
    return draw(
        "ledger/transaction_rows.jinja",
        rows=context["page"].rows,
        view=context["view"],
        after=context["after"],
        has_days=True,
    )


add_filters(money=money, opposite=opposite, status_badge=status_badge, tag_badge=tag_badge, day=day)
