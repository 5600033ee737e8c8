"""The places that a page leads on to, pages of apps above it among them.

An app's template names no address of an app above its own; it asks this table instead, whose
entries show once their URL name exists and the reader may use them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from finehance.kit.navigation import address_of


@dataclass(frozen=True, slots=True)
class Place:
    """A page, what people do there, and the permission that it takes, "" for none."""

    label: str
    about: str
    url_name: str
    icon: str
    permission: str = ""
    anchor: str = ""
    """The part of the page, when it is not the whole."""


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """A place with its address."""

    label: str
    about: str
    url: str
    icon: str


_RIGHTS = Place(
    "Rights on accounts",
    "What each member sees and may change",
    "ledger:account-right-list",
    "account",
    permission="manage",
)

PLACES: Mapping[str, tuple[Place, ...]] = {
    "you": (
        Place("Profile", "The name that others see", "accounts:settings", "user", anchor="profile"),
        Place(
            "Security",
            "Password, passkeys, authenticator app, recovery codes",
            "accounts:security",
            "lock",
        ),
        Place(
            "Sessions",
            "Browsers that are signed in, and a way to sign them out",
            "accounts:session-list",
            "screen",
        ),
        Place(
            "Your data",
            "Archives to take along, consents, closing your profile",
            "accounts:privacy",
            "export",
        ),
        Place("API tokens", "Keys for programs of yours", "accounts:token-list", "key"),
    ),
    "household": (
        Place(
            "Household",
            "Its name, time zone and the first day of its month",
            "accounts:settings",
            "settings",
            anchor="household",
        ),
        Place(
            "Base currency",
            "What everything is summed in",
            "ledger:base-currency",
            "report",
            permission="own",
        ),
        Place(
            "Members",
            "Who is in, their roles, and invitations",
            "accounts:household-detail",
            "household",
        ),
        _RIGHTS,
        Place(
            "Audit trail",
            "Who signed in, changed or downloaded what",
            "accounts:audit-list",
            "close",
        ),
        Place("Jobs", "Long work in the background", "accounts:job-list", "job"),
    ),
    "members": (_RIGHTS,),
}


def places_of(
    name: str, may: Callable[[str], bool], table: Mapping[str, tuple[Place, ...]] = PLACES
) -> tuple[PlaceLink, ...]:
    """Return the list `name`: pages that exist and take no permission that `may` denies.

    Raises KeyError for a list that there is not.
    """
    return tuple(
        PlaceLink(
            place.label,
            place.about,
            f"{url}#{place.anchor}" if place.anchor else url,
            place.icon,
        )
        for place in table[name]
        if (url := address_of(place.url_name)) and (not place.permission or may(place.permission))
    )
