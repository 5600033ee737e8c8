"""Whatever the books hold and whatever is asked: SQL finds what reading row by row finds.

Hypothesis writes random books and random queries. Some places are kept from the person, who must
get what the books without them say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actors import Actor
from accounts.scope import enter_household
from ledger.enums import Status, SystemRole, TransactionSource
from ledger.models import Account, Attachment, Transaction
from ledger.query.parser import parse_query
from ledger.reports.asked import answer
from ledger.reports.asking import ask
from ledger.reports.filters import RegisterFilter
from ledger.reports.register import register_page
from ledger.reports.searching import FEW, MANY
from ledger.reports.totals import register_totals
from ledger.services.posting import Leg
from ledger.services.search_index import index_household
from ledger.services.transactions import TransactionDraft, record_transaction
from tests.factories.accounts import make_household, make_user
from tests.factories.books import Books
from tests.ledger.query.naive import NaiveLeg, NaiveRow, World, holds

TODAY = date(2026, 3, 20)
ZONE = ZoneInfo("Pacific/Auckland")
PLACES = ("checking", "card")
CATEGORIES = ("food", "groceries", "rent", "salary", "spare")
KINDS = {"salary": "income"} | dict.fromkeys(("food", "groceries", "rent", "spare"), "expense")
numbers = count(1)
TEXTS = ["", "Whole Foods 14", "AMZN Mktp", "Café Élan", "whole-grain foods", "re: 2025"]
days = st.dates(date(2025, 11, 1), date(2026, 4, 30))


@dataclass(frozen=True)
class Entry:
    """One transaction: `cents` leave `place` for one or two targets."""

    day: date
    place: str
    targets: tuple[str, ...]
    cents: int
    payee: str
    raw: str
    memo: str
    note: str
    tags: tuple[str, ...]
    status: str
    source: str
    created: date
    has_file: bool

    def legs(self) -> list[tuple[str, Decimal]]:
        parts = [self.cents] if len(self.targets) == 1 else [self.cents // 3, -self.cents // 3]
        if len(parts) == 2:
            parts[1] = self.cents - parts[0]
        whole = (self.place, -Decimal(self.cents) / 100)
        return [whole, *zip(self.targets, (Decimal(part) / 100 for part in parts), strict=True)]


entries = st.builds(
    Entry,
    day=days,
    place=st.sampled_from(PLACES),
    targets=st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=2, unique=True).map(tuple),
    cents=st.sampled_from([500, 999, 1_000, 5_000, 9_000, 12_345]),
    payee=st.sampled_from(["", "", "Whole Foods", "Café Élan", "Amazon"]),
    raw=st.sampled_from(TEXTS),
    memo=st.sampled_from(TEXTS),
    note=st.sampled_from(["", "", "deposit 7"]),
    tags=st.lists(st.sampled_from(["work", "trip"]), max_size=2, unique=True).map(tuple),
    status=st.sampled_from(Status.values),
    source=st.sampled_from(TransactionSource.values),
    created=days,
    has_file=st.booleans(),
)
transfers = st.builds(
    lambda entry: Entry(
        **{name: getattr(entry, name) for name in Entry.__dataclass_fields__}
        | {"place": "checking", "targets": ("card",)}
    ),
    entries,
)

DATES = ["2025", "2025-12", "2026-03-20", "this-month", "last-month", "last-30-days", "today"]
DATES += ["last-3-months"]
SIZES = ["5", "9.99", "10", "50", "30..90", "..9.99", "50.."]
ORDERS = [":", "=", ">", ">=", "<", "<="]
WORDS = ["whole", "foods", "fo", "cafe", "ÉLAN", "amzn", "14", "mktp", "nothing", "whole-grain"]
PHRASES = ["whole foods", "whole fo", "foods whole", "café elan", "re 2025"]
PATTERNS = ["^amzn", "whole.foods", r"\d{2}$", "caf[e-f]", "(whole|re:)", "[^a-z ]", r"\belan"]


def terms(names: list[str], ops: list[str], values: list[str]) -> st.SearchStrategy[str]:
    """Return terms such as `memo:"whole foods"`."""
    return st.builds(
        lambda name, op, value: f'{name}{op}"{value}"' if " " in value else f"{name}{op}{value}",
        st.sampled_from(names),
        st.sampled_from(ops),
        st.sampled_from(values),
    )


leaves = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from([f'"{phrase}"' for phrase in PHRASES]),
    terms(["account"], [":", "=", "!="], ["checking", "checking,card"]),
    terms(["category"], [":", "!="], ["food", "groceries", "rent,salary"]),
    terms(["tag"], [":", "!="], ["work", "trip"]),
    terms(["amount"], [*ORDERS[2:], "!="], ["5", "9.99", "50"]),
    terms(["amount"], [":"], SIZES),
    terms(["signed"], ORDERS[2:], ["-50", "0", "9.99"]),
    terms(["signed"], [":"], ["-90..-10", "..0", "5"]),
    terms(["currency"], [":", "!="], ["EUR", "usd"]),
    terms(["date", "created"], ORDERS, DATES),
    terms(["date", "created"], [":"], ["2025-12..last-month", "2026..", "..2026-01-15"]),
    terms(["status"], [":", "!="], ["pending", "cleared,reconciled"]),
    terms(["source"], [":"], ["manual", "api,bank"]),
    terms(["payee", "memo", "text", "note"], [":", "=", "!="], [*WORDS, *PHRASES, "Amazon"]),
    terms(["payee", "memo", "text", "note"], ["~"], [f"/{each}/" for each in PATTERNS]),
    terms(["has"], [":"], ["attachment", "tag", "payee", "category", "memo", "note", "text"]),
    terms(["is"], [":", "!="], ["uncategorised", "split", "transfer", "income", "expense"]),
)
queries = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds("({} or {})".format, inner, inner),
        st.builds("{} {}".format, inner, inner),
        st.builds("{} and {} {}".format, inner, inner, inner),
        st.builds("-({})".format, inner),
        st.builds("not {}".format, inner),
    ),
    max_leaves=6,
)


def write(written: list[Entry]) -> tuple[Books, dict[int, Entry]]:
    """Return the books of a new household, and what was written by the ids it got."""
    owner = make_user(f"asker{next(numbers)}@example.org")
    household = make_household(owner)
    enter_household(household.pk, user_id=owner.pk)
    household.time_zone = ZONE.key
    household.save()
    books = Books(household, Actor.system(household))
    for name, account in accounts_of(books).items():
        account.name = name
        account.save()
    made = {record(books, entry): entry for entry in written}
    return books, made


def accounts_of(books: Books) -> dict[str, Account]:
    names = (*PLACES, "food", "groceries", "rent", "salary")
    role = SystemRole.UNCATEGORISED_EXPENSE
    spare = Account.objects.in_household(books.household).system(role)
    return {name: getattr(books, name) for name in names} | {"spare": spare}


def record(books: Books, entry: Entry) -> int:
    """Write one entry; returns its id."""
    accounts = accounts_of(books)
    draft = TransactionDraft(
        date=entry.day,
        legs=tuple(
            Leg(accounts[name], amount, memo=entry.note if name != entry.place else "")
            for name, amount in entry.legs()
        ),
        payee=books.payee(entry.payee) if entry.payee else None,
        memo=entry.memo,
        status=Status(entry.status),
        tags=tuple(books.tag(name) for name in entry.tags),
    )
    source = TransactionSource(entry.source)
    row = record_transaction(by=books.actor, draft=draft, source=source)
    # Late in the evening of the household's day, which is not the day of UTC.
    created = datetime.combine(entry.created, time(0, 30), tzinfo=ZONE)
    Transaction.objects.filter(pk=row.pk).update(
        created_at=created, source=source, raw_payee=entry.raw
    )
    if entry.has_file:
        Attachment.objects.create(
            household=books.household, transaction=row, name="a", size=1, storage_key="a"
        )
    return row.pk


def seen(made: dict[int, Entry], hidden: set[str]) -> list[NaiveRow]:
    """Return the rows as a person sees them from whom places are hidden."""
    rows = []
    for key, entry in made.items():
        legs = [leg for leg in entry.legs() if leg[0] not in hidden]
        places = [name for name, _amount in entry.legs() if name in PLACES]
        if set(places) <= hidden:
            continue
        rows.append(
            NaiveRow(
                id=key,
                date=entry.day,
                payee=entry.payee,
                raw=entry.raw,
                memo=entry.memo,
                status=entry.status,
                source=entry.source,
                created=entry.created,
                legs=tuple(
                    NaiveLeg(
                        name,
                        KINDS.get(name, "place"),
                        amount,
                        "EUR",
                        entry.note if name != entry.place else "",
                    )
                    for name, amount in legs
                ),
                tags=frozenset(entry.tags),
                has_file=entry.has_file,
            )
        )
    return rows


BELOW = {name: {name} for name in (*PLACES, *CATEGORIES)} | {"food": {"food", "groceries"}}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    written=st.lists(entries | transfers, min_size=1, max_size=8),
    texts=st.lists(queries, min_size=8, max_size=8),
    is_card_hidden=st.booleans(),
    is_indexed=st.booleans(),
    few=st.sampled_from([0, 1, FEW]),
    many=st.sampled_from([0, MANY]),
)
def test_sql_finds_what_reading_row_by_row_finds(
    db: None,
    written: list[Entry],
    texts: list[str],
    *,
    is_card_hidden: bool,
    is_indexed: bool,
    few: int,
    many: int,
) -> None:
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        # With so few candidates at most, even these books are scanned, or each is looked at.
        patch.setattr("ledger.reports.selection.FEW", few)
        patch.setattr("ledger.reports.selection.MANY", many)
        books, made = write(written)
        # Names are read before anything is hidden: a query that names it is another test's.
        books.tag("work")
        books.tag("trip")
        if is_indexed:
            index_household(books.household.pk)
        names_card = [text for text in texts if "card" in text]
        hidden = {"card"} if is_card_hidden and not names_card else set()
        enter_household(books.household.pk, hidden=[books.card.pk] if hidden else [])
        rows = seen(made, hidden)
        world = World(TODAY, BELOW, frozenset({"spare"}))
        for text in texts:
            node = parse_query(text)
            expected = sorted(row.id for row in rows if holds(node, row, world))
            chosen = ask(books.household, RegisterFilter(text=text), TODAY)
            page = register_page(books.household, chosen, size=50)
            assert (text, sorted(row.id for row in page.rows)) == (text, expected)
            summed = register_totals(books.household, chosen, page=page)
            assert (text, register_totals(books.household, chosen)) == (text, summed)
            assert (text, answer(books.household, chosen).count) == (text, len(expected))
        transaction.set_rollback(True)
