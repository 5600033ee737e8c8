"""The index of words: whatever it holds or lacks, searches answer the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from accounts.scope import household_scope
from ledger.models import SearchQueue, SearchWord, Transaction
from ledger.reports.asking import ask_text
from ledger.reports.filters import RegisterFilter
from ledger.reports.register import register_page
from ledger.reports.totals import register_totals
from ledger.services import search_index
from ledger.services.posting import Leg
from ledger.services.search_index import index_every_household, index_household, purge_words
from ledger.services.transactions import TransactionDraft, record_transaction, update_transaction
from tests.factories.books import Books

FILTERS: list[Callable[[Books], RegisterFilter]] = [
    lambda _: RegisterFilter(text="nordm"),
    lambda _: RegisterFilter(text="market nord"),
    lambda _: RegisterFilter(text="REF-0000"),
    lambda _: RegisterFilter(text="cafe"),
    lambda _: RegisterFilter(text="zebra"),
    lambda b: RegisterFilter(text="ref", categories=(b.food.pk,)),
    lambda b: RegisterFilter(text="nordmarkt", accounts=(b.checking.pk,)),
    lambda _: RegisterFilter(amount_min=Decimal(3), amount_max=Decimal(5)),
    lambda _: RegisterFilter(amount_min=Decimal(99999999)),
    lambda _: RegisterFilter(amount_max=Decimal(2)),
    lambda b: RegisterFilter(amount_min=Decimal(4), categories=(b.groceries.pk,)),
    lambda _: RegisterFilter(text="ref", amount_min=Decimal(4)),
]


@pytest.fixture
def filled(books: Books) -> Books:
    for number in range(1, 9):
        payee = "Nordmarkt" if number % 2 else "Café Süd"
        memo = f"REF-{number:05} market"
        books.spend(f"2026-03-0{number}", f"{number}.00", payee=payee, memo=memo)
    return books


def answers(books: Books, choose: Callable[[Books], RegisterFilter]) -> list[object]:
    """Return pages both ways from the middle, and the totals."""
    chosen = choose(books)
    first = register_page(books.household, chosen, size=2)
    pages = [first]
    if first.older:
        pages.append(register_page(books.household, chosen, size=2, after=first.older))
        pages.append(register_page(books.household, chosen, size=2, before=first.older))
    rows = [[row.id for row in page.rows] for page in pages]
    return [*rows, register_totals(books.household, chosen)]


@pytest.mark.parametrize("choose", FILTERS)
@pytest.mark.parametrize("few", [0, 2, 2_000])
def test_search_answers_the_same_from_the_index_or_without(
    filled: Books,
    monkeypatch: pytest.MonkeyPatch,
    choose: Callable[[Books], RegisterFilter],
    few: int,
) -> None:
    waiting = answers(filled, choose)
    monkeypatch.setattr("ledger.reports.selection.FEW", few)

    index_household(filled.household.pk)

    assert answers(filled, choose) == waiting
    assert SearchQueue.objects.in_household(filled.household).count() == 0


def test_index_household_keeps_words_and_sizes(books: Books) -> None:
    legs = (Leg(books.checking, Decimal("-12.30"), memo="Señal"), Leg(books.food, Decimal("12.30")))
    draft = TransactionDraft(date=date(2026, 3, 1), legs=legs, memo="Größe – GRÖßE 42")
    row = record_transaction(by=books.actor, draft=draft)

    index_household(books.household.pk)

    words = SearchWord.objects.in_household(books.household).order_by("word")
    assert [(word.word, word.transaction_ids) for word in words] == [
        ("#00000000000012.30000000", [row.pk]),
        ("42", [row.pk]),
        ("==", []),
        ("=manual", [row.pk]),
        ("grose", [row.pk]),
        ("senal", [row.pk]),
    ]


ASKED = {
    "a word of a note": ("note:depos", {"noted"}),
    "two words of a note": ('note:"big deposit"', {"noted"}),
    "the whole of a note": ('note="Big deposit"', {"noted"}),
    "part of a note is not the whole": ("note=Big", set()),
    "a note, marked": ("has:note", {"noted"}),
    "the whole payee": ("payee=nordmarkt", {"noted", "spent"}),
    "part of a payee is not the whole": ("payee=nord", set()),
    "a pattern in a note": ("note~/g.depos/", {"noted"}),
    "a pattern in the payee": ("payee~/^NORDm/", {"noted", "spent"}),
    "a pattern within a word": ("memo~/arne/", {"earned"}),
    "a pattern of several words": ("memo~/(oted|pent)/", {"noted", "spent"}),
    "a split": ("is:split", {"split"}),
    "no split": ("-is:split", {"noted", "spent", "earned"}),
    "a source": ("source:manual", {"noted", "spent", "earned", "split"}),
    "another source": ("source:api", set()),
    "a source or a split": ("source:api or is:split", {"split"}),
    "money out": ("signed<-20", {"noted"}),
    "money out between": ("signed:-20..-5", {"spent"}),
    "money in": ("signed>=30", {"earned"}),
    "around nothing": ("signed:-12.50..40", {"spent", "earned", "split"}),
    "open below": ("signed<100", {"noted", "spent", "earned", "split"}),
}


@pytest.mark.parametrize("few", [0, 2_000])
@pytest.mark.parametrize("name", ASKED)
def test_queries_answer_the_same_from_the_index_or_without(
    books: Books, monkeypatch: pytest.MonkeyPatch, name: str, few: int
) -> None:
    text, expected = ASKED[name]
    books.spend("2026-03-01", "12.50", payee="Nordmarkt", memo="spent")
    books.book("2026-03-02", (books.checking, "40"), (books.salary, "-40"), memo="earned")
    legs = (Leg(books.checking, Decimal(-25), memo="Big deposit"), Leg(books.food, Decimal(25)))
    payee = books.payee("Nordmarkt")
    draft = TransactionDraft(date=date(2026, 3, 3), legs=legs, memo="noted", payee=payee)
    record_transaction(by=books.actor, draft=draft)
    parts = ((books.checking, "-3"), (books.food, "2"), (books.rent, "1"))
    books.book("2026-03-04", *parts, memo="split")
    monkeypatch.setattr("ledger.reports.selection.FEW", few)
    chosen = ask_text(books.household, text, date(2026, 3, 20))

    for _indexed in (False, True):
        found = register_page(books.household, chosen).rows
        assert {row.memo for row in found} == expected
        index_household(books.household.pk)


@pytest.mark.parametrize("few", [0, 2_000])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is:transfer", {"moved", "turned"}),
        ("is:transfer amount>20", {"moved"}),
        ("-is:transfer", {"back", "spent"}),
        ("is:transfer or memo:back", {"moved", "turned", "back"}),
    ],
)
def test_transfers_are_found_before_and_after_an_edit_is_indexed(
    books: Books, monkeypatch: pytest.MonkeyPatch, text: str, expected: set[str], few: int
) -> None:
    moving = ((books.checking, "-50"), (books.card, "50"))
    books.spend("2026-03-01", "30", memo="spent")
    books.book("2026-03-02", *moving, memo="moved")
    back = books.book("2026-03-02", *moving, memo="back")
    turned = books.spend("2026-03-03", "9", memo="turned")
    index_household(books.household.pk)
    for row, other in ((back, books.food), (turned, books.card)):
        legs = (Leg(books.checking, Decimal(-9)), Leg(other, Decimal(9)))
        draft = TransactionDraft(date=row.date, legs=legs, memo=row.memo)
        update_transaction(by=books.actor, transaction=row, draft=draft)
    monkeypatch.setattr("ledger.reports.selection.FEW", few)
    chosen = ask_text(books.household, text, date(2026, 3, 20))

    for _indexed in (False, True):
        found = register_page(books.household, chosen).rows
        assert {row.memo for row in found} == expected
        index_household(books.household.pk)


def test_index_gives_facts_to_what_was_indexed_before_them(books: Books) -> None:
    parts = ((books.checking, "-3"), (books.food, "2"), (books.rent, "1"))
    books.book("2026-03-04", *parts)
    whole = ask_text(books.household, "is:split", date(2026, 3, 20))
    index_household(books.household.pk)
    facts = SearchWord.objects.in_household(books.household).filter(word__startswith="=")
    before = sorted(facts.values_list("word", "transaction_ids"))
    facts.delete()

    assert len(register_page(books.household, whole).rows) == 1
    index_every_household()

    assert sorted(facts.values_list("word", "transaction_ids")) == before
    assert len(register_page(books.household, whole).rows) == 1


def test_purge_words_keeps_that_facts_are_complete(books: Books) -> None:
    index_household(books.household.pk)

    purge_words(books.household.pk)

    assert SearchWord.objects.in_household(books.household).filter(word="==").count() == 1


def test_index_household_works_in_pieces(filled: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    SearchQueue.objects.in_household(filled.household).delete()
    ids = Transaction.objects.in_household(filled.household).order_by("pk")
    first, last = ids[0].pk, ids[7].pk
    SearchQueue.objects.create(household=filled.household, first_id=first, last_id=last)
    monkeypatch.setattr(search_index, "CHUNK", 3)

    pieces = index_household(filled.household.pk)

    assert pieces == -(-(last - first + 1) // 3)
    assert len(register_page(filled.household, RegisterFilter(text="ref")).rows) == 8


def test_search_follows_an_edit(books: Books) -> None:
    row = books.spend("2026-03-01", "5.00", memo="before")
    index_household(books.household.pk)
    legs = (Leg(books.checking, Decimal(-7)), Leg(books.food, Decimal(7)))
    draft = TransactionDraft(date=row.date, legs=legs, memo="after")

    update_transaction(by=books.actor, transaction=row, draft=draft)

    def found(**asked: object) -> int:
        return len(register_page(books.household, RegisterFilter(**asked)).rows)  # type: ignore[arg-type]

    for _indexed in (False, True):
        assert [found(text="before"), found(text="after")] == [0, 1]
        five, seven = Decimal(5), Decimal(7)
        assert found(amount_min=five, amount_max=five) == 0
        assert found(amount_min=seven, amount_max=seven) == 1
        index_household(books.household.pk)


def test_index_every_household_finds_who_waits(books: Books, other_household: object) -> None:
    books.spend("2026-03-01", "5.00", memo="word")

    assert index_every_household() == 1
    assert index_every_household() == 0


def test_purge_words_forgets_what_is_gone(books: Books) -> None:
    books.spend("2026-03-01", "5.00", memo="kept")
    gone = books.spend("2026-03-02", "6.00", memo="gone")
    index_household(books.household.pk)
    with connection.cursor() as cursor:
        cursor.execute("delete from ledger_posting where transaction_id = %s", [gone.pk])
        cursor.execute("delete from ledger_transaction where id = %s", [gone.pk])

    purged = purge_words(books.household.pk)

    left = SearchWord.objects.in_household(books.household).values_list("word", flat=True)
    assert purged == 3
    assert set(left) == {"kept", "#00000000000005.00000000", "==", "=manual"}


def test_search_words_belong_to_their_household(books: Books, other_household: object) -> None:
    books.spend("2026-03-01", "5.00", memo="private")
    index_household(books.household.pk)

    with household_scope(other_household.pk):  # type: ignore[attr-defined]
        assert SearchWord.objects.count() == 0
        assert SearchQueue.objects.count() == 0
