"""A household with an account that is kept from a viewer, beside a twin that never had it.

Every page, every route of the API and every export is fetched by the viewer of each. No answer of
the first tells of what is hidden, and all of them say what those of the twin say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import zip_longest
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import Household, User
from accounts.roles import Right, Role
from accounts.scope import household_scope
from ledger.enums import AccountKind, PairKind
from ledger.models import Account, ChangeSet, ImportBatch, ImportProfile, Transaction
from ledger.services.arrivals import run_schedules
from ledger.services.assertions import assert_balance
from ledger.services.bulk_edits import set_memo
from ledger.services.pairs import reject_pair
from ledger.services.payees import add_alias
from ledger.services.reconciliations import begin_reconciliation
from ledger.services.refunds import add_claim
from ledger.services.reminders import create_reminder
from ledger.services.rules import create_rule
from ledger.services.saved_views import create_saved_view
from ledger.services.templates import create_template
from ledger.services.transactions import delete_transactions
from tests.database import LONG
from tests.factories.accounts import make_household, make_job, make_user
from tests.factories.books import Books
from tests.factories.pairs import half
from tests.factories.rights import limit, make_guest
from tests.factories.schedules import schedule
from tests.security.addresses import Address, addresses

MARKER = "zyxwv"
"""In every text that only the hidden account is the reason of."""
FIGURE = "7919"
"""In every amount of the hidden account: a prime that nothing else sums to."""
AMOUNT = re.compile(rf"(?<!\w){FIGURE}(?!\d)")
"""The figure as an amount, not as some digits of a moment, an id or a token."""
FORMATS = ("csv", "json", "hledger", "beancount")
MONTH = "start=2026-03-01&end=2026-04-01"
QUERIES = (
    "/transactions/?text=zyxwv",
    "/transactions/?amount_min=7000",
    "/payees/suggest/?q=zy",
    "/api/v1/transactions/?text=zyxwv",
    "/api/v1/transactions/?amount_min=7000",
    "/api/v1/payees/?trash=true",
    "/api/v1/accounts/?trash=true",
    "/api/v1/totals/months/?start=2026-01-01",
    "/api/v1/totals/balances/?as_of=2026-03-31",
    "/api/v1/totals/balances/?as_of=2026-03-15",
)


@dataclass(frozen=True)
class House:
    """A household as its viewer finds it."""

    household: Household
    viewer: Client
    seen: dict[str, list[int]]
    """Ids of what the viewer sees, by the word in an address."""
    kept: dict[str, list[int]]
    """Ids of what they do not."""

    def get(self, url: str) -> str:
        """Return the status and the text of a page, without what differs between households."""
        answer: Any = self.viewer.get(url, headers={"X-Request-ID": "same"})
        raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return f"{answer.status_code} {raw.decode(errors='replace')}"


def shared_books(household: Household, actor: Actor) -> tuple[Books, Transaction]:
    """Write what both households have."""
    books = Books(household, actor)
    row = books.spend("2026-03-01", "12.50", payee="Corner shop", tags=("trip",))
    books.spend("2026-03-10", "40", books.rent, payee="Landlord")
    books.book("2026-02-01", (books.checking, "1000"), (books.salary, "-1000"), memo="Pay")
    gone = books.spend("2026-03-11", "3", payee="Corner shop")
    delete_transactions(by=actor, transactions=[gone.pk])
    return books, row


def secret_books(books: Books, user: User) -> dict[str, list[int]]:
    """Write what only the hidden account is the reason of; every road that has words of its own."""
    by, household = books.actor, books.household
    before = list(ChangeSet.objects.values_list("pk", flat=True))
    account = books.account(f"{MARKER} card", AccountKind.CREDIT_CARD, "EUR")
    below = books.account(f"{MARKER} pocket", AccountKind.CREDIT_CARD, "EUR", parent=account)
    first = books.book(
        "2026-03-05", (account, f"-{FIGURE}"), (books.groceries, FIGURE), payee=f"{MARKER} shop",
        memo=f"{MARKER} ring",
    )  # fmt: skip
    second = books.book(
        "2026-02-05", (below, f"-{FIGURE}"), (books.rent, FIGURE), payee="Corner shop",
        memo=f"{MARKER} two", tags=("trip",),
    )  # fmt: skip
    gone = books.book("2026-03-06", (account, f"-{FIGURE}"), (below, FIGURE), memo=MARKER)
    delete_transactions(by=by, transactions=[gone.pk])
    set_memo(by=by, transactions=[first.pk], memo=f"{MARKER} ring again")
    add_alias(by=by, payee=books.payee(f"{MARKER} shop"), raw_name=f"{MARKER} SHOP 12")
    rule = create_rule(
        by=by,
        name=f"{MARKER} rule",
        conditions={"all": [{"field": "account", "op": "equals", "value": account.pk}]},
        actions={"set_category": books.food.pk},
    )
    named = create_saved_view(
        by=by, name=f"{MARKER} view", query=f'account:"{account.name}"', today=date(2026, 3, 20),
        is_shared=True, is_pinned=True,
    )  # fmt: skip
    batch = ImportBatch.objects.create(
        household=household, account=account, file_name=f"{MARKER}.csv", file_digest="0",
        file_size=7919, state="posted", error=MARKER,
    )  # fmt: skip
    ImportProfile.objects.create(
        household=household, account=account, name=f"{MARKER} bank", format="csv"
    )
    job = make_job(household, title=f"Import {MARKER}.csv", requested_by=user)
    due = schedule(
        books, f"-{FIGURE}", name=f"{MARKER} plan", account=account, starts_on=date(2026, 3, 5),
        payee=books.payee(f"{MARKER} shop"),
    )  # fmt: skip
    run_schedules(by=by, today=date(2026, 3, 20))
    kept = books.account(f"{MARKER} savings", AccountKind.SAVINGS, "EUR", parent=account)
    half(books, account, "2026-03-06", f"-{FIGURE}", memo=f"Transfer {MARKER}")
    half(books, kept, "2026-03-06", FIGURE, memo=f"Transfer {MARKER}")
    books.book(
        "2026-03-07", (account, f"-{FIGURE}"), (books.rent, FIGURE), memo=f"Transfer {MARKER}"
    )
    claim = add_claim(
        by=by, purchase=first.pk, payee=books.payee(f"{MARKER} shop"), amount=Decimal(1),
        asked_on=date(2026, 3, 6),
    )  # fmt: skip
    told = create_reminder(
        by=by, transaction=first, remind_on=date(2026, 3, 7), text=f"{MARKER} reminder"
    )
    pair = reject_pair(by=by, kind=PairKind.TRANSFER, first=first.pk, second=second.pk)
    statement = begin_reconciliation(
        by=by, account=account, statement_date=date(2026, 3, 6),
        statement_balance=-2 * Decimal(FIGURE),
    )  # fmt: skip
    noted = assert_balance(by=by, account=account, on=date(2026, 3, 6), amount=-2 * Decimal(FIGURE))
    again = create_template(by=by, transaction=first, name=f"{MARKER} template")
    acts = list(ChangeSet.objects.exclude(pk__in=before).values_list("pk", flat=True))
    return {
        "transaction": [first.pk, second.pk, gone.pk],
        "account": [account.pk, below.pk, kept.pk],
        "payee": [books.payee(f"{MARKER} shop").pk],
        "rule": [rule.pk],
        "saved-view": [named.pk],
        "template": [again.pk],
        "import": [batch.pk],
        "job": [job.pk],
        "schedule": [due.pk],
        "reminder": [told.pk],
        "history": acts,
        "undo": acts,
        "pair": [pair.pk],
        "claim-waive": [claim.pk],
        "reconciliation": [statement.pk],
        "assertion": [noted.pk],
    }


def seen_rows(books: Books, row: Transaction) -> dict[str, list[int]]:
    """Return the ids of what is seen, by the word in an address."""
    return {
        "transaction": [row.pk],
        "account": [books.checking.pk],
        "category": [books.groceries.pk],
        "payee": [books.payee("Corner shop").pk],
        "tag": [books.tag("trip").pk],
        "household": [books.household.pk],
    }


def house(owner: User, name: str, *, has_secret: bool) -> House:
    """Return a household, with the hidden account or without."""
    household = make_household(owner, name)
    with household_scope(household.pk, user_id=owner.pk):
        guest = make_guest(household, Role.VIEWER, email=f"viewer-{has_secret}@example.org".lower())
        actor = Actor.system(household)
        books, row = shared_books(household, actor)
        seen = seen_rows(books, row)
        kept = secret_books(books, owner) if has_secret else {}
        for account in kept.get("account", []):
            hidden = Account.objects.get(pk=account)
            limit(guest, hidden, Right.NONE, by=actor)
    viewer = Client()
    viewer.force_login(guest.membership.user)
    return House(household, viewer, seen, kept)


@pytest.fixture(autouse=True)
def _one_moment() -> Iterator[None]:
    """Let no clock tell the households apart."""
    with time_machine.travel(datetime(2026, 3, 20, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def secret(long_ids: None) -> House:
    return house(make_user("owner@example.org"), "The house", has_secret=True)


@pytest.fixture
def twin(long_ids: None) -> House:
    return house(make_user("twin@example.org"), "The house", has_secret=False)


def urls(address: Address, rows: dict[str, list[int]]) -> Iterator[str]:
    """Yield the address with each row of the kind that its name says, or as it is."""
    name = address.name.rpartition(":")[2]
    kind = next((word for word in rows if word in name), "")
    if not address.arguments:
        yield reverse(address.name)
    elif kind and address.are_numbers:
        for pk in rows[kind]:
            yield reverse(address.name, kwargs=dict.fromkeys(address.arguments, pk))


def exports(*queries: str) -> list[str]:
    return [f"/export/?format={name}&{query}" for name in FORMATS for query in queries]


def test_nothing_that_the_viewer_is_answered_tells_of_the_hidden_account(secret: House) -> None:
    all_urls = [url for address in addresses() for url in urls(address, secret.seen)]
    wanted = [*all_urls, *exports("", MONTH), *QUERIES]

    told = {}
    for url in wanted:
        text = secret.get(url).replace(url, "").replace(f'value="{MARKER}"', "")
        found = [word for word in (MARKER, "7,919") if word in text] + AMOUNT.findall(text)
        if found and url not in QUERIES:
            told[url] = found

    assert len(wanted) > 80
    assert told == {}


def test_rows_that_are_hidden_are_not_there(secret: House) -> None:
    found = [url for each in addresses() if each.arguments for url in urls(each, secret.kept)]

    codes = {url: secret.get(url)[:3] for url in found}

    assert len(found) > 50
    # A page that a viewer may not open, or that knows no such method, tells of no row.
    assert {url: code for url, code in codes.items() if code not in {"403", "404", "405"}} == {}


def plain(of: House, url: str) -> str:
    """Return an answer with ids, times and tokens taken out: what is left is words and figures."""
    text = of.get(url)
    text = re.sub(r"\b[A-Za-z0-9]{64}\b", "token", text)
    text = re.sub(r"viewer-(true|false)@example\.org|(owner|twin)@example\.org", "who", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+[\d:]+)", "then", text)
    text = re.sub(rf"\d{{{LONG},}}", "#", text)
    text = re.sub(r"cursor=[\w%.-]+", "cursor", text)
    text = re.sub(r"<code>\w+</code>", "", text)
    return re.sub(r"\s+", " ", text)


SAME = [
    "/dashboard/",
    "/transactions/",
    f"/transactions/?{MONTH}",
    "/ledger/accounts/",
    "/categories/",
    "/payees/",
    "/trash/",
    "/history/",
    "/transactions/transfers/",
    "/transactions/duplicates/",
    "/transactions/claims/",
    "/imports/",
    "/quality/",
    "/rules/",
    "/views/",
    "/transactions/query/",
    "/schedules/",
    "/reminders/",
    "/schedules/calendar/?month=2026-03",
    "/schedules/proposals/",
    "/jobs/",
    "/api/v1/transactions/",
    "/api/v1/accounts/",
    "/api/v1/categories/",
    "/api/v1/payees/",
    "/api/v1/rules/",
    "/api/v1/saved-views/",
    "/api/v1/schedules/",
    "/api/v1/reminders/",
    "/api/v1/transfer-pairs/",
    "/api/v1/duplicate-pairs/",
    "/api/v1/pairs/",
    "/api/v1/refunds/",
    "/api/v1/claims/",
    "/api/v1/reconciliations/",
    "/api/v1/quality/",
    "/api/v1/balance-assertions/",
    "/api/v1/balance-assertions/checks/",
    "/api/v1/claims/owed/",
    "/api/v1/schedules/times/?start=2026-01-01",
    "/api/v1/schedules/proposals/",
    "/api/v1/imports/",
    "/api/v1/history/",
    "/api/v1/trash/",
    "/api/v1/jobs/",
]


def test_the_viewer_is_answered_what_the_viewer_of_the_twin_is(secret: House, twin: House) -> None:
    differences = {}
    for url in (*SAME, *QUERIES, *exports("", MONTH)):
        said, expected = plain(secret, url), plain(twin, url)
        if said != expected or not said.startswith("200 "):
            differences[url] = first_difference(said, expected)

    assert differences == {}


def first_difference(said: str, expected: str) -> tuple[str, str]:
    """Return what stands where two texts part."""
    pairs = enumerate(zip_longest(said, expected))
    start = next((at for at, (one, other) in pairs if one != other), 0)
    return said[start : start + 80], expected[start : start + 80]
