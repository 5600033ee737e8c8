"""Queries asked of the books: what they find, and what is said of names that there are not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from accounts.models import Household
from ledger.enums import Status
from ledger.money import MoneyBag
from ledger.query.errors import FilterError, QueryError
from ledger.reports import patience
from ledger.reports.asked import answer, answer_rows
from ledger.reports.asking import ask, ask_text
from ledger.reports.filters import RegisterFilter
from ledger.reports.register import register_page
from ledger.reports.totals import register_totals
from ledger.services.transactions import delete_transactions
from tests.factories.books import Books

TODAY = date(2026, 3, 20)


@pytest.fixture
def filled(books: Books) -> Books:
    """Five transactions, newest last, told apart by their memos."""
    books.spend("2026-01-05", "60.00", memo="oldest", payee="Whole Foods", tags=("work",))
    books.spend("2026-02-02", "20.00", books.rent, memo="rent", status=Status.PENDING)
    books.book("2026-03-03", (books.card, "-30"), (books.food, "30"), memo="by card")
    books.book(
        "2026-03-04",
        (books.checking, "-100"),
        (books.food, "30"),
        (books.rent, "70"),
        memo="split",
    )
    books.book("2026-03-05", (books.checking, "-40"), (books.card, "40"), memo="paid off")
    return books


def memos(books: Books, text: str, **conditions: object) -> list[str]:
    """Return the memos of what a query finds, newest first, as the list and the answer say."""
    chosen = ask(books.household, RegisterFilter(text=text, **conditions), TODAY)  # type: ignore[arg-type]
    listed = [row.memo for row in register_page(books.household, chosen).rows]
    found = answer(books.household, chosen)
    assert found.count == len(listed)
    assert [row.memo for row in answer_rows(books.household, chosen, found.tree)] == listed
    return listed


EVERYTHING = ["paid off", "split", "by card", "rent", "oldest"]
QUERIES = {
    "account:card": ["paid off", "by card"],
    "account:'Test card' -is:transfer": ["by card"],
    "account:card account:checking": ["paid off"],
    "account:card,checking": EVERYTHING,
    "account~/card$/": ["paid off", "by card"],
    "category:'test food'": ["split", "by card", "oldest"],
    "category='test food'": ["split", "by card", "oldest"],
    'category:"test food:test groc"': ["oldest"],
    "category:'test food' amount>50": ["oldest"],
    "amount>50": ["split", "oldest"],
    "amount:30": ["split", "by card"],
    # One posting has to meet both: 100 is above, 30 below, and neither both.
    "amount>80 amount<90": [],
    "account:checking signed<-50": ["split", "oldest"],
    "category:'test food' signed<0": ["split", "by card", "oldest"],
    "signed>0": ["paid off"],
    "date:2026-02": ["rent"],
    "date:this-month": ["paid off", "split", "by card"],
    "date!=this-month": ["rent", "oldest"],
    "date>=2026-03-04 or tag:work": ["paid off", "split", "oldest"],
    "date>2026-03": [],
    "-tag:work date:2026": ["paid off", "split", "by card", "rent"],
    '"whole foods"': ["oldest"],
    '"foods whole"': [],
    "payee~/^whole/": ["oldest"],
    "status:pending": ["rent"],
    "is:split": ["split"],
    "is:transfer": ["paid off"],
    "has:tag": ["oldest"],
    "has:payee": ["oldest"],
    "-has:payee memo:rent": ["rent"],
    "memo:card or memo:paid": ["paid off", "by card"],
    "is:uncategorised": [],
    "source:manual": EVERYTHING,
    "source:import": [],
    "currency:usd": [],
    "-currency:usd": EVERYTHING,
    "created:2000": [],
    "in:trash": [],
    "": EVERYTHING,
}


@pytest.mark.parametrize("text", QUERIES)
def test_ask_finds(filled: Books, text: str) -> None:
    assert memos(filled, text) == QUERIES[text]


def test_ask_finds_by_number_and_import(filled: Books) -> None:
    row = register_page(filled.household, RegisterFilter()).rows[1]

    assert memos(filled, f"id:{row.id}") == ["split"]
    assert memos(filled, "import:7") == []
    assert memos(filled, "import:bank") == []
    assert memos(filled, "has:import") == []


def test_ask_finds_what_lies_in_the_trash(filled: Books) -> None:
    row = register_page(filled.household, RegisterFilter()).rows[0]
    delete_transactions(by=filled.actor, transactions=[row.id])

    assert memos(filled, "in:trash") == ["paid off"]
    assert memos(filled, "is:transfer") == []


def test_ask_sees_a_list_from_the_accounts_that_it_names(filled: Books) -> None:
    def shown(text: str) -> list[str]:
        chosen = ask_text(filled.household, text, TODAY)
        return [str(row.amount.amount) for row in register_page(filled.household, chosen).rows]

    assert shown("account:card amount>35") == ["40.00000000"]
    assert shown("category:'test food' memo:split") == ["-30.00000000"]
    assert shown("memo:split") == ["-100.00000000"]


def test_ask_narrows_the_list_of_an_account(filled: Books) -> None:
    assert memos(filled, "amount>35", accounts=(filled.card.pk,)) == ["paid off"]
    assert memos(filled, "category:'test food'", accounts=(filled.card.pk,)) == ["by card"]
    assert memos(filled, "account:checking", accounts=(filled.card.pk,)) == ["paid off"]
    assert memos(filled, "account:card", categories=(filled.food.pk,)) == ["by card"]
    assert memos(filled, "date:2026-03", start=date(2026, 3, 5)) == ["paid off"]


def test_ask_leaves_plain_words_as_they_are(books: Books) -> None:
    chosen = RegisterFilter(text="corner - shop")

    assert ask(books.household, chosen, TODAY) is chosen


def test_answer_sums_in_each_currency_and_at_the_rates(books: Books) -> None:
    books.rate("2026-01-01", "USD", "EUR", "0.5")
    books.spend("2026-01-05", "10.00", memo="trip")
    legs = ((books.dollars, "-8"), (books.food, "8"))
    books.book("2026-01-06", *legs, memo="trip", currency="USD")

    found = answer(books.household, ask_text(books.household, "trip date:2026", TODAY))

    assert (found.count, found.base_sum, found.unrated) == (2, Decimal(-14), 0)
    assert found.sums == MoneyBag({"EUR": Decimal(-10), "USD": Decimal(-8)})


def test_answer_of_nothing_is_nothing(books: Books) -> None:
    found = answer(books.household, ask_text(books.household, "tag~/x/", TODAY))

    assert (found.count, found.base_sum, found.sums) == (0, Decimal(0), MoneyBag())


@pytest.mark.parametrize(
    ("text", "blamed", "message"),
    [
        ("account:nowhere", "nowhere", "there is no account “nowhere”: write a name that there is"),
        ("-tag:wrok", "wrok", "there is no tag “wrok”: perhaps you mean work"),
        ("account='Test'", "'Test'", "there is no account “Test”: perhaps you mean"),
        ("category:grocries", "grocries", "perhaps you mean"),
        ("status:done", "done", "“done” is nothing that status knows: write pending"),
        ("is:spilt", "spilt", "“spilt” is nothing that is knows: write split"),
        ("has:x", "x", "“x” is nothing that has knows: write attachment, tag"),
        ("amount>x", "x", "“x” is no amount: write a number such as 12.50, or 10..20"),
        ("amount:1,5", "1,5", "one amount is taken here: write a point before the cents: 12.50"),
        ("amount>-5", "-5", "amount is a size, which has no sign: write it without the minus"),
        ("amount:20..10", "20..10", "these amounts hold no number"),
        ("amount:5..x", "x", "“x” is no amount"),
        ("date:soon", "soon", "“soon” is no date"),
        ("currency:€", "€", "“€” is no currency: write a code such as EUR"),
        ("id:x", "x", "“x” is no number of a transaction"),
        ('memo:"--"', '"--"', "there is nothing to look for in “--”"),
        ("memo~/a*/", "/a*/", "this regular expression is refused: the pattern matches the empty"),
        ("-in:trash", "in:trash", "a list shows what lies in the trash, or what does not"),
        ("a or in:trash", "in:trash", "a list shows what lies in the trash, or what does not"),
    ],
)
def test_ask_tells_the_place_and_what_to_do(
    filled: Books, text: str, blamed: str, message: str
) -> None:
    with pytest.raises(FilterError) as caught:
        ask_text(filled.household, text, TODAY)

    error = caught.value
    assert isinstance(error, QueryError)
    assert text[error.position : error.position + error.length] == blamed
    assert message in str(error)
    assert error.parameter == "q"


def test_slow_pattern_is_ended_and_told(filled: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PATIENCE", "1ms")
    chosen = ask_text(filled.household, "date:2026 payee~/^(a|b).*c$/", TODAY)
    assert chosen.condition is not None
    # Half a second of work, which no condition of a query could ask for.
    slow = "(select pg_sleep(0.5)) is not null"
    object.__setattr__(chosen.condition, "sql", f"{chosen.condition.sql} and {slow}")

    with pytest.raises(QueryError) as caught:
        register_totals(filled.household, chosen)

    assert (caught.value.position, caught.value.length) == (16, 12)
    assert caught.value.problem == "this regular expression takes too long"
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('statement_timeout')")
        assert cursor.fetchone() == ("0",)


def test_patience_is_only_for_the_query(filled: Books) -> None:
    chosen = ask_text(filled.household, "payee~/^whole/", TODAY)
    with connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = '7s'")
        register_page(filled.household, chosen)
        cursor.execute("select current_setting('statement_timeout')")
        assert cursor.fetchone() == ("7s",)


def test_ask_takes_the_same_queries_whatever_it_finds(
    household: Household, filled: Books, django_assert_num_queries: object
) -> None:
    count: object = django_assert_num_queries
    with count(2):  # type: ignore[operator]  # the fixture is a context manager
        chosen = ask_text(household, "category:'test food' amount>5 date:2026 memo:split", TODAY)
    with count(3):  # type: ignore[operator]
        register_page(household, chosen)
