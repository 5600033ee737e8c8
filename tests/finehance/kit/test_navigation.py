from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import include, path

from finehance.kit.navigation import NAVIGATION, Entry, Group, address_of, links_for

GROUPS = (
    Group(
        "",
        (
            Entry("Dashboard", "ledger:dashboard", "dashboard", is_primary=True),
            Entry("Transactions", "ledger:transaction-list", "transactions"),
        ),
    ),
    Group("Plan", (Entry("Budgets", "budgets:budget-list", "budget"),)),
    Group("More", (Entry("Trash", "ledger:trash", "trash"),)),
)


def answer(_: object) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", answer, name="dashboard"),
                    path("transactions/", answer, name="transaction-list"),
                    path("transactions/trash/", answer, name="trash"),
                ],
                "ledger",
            )
        ),
    )
]

pytestmark = pytest.mark.urls(__name__)


def test_links_leave_out_pages_that_do_not_exist_and_their_groups() -> None:
    found = links_for("/elsewhere/", GROUPS)

    assert [(group.title, [link.url for link in group.links]) for group in found] == [
        ("", ["/", "/transactions/"]),
        ("More", ["/transactions/trash/"]),
    ]


@pytest.mark.parametrize(
    ("at", "current"),
    [
        ("/", ["Dashboard"]),
        ("/transactions/", ["Transactions"]),
        ("/transactions/42/edit/", ["Transactions"]),
        ("/transactions/trash/", ["Trash"]),
        ("/elsewhere/", []),
        ("", []),
    ],
)
def test_links_mark_the_deepest_place_as_current(at: str, current: list[str]) -> None:
    found = links_for(at, GROUPS)

    assert [link.label for group in found for link in group.links if link.is_current] == current


def test_links_carry_what_the_bars_show() -> None:
    first = links_for("/", GROUPS)[0].links[0]

    assert (first.label, first.icon, first.is_primary) == ("Dashboard", "dashboard", True)


@pytest.mark.parametrize(
    ("name", "address"),
    [("ledger:trash", "/transactions/trash/"), ("ledger:nothing", None), ("nobody:home", None)],
)
def test_address_of_is_none_for_an_unknown_name(name: str, address: str | None) -> None:
    assert address_of(name) == address


def test_navigation_has_a_place_for_every_page_once() -> None:
    names = [entry.url_name for group in NAVIGATION for entry in group.entries]

    assert len(names) == len(set(names)) == 27


def test_navigation_fits_the_bottom_bar() -> None:
    primary = [entry for group in NAVIGATION for entry in group.entries if entry.is_primary]

    assert len(primary) <= 4


def test_navigation_pictures_exist() -> None:
    sprite = Path(settings.BASE_DIR, "static/img/icons.svg").read_text()

    drawn = [f'<symbol id="{entry.icon}"' in sprite for g in NAVIGATION for entry in g.entries]
    assert all(drawn)
