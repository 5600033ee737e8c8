"""The pages that a page leads on to."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import include, path

from accounts.roles import Permission
from finehance.kit.navigation import address_of
from finehance.kit.places import PLACES, Place, PlaceLink, places_of

TABLE = {
    "you": (
        Place("Profile", "Who you are", "people:settings", "user", anchor="profile"),
        Place("Rights", "Who may", "people:rights", "lock", permission="manage"),
        Place("Moon", "There is no such page", "people:moon", "theme"),
    )
}


def answer(_: object) -> HttpResponse:
    return HttpResponse()


pages = [path("settings/", answer, name="settings"), path("rights/", answer, name="rights")]
urlpatterns = [path("", include((pages, "people")))]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("granted", "urls"),
    [("manage", ["/settings/#profile", "/rights/"]), ("view", ["/settings/#profile"])],
)
def test_places_are_the_pages_that_exist_and_are_allowed(granted: str, urls: list[str]) -> None:
    found = places_of("you", lambda permission: permission == granted, TABLE)

    assert [place.url for place in found] == urls


@pytest.mark.urls(__name__)
def test_place_carries_what_a_card_shows() -> None:
    first = places_of("you", lambda _: False, TABLE)[0]

    assert first == PlaceLink("Profile", "Who you are", "/settings/#profile", "user")


def test_unknown_list_is_an_error() -> None:
    with pytest.raises(KeyError):
        places_of("nobody", lambda _: True)


@pytest.mark.parametrize("place", [place for places in PLACES.values() for place in places])
def test_every_place_exists_has_a_picture_and_a_permission_that_is_known(place: Place) -> None:
    sprite = Path(settings.BASE_DIR, "static/img/icons.svg").read_text()

    assert address_of(place.url_name) is not None
    assert f'<symbol id="{place.icon}"' in sprite
    assert place.permission in {"", *Permission}
