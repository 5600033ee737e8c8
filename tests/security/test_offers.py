"""Every link and form that a page shows, followed by every kind of reader: none is answered 403.

What a person may not do is not offered to them. The walk begins at the dashboard and goes on from
each page that it comes to, so that a new page is walked as soon as a link leads there.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.cookies import SimpleCookie
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from django.urls import path
from pytest_django import Settings

from accounts.access import member_required
from accounts.actors import Actor
from accounts.consents import required_versions
from accounts.http import HouseholdRequest
from accounts.models import Household
from accounts.roles import Permission, Right, Role
from accounts.services.api_tokens import create_token
from finehance import urls
from ledger.models import Account
from ledger.services.arrivals import run_schedules
from ledger.services.attachments import attach_file
from ledger.services.import_runs import import_batch
from ledger.services.rules import create_rule
from ledger.services.transactions import delete_transactions
from ledger.services.uploads import queue_import, store_upload
from tests.factories.accounts import make_invitation, make_job, prove
from tests.factories.books import Books
from tests.factories.rights import Guest, limit, make_guest
from tests.factories.schedules import schedule
from tests.security.offers import Offer, is_page, offers

START = "/dashboard/?start=2026-03-01&end=2026-04-01"
SIGN_OUT = "/accounts/logout/"
CSV = b"Date,Payee,Amount\n2026-03-01,Baker,-4.50\n2026-03-02,Employer,1200.00\n"


@dataclass(frozen=True)
class House:
    """A household with some of everything, and two accounts that rights are kept of."""

    household: Household
    owner: Actor
    shown: Account
    """An account to be looked at only, by who is limited."""
    hidden: Account


@dataclass
class Walk:
    """What a reader came by, and what was answered to it."""

    browser: Client
    choices: frozenset[str]
    answers: dict[Offer, int] = field(default_factory=dict)
    sources: dict[Offer, str] = field(default_factory=dict)

    def go(self, most: int) -> Walk:
        """Follow everything that can be come to, of each kind of act `most` at most."""
        seen: set[tuple[object, ...]] = set()
        rows: Counter[tuple[str, ...]] = Counter()
        ahead = deque([Offer("get", START)])
        while ahead:
            offer = ahead.popleft()
            act = (offer.view_name, offer.method, offer.about)
            if offer.keys <= seen or rows[act] == most or offer.url.startswith(SIGN_OUT):
                continue
            seen |= offer.keys
            rows[act] += 1
            for found in self._follow(offer):
                self.sources.setdefault(found, offer.url)
                ahead.append(found)
        return self

    def _follow(self, offer: Offer) -> Iterator[Offer]:
        cache.clear()
        cookies = SimpleCookie(self.browser.cookies)
        with transaction.atomic():
            answer: Any = getattr(self.browser, offer.method)(offer.url, offer.fields)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        self.browser.cookies = cookies
        self.answers[offer] = answer.status_code
        if offer.method != "get":
            # What it tells of was taken back.
            return
        if location := answer.headers.get("Location"):
            yield Offer("get", urldefrag(urljoin(offer.url, location)).url)
        elif is_page(answer.headers.get("Content-Type", "")) and body.strip():
            yield from offers(body.decode(), offer.url, self.choices)

    def refused(self) -> set[str]:
        """Return what was refused or came to nothing, and on which page it was offered."""
        return {
            f"{offer.method} {offer.url} ({offer.about}) on {self.sources.get(offer)}: {code}"
            for offer, code in self.answers.items()
            if code in {403, 429} or code >= 500 or (offer.method == "get" and code >= 400)
        }


@pytest.fixture(autouse=True)
def _one_moment() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 3, 20, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def house(household: Household, actor: Actor, settings: Settings, tmp_path: Path) -> House:
    settings.MEDIA_ROOT = tmp_path
    books = Books(household, actor)
    for place in (books.checking, books.card, books.dollars):
        _fill(books, place)
    create_rule(
        by=actor,
        name="Shops",
        conditions={"all": [{"field": "payee", "op": "contains", "value": "shop"}]},
        actions={"set_category": books.food.pk},
    )
    create_token(by=actor, name="script", grants=["profile:read"])
    make_invitation(actor)
    make_job(household, requested_by=actor.user)
    run_schedules(by=actor, today=date(2026, 3, 20))
    return House(household, actor, books.card, books.dollars)


def _fill(books: Books, place: Account) -> None:
    """Give an account some of all that an account can have."""
    by, name = books.actor, place.name
    row = books.book("2026-03-01", (place, "-12.50"), (books.groceries, "12.50"), tags=("trip",))
    attach_file(by=by, transaction=row, name="a.txt", stream=BytesIO(b"Paid"))
    books.book("2026-03-02", (place, "-3"), (books.rent, "3"), payee=f"{name} shop")
    gone = books.book("2026-03-03", (place, "-4"), (books.rent, "4"), payee="Corner shop")
    delete_transactions(by=by, transactions=[gone.pk])
    for month in ("2025-12", "2026-01", "2026-02", "2026-03"):
        books.book(f"{month}-07", (place, "-9.99"), (books.food, "9.99"), payee=f"Music {name}")
    landlord = books.payee(f"Landlord {name}")
    day = date(2026, 3, 3)
    schedule(books, account=place, name=f"Rent of {name}", payee=landlord, starts_on=day)
    store_upload(by=by, account=place, name="waits.csv", stream=BytesIO(CSV))
    posted = store_upload(by=by, account=place, name="posted.csv", stream=BytesIO(CSV))
    queue_import(by=by, batch=posted)
    posted.refresh_from_db()
    import_batch(by=by, batch=posted, advance=lambda _done, _total: None)


def walk(house: House, guest: Guest, most: int = 2) -> Walk:
    """Walk as a member who has just given their password, and has agreed to what is asked."""
    user = guest.membership.user
    user.agreed_to = required_versions()
    user.save(update_fields=["agreed_to"])
    browser = Client()
    browser.force_login(user)
    barred = frozenset(str(key) for key in (house.shown.pk, house.hidden.pk))
    return Walk(prove(browser), barred).go(most)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_nobody_is_offered_what_their_role_may_not(house: House, role: Role) -> None:
    found = walk(house, make_guest(house.household, role))

    assert found.refused() == set()
    assert len(found.answers) > 60


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_nobody_is_offered_what_their_rights_on_accounts_do_not_let(
    house: House, role: Role
) -> None:
    guest = make_guest(house.household, role)
    limit(guest, house.shown, Right.READ, by=house.owner)
    limit(guest, house.hidden, Right.NONE, by=house.owner)

    # As many as it takes to come by rows of each account: lists take them in turns.
    found = walk(house, guest, most=6)

    assert found.refused() == set()
    assert len(found.answers) > 60


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.VIEWER])
def test_empty_pages_lead_nobody_to_what_they_may_not(household: Household, role: Role) -> None:
    guest = make_guest(household, role)
    browser = Client()
    browser.force_login(guest.membership.user)

    found = Walk(prove(browser), frozenset()).go(2)

    assert found.refused() == set()
    assert len(found.answers) > 30


def test_walk_comes_to_the_acts_of_each_part(house: House) -> None:
    found = walk(house, make_guest(house.household, Role.OWNER))

    posted = {offer.view_name for offer in found.answers if offer.method == "post"}
    assert found.refused() == set()
    assert {
        "ledger:transaction-create",
        "ledger:transaction-bulk",
        "ledger:account-close",
        "ledger:rule-create",
        "ledger:import-undo",
        "ledger:schedule-record",
        "ledger:undo",
        "accounts:invitation-create",
        "accounts:token-create",
        "account_change_password",
    } <= posted


@member_required(Permission.OWN)
def owners_only(request: HouseholdRequest) -> Any:
    raise AssertionError


handler403 = urls.handler403
urlpatterns = [path("household/roles/", owners_only), *urls.urlpatterns]


@override_settings(ROOT_URLCONF=__name__)
def test_walk_notices_a_link_that_is_refused(house: House) -> None:
    found = walk(house, make_guest(house.household, Role.VIEWER))

    assert [each.split()[1] for each in found.refused()] == ["/household/roles/"]
