"""The product's components that hold content of the page, and the parts of the page's frame."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context, Engine
from django.utils.safestring import SafeString

from finehance.kit.forms import option_list
from finehance.kit.icons import icon
from finehance.kit.jinja import draw
from finehance.kit.navigation import LinkGroup, links_for, own_links
from finehance.kit.places import PlaceLink, places_of

register = template.Library()
register.simple_tag(icon)

THEMES = ("light", "dark")


def _component(context: Context, name: str, values: dict[str, Any]) -> SafeString:
    found = Engine.get_default().get_template(f"components/{name}.html")
    return found.render(context.new(values))


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """Return the theme that the reader chose, "light" or "dark", or "" to follow the system."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in THEMES else ""


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> tuple[LinkGroup, ...]:
    """Return the groups of links to the pages that exist, as seen from the page at hand.

    What the person pinned comes after the first group.
    """
    request = context.get("request")
    if request is None:
        return links_for("")
    groups = links_for(request.path)
    pinned = own_links(request)
    return (*groups[:1], pinned, *groups[1:]) if pinned else groups


@register.simple_tag(takes_context=True)
def places(context: Context, name: str) -> tuple[PlaceLink, ...]:
    """Return a list of `finehance.kit.places`, as far as the reader may use its pages."""
    actor = getattr(context.get("request"), "actor", None)
    return places_of(name, lambda permission: actor is not None and actor.may(permission))


@register.simple_block_tag(takes_context=True)
def card(
    context: Context,
    content: SafeString,
    title: str = "",
    *,
    href: str = "",
    link: str = "See all",
    anchor: str = "",
    flush: bool = False,
) -> SafeString:
    """Wrap the content in a card; `flush` lets a table reach the card's edges."""
    values = {
        "content": content,
        "title": title,
        "href": href,
        "link": link,
        "anchor": anchor,
        "flush": flush,
    }
    return _component(context, "card", values)


@register.simple_block_tag(takes_context=True)
def table(
    context: Context, content: SafeString, caption: str, *, dense: bool = False, anchor: str = ""
) -> SafeString:
    """Wrap thead and tbody in the one table; `caption` names it for assistive technology."""
    values = {"content": content, "caption": caption, "dense": dense, "anchor": anchor}
    return _component(context, "table", values)


@register.simple_block_tag(takes_context=True)
def dialog(context: Context, content: SafeString, anchor: str, title: str) -> SafeString:
    """Wrap the content in a modal dialog that links to `#anchor` with data-dialog-open open."""
    return _component(context, "dialog", {"content": content, "anchor": anchor, "title": title})


@register.simple_block_tag(takes_context=True)
def menu(
    context: Context,
    content: SafeString,
    label: str,
    *,
    picture: str = "",
    show_label: bool = True,
    start: bool = False,
) -> SafeString:
    """Wrap links and forms in a drop-down menu; `start` aligns it with its button's start."""
    values = {
        "content": content,
        "label": label,
        "picture": picture,
        "show_label": show_label,
        "start": start,
    }
    return _component(context, "menu", values)


@register.simple_block_tag(takes_context=True)
def alert(
    context: Context, content: SafeString, level: str = "info", *, title: str = ""
) -> SafeString:
    """Wrap the content in a notice; `level` is info, good, warn or bad."""
    return _component(context, "alert", {"content": content, "level": level, "title": title})


@register.simple_block_tag(takes_context=True)
def empty_state(
    context: Context, content: SafeString, title: str, picture: str = "info"
) -> SafeString:
    """Say why there is nothing and what to do next; the content holds the next step's links."""
    return _component(
        context, "empty_state", {"content": content, "title": title, "picture": picture}
    )


@register.filter
def options(choices: Iterable[tuple[Any, Any]]) -> SafeString:
    """Return the options of a select element, none selected; a list of choices is a group."""
    return option_list(choices)


@register.filter
def percent_of(part: Decimal | int, whole: Decimal | int) -> int:
    """Return `part` as a whole percentage of `whole`, rounded down; 0 when `whole` is 0."""
    return int(Decimal(part) * 100 // Decimal(whole)) if whole else 0


@register.filter
def at_most(value: int, limit: int) -> int:
    """Return `value`, cut to the range from 0 to `limit`."""
    return max(0, min(value, limit))


@register.simple_tag
def field_notes(field: BoundField) -> SafeString:
    """Return a field's help and errors, for fields that are drawn by hand."""
    return draw("components/field_notes.jinja", field=field)
