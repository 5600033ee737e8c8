"""The filter that shows money; a bare number has no currency and is refused."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ledger.money import Money, MoneyBag
from ledger.money_format import format_money, locale_for

register = template.Library()

STYLES = ("", "signed", "plain")
NOTHING = "\u2013"
_BETWEEN = " \u00b7 "


@register.filter
def money(value: Money | MoneyBag, style: str = "") -> str:
    """Return an amount, or each amount of a bag, in the reader's locale.

    Styles: "" marks it up as `span.amount`; "signed" also puts a plus on what is above zero and
    marks it as money in; "plain" is bare text, for attributes and titles. An empty bag is a dash.
    Raises TypeError for anything but Money and MoneyBag, ValueError for another style.
    """
    if style not in STYLES:
        raise ValueError(f"money has no style {style!r}; there are signed and plain")
    parts = list(_amounts(value))
    if style == "plain":
        return _BETWEEN.join(_text(part, _language()) for part in parts) or NOTHING
    if not parts:
        return format_html('<span class="amount">{}</span>', NOTHING)
    language = _language()
    if len(parts) == 1:
        return _marked_up(parts[0], style, language)
    return format_html_join(
        _BETWEEN, "{}", ((_marked_up(part, style, language),) for part in parts)
    )


def _amounts(value: object) -> Iterator[Money]:
    if isinstance(value, Money):
        yield value
    elif isinstance(value, MoneyBag):
        yield from value
    else:
        raise TypeError(f"money shows Money or MoneyBag, not {type(value).__name__}")


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _text(amount: Money, language: str, *, signed: bool = False) -> str:
    return format_money(amount, locale_for(language), signed=signed)


# Pages show the same amounts again and again; Babel takes a while for each.
@lru_cache(maxsize=16_384)
def _marked_up(amount: Money, style: str, language: str) -> SafeString:
    signed = style == "signed"
    kind = "amount amount-in" if signed and amount.amount > 0 else "amount"
    return format_html('<span class="{}">{}</span>', kind, _text(amount, language, signed=signed))
