"""The places of the product, in the order and groups in which people look for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse


@dataclass(frozen=True, slots=True)
class Entry:
    """A place, linked once its URL name exists; a primary one is in the phone's bottom bar."""

    label: str
    url_name: str
    icon: str
    is_primary: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading; the first group has none."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """An entry with its address, and whether the page at hand is that place or inside it."""

    label: str
    url: str
    icon: str
    is_primary: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """Links under one heading."""

    title: str
    links: tuple[Link, ...]


NAVIGATION: tuple[Group, ...] = (
    Group(
        "",
        (
            Entry("Dashboard", "ledger:dashboard", "dashboard", is_primary=True),
            Entry("Transactions", "ledger:transaction-list", "transactions", is_primary=True),
            Entry("Accounts", "ledger:account-list", "account", is_primary=True),
            Entry("Saved views", "ledger:saved-view-list", "filter"),
        ),
    ),
    Group(
        "Plan",
        (
            Entry("Budgets", "budgets:budget-list", "budget"),
            Entry("Goals", "goals:goal-list", "goal"),
            Entry("Schedules", "ledger:schedule-list", "schedule"),
            Entry("Forecast", "forecasting:forecast", "forecast"),
        ),
    ),
    Group(
        "Understand",
        (
            Entry("Reports", "ledger:report-list", "report"),
            Entry("Month-end close", "ledger:close-list", "close"),
            Entry("Assistant", "assistant:chat", "assistant"),
        ),
    ),
    Group(
        "Bring in, take out",
        (
            Entry("Import", "ledger:import-list", "import"),
            Entry("Receipts", "ledger:receipt-list", "receipt"),
            Entry("Export", "ledger:export", "export"),
        ),
    ),
    Group(
        "Organise",
        (
            Entry("Categories", "ledger:category-list", "category"),
            Entry("Payees", "ledger:payee-list", "payee"),
            Entry("Tags", "ledger:tag-list", "tag"),
            Entry("Rules", "ledger:rule-list", "rule"),
            Entry("Operations", "ledger:operation-list", "check"),
            Entry("Exchange rates", "ledger:rate-list", "report"),
            Entry("Trash", "ledger:trash", "trash"),
        ),
    ),
    Group(
        "Household",
        (
            Entry("Members", "accounts:household-detail", "household"),
            Entry("Jobs", "accounts:job-list", "job"),
            Entry("Audit trail", "accounts:audit-list", "close"),
            Entry("Notifications", "accounts:notification-list", "notification"),
            Entry("Settings", "accounts:settings", "settings"),
            Entry("Help", "help", "help"),
        ),
    ),
)


def address_of(url_name: str) -> str | None:
    """Return the address of a URL name that takes no arguments, None when there is no such page."""
    return _address_in(url_name, get_urlconf() or settings.ROOT_URLCONF)


@lru_cache(maxsize=256)
def _address_in(url_name: str, urlconf: str) -> str | None:
    try:
        return reverse(url_name, urlconf=urlconf)
    except NoReverseMatch:
        return None


def _current_url(path: str, urls: list[str]) -> str | None:
    inside = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(inside, key=len, default=None)


def links_for(path: str, groups: tuple[Group, ...] = NAVIGATION) -> tuple[LinkGroup, ...]:
    """Return the navigation as seen from `path`: pages that exist, the deepest match current.

    Groups without a page are left out.
    """
    known = {
        entry.url_name: address_of(entry.url_name) for group in groups for entry in group.entries
    }
    current = _current_url(path, [url for url in known.values() if url])
    found = (
        LinkGroup(
            group.title,
            tuple(
                Link(entry.label, url, entry.icon, entry.is_primary, is_current=url == current)
                for entry in group.entries
                if (url := known[entry.url_name])
            ),
        )
        for group in groups
    )
    return tuple(group for group in found if group.links)


OwnLinks = Callable[[HttpRequest], tuple[tuple[str, str], ...]]
_OWN: list[OwnLinks] = []


def add_own_links(links: OwnLinks) -> None:
    """Have `links` asked on every page for the (label, address) of what a person pinned there."""
    _OWN.append(links)


def own_links(request: HttpRequest) -> LinkGroup | None:
    """Return what the person pinned, as seen from the page at hand; None when that is nothing."""
    pinned = [link for links in _OWN for link in links(request)]
    current = _current_url(request.path, [url for _label, url in pinned])
    found = tuple(
        Link(label, url, "filter", is_primary=False, is_current=url == current)
        for label, url in pinned
    )
    return LinkGroup("Pinned", found) if found else None
