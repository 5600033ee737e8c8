"""The cells that every row of a list of transactions has, drawn without a template for each."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from finehance.kit.templatetags.kit import icon
from ledger.reports.legs import Counterpart, CounterpartKind

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


@register.filter
def places(names: tuple[str, ...]) -> SafeString:
    """Return the names of places side by side."""
    return format_html_join("", '<span class="place">{}</span> ', ((name,) for name in names))
