"""Rates that a household enters, and postings that waited for one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.roles import Role
from ledger.imports.statement import StatementFile
from ledger.models import ChangeSet, ExchangeRate, MonthlyTotal, Posting
from ledger.services.errors import LedgerError, StaleEdit
from ledger.services.rates import (
    OWN,
    delete_rate,
    import_rates,
    restore_rate,
    set_rate,
    update_rate,
)
from ledger.services.rerating import rerate_postings
from ledger.services.shared_rates import load_rates
from ledger.services.undo import undo_change_set
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.periods import make_closed_month

DAY = date(2025, 3, 1)
CountQueries = Callable[[int], AbstractContextManager[object]]


def base_values(books: Books) -> list[Decimal | None]:
    rows = Posting.objects.in_household(books.household).order_by("transaction_id", "position")
    return list(rows.values_list("base_value", flat=True))


def test_set_rate_values_what_waited_summing_to_zero(books: Books) -> None:
    books.book("2025-03-01", (books.dollars, "-10"), (books.food, "3.33"), (books.rent, "6.67"))
    assert base_values(books) == [None, None, None]

    set_rate(by=books.actor, base="USD", quote="EUR", on=DAY, rate=Decimal("0.95"))

    # 3.33 × 0.95 = 3.1635, 6.67 × 0.95 = 6.3365: together 9.50, as rounded.
    assert base_values(books) == [Decimal("-9.5"), Decimal("3.16"), Decimal("6.34")]
    unrated = MonthlyTotal.objects.in_household(books.household).filter(unrated__gt=0)
    assert not unrated.exists()


def test_rounding_left_over_goes_to_the_largest(books: Books) -> None:
    thirds = [(books.food, "3.35"), (books.rent, "3.35"), (books.groceries, "3.30")]
    books.book("2025-03-01", (books.dollars, "-10"), *thirds)

    set_rate(by=books.actor, base="USD", quote="EUR", on=DAY, rate=Decimal("0.9"))

    # 3.015 rounds half-even to 3.02 twice, 2.97: 9.01 against 9.00 from the account.
    assert base_values(books) == [
        Decimal("-9.01"),
        Decimal("3.02"),
        Decimal("3.02"),
        Decimal("2.97"),
    ]


def test_rerate_reaches_into_closed_periods(books: Books) -> None:
    books.book("2025-03-01", (books.dollars, "-10"), (books.food, "10"))
    make_closed_month(books.household, "2025-03")

    set_rate(by=books.actor, base="USD", quote="EUR", on=DAY, rate=Decimal("0.9"))

    assert base_values(books) == [Decimal(-9), Decimal(9)]


def test_rerate_leaves_what_is_valued_and_what_is_too_old(books: Books) -> None:
    books.book("2025-03-01", (books.dollars, "-10"), (books.food, "10"))
    set_rate(by=books.actor, base="USD", quote="EUR", on=DAY, rate=Decimal("0.9"))
    books.book("2025-03-12", (books.dollars, "-10"), (books.food, "10"))

    set_rate(by=books.actor, base="USD", quote="EUR", on=DAY, rate=Decimal("0.5"))

    assert base_values(books) == [Decimal(-9), Decimal(9), None, None]


@pytest.mark.parametrize("count", [1, 25])
def test_rerate_costs_the_same_however_many(
    books: Books, django_assert_num_queries: CountQueries, count: int
) -> None:
    for n in range(count):
        books.book(f"2025-03-{n + 1:02}", (books.dollars, "-10"), (books.food, "10"))
    for day in ("2025-03-01", "2025-03-09", "2025-03-17", "2025-03-25"):
        books.rate(day, "EUR", "USD", "1.25")

    # What is kept from the person, and the days and currencies to come, are asked first.
    with django_assert_num_queries(13):
        filled = rerate_postings(books.household)

    assert filled == 2 * count
    assert set(base_values(books)) == {Decimal(8), Decimal(-8)}


@pytest.mark.parametrize(
    ("base", "quote", "rate", "field"),
    [
        ("usd", "EUR", "1", "base"),
        ("USD", "", "1", "quote"),
        ("USD", "USD", "1", "quote"),
        ("USD", "EUR", "0", "rate"),
        ("USD", "EUR", "-1", "rate"),
        ("USD", "EUR", "NaN", "rate"),
        ("USD", "EUR", "1e20", "rate"),
        ("USD", "EUR", "0.1234567890123", "rate"),
    ],
)
def test_set_rate_refuses(books: Books, base: str, quote: str, rate: str, field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        set_rate(by=books.actor, base=base, quote=quote, on=DAY, rate=Decimal(rate))

    assert list(caught.value.message_dict) == [field]


def test_set_rate_is_for_managers(books: Books) -> None:
    with pytest.raises(PermissionDenied):
        set_rate(
            by=make_member(books.household, Role.MEMBER),
            base="USD",
            quote="EUR",
            on=DAY,
            rate=Decimal(1),
        )


def test_deleted_rate_gives_way_to_the_shared_one(
    books: Books, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    load_rates(StatementFile.from_bytes(b"Date,USD\n2025-03-01,1.25\n"))
    row = set_rate(by=books.actor, base="USD", quote="EUR", on=DAY, rate=Decimal("0.9"))
    books.book("2025-03-01", (books.dollars, "-10"), (books.food, "10"))

    with django_capture_on_commit_callbacks(execute=True):
        delete_rate(by=books.actor, rate=row)

    assert base_values(books) == [Decimal(-8), Decimal(8)]


def test_shared_rate_is_not_a_households_to_delete(books: Books) -> None:
    load_rates(StatementFile.from_bytes(b"Date,USD\n2025-03-01,1.25\n"))
    row = ExchangeRate.objects.get()

    with pytest.raises(LedgerError, match="shared"):
        delete_rate(by=books.actor, rate=row)


def test_corrected_rate_reaches_what_was_valued_before(
    books: Books, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    set_rate(by=books.actor, base="USD", quote="EUR", on=DAY, rate=Decimal("0.9"))
    books.book("2025-03-03", (books.dollars, "-10"), (books.food, "10"))
    books.book("2025-03-09", (books.dollars, "-10"), (books.food, "10"))

    with django_capture_on_commit_callbacks(execute=True):
        set_rate(by=books.actor, base="USD", quote="EUR", on=DAY, rate=Decimal("0.5"))

    # The second day is more than a week away: its rate is still missing.
    assert base_values(books) == [Decimal(-5), Decimal(5), None, None]


def test_imported_rates_are_the_households_own(
    books: Books, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    books.book("2025-03-03", (books.dollars, "-10"), (books.food, "10"))
    data = b"date,base,quote,rate\n2025-03-03,USD,EUR,0.8\n2025-03-04,USD,EUR,0.7\n"

    with django_capture_on_commit_callbacks(execute=True):
        first = import_rates(by=books.actor, source=StatementFile.from_bytes(data))
        again = import_rates(by=books.actor, source=StatementFile.from_bytes(data))
        changed = data.replace(b"0.8", b"0.9")
        third = import_rates(by=books.actor, source=StatementFile.from_bytes(changed))

    assert (first, again, third) == (2, 0, 1)
    assert base_values(books) == [Decimal(-9), Decimal(9)]
    rows = ExchangeRate.objects.order_by("date").values_list("household", "source", "rate")
    own = books.household.pk
    assert list(rows) == [(own, OWN, Decimal("0.9")), (own, OWN, Decimal("0.7"))]


@pytest.mark.parametrize("act", ["delete", "import"])
def test_rates_are_changed_by_managers_alone(books: Books, act: str) -> None:
    by = make_member(books.household, Role.MEMBER)
    row = books.rate("2025-03-01", "USD", "EUR", "0.9")
    file = StatementFile.from_bytes(b"Date,USD\n2025-03-01,1.25\n")

    with pytest.raises(PermissionDenied):
        delete_rate(by=by, rate=row) if act == "delete" else import_rates(by=by, source=file)


def latest_act(books: Books) -> ChangeSet:
    return ChangeSet.objects.in_household(books.household).latest("pk")


def counted(books: Books) -> list[tuple[str, Decimal]]:
    """Return the household's own rates that count, with their days."""
    rows = ExchangeRate.objects.in_household(books.household).live().order_by("date")
    return [(row.date.isoformat(), row.rate) for row in rows]


Act = Callable[[Books, ExchangeRate], object]
ACTS: dict[str, tuple[str, Act]] = {
    "entered": ("rate.set", lambda books, row: set_rate(
        by=books.actor, base="USD", quote="EUR", on=date(2025, 3, 2), rate=Decimal("0.5"))),
    "entered over another": ("rate.set", lambda books, row: set_rate(
        by=books.actor, base="USD", quote="EUR", on=DAY, rate=Decimal("0.5"))),
    "corrected": ("rate.update", lambda books, row: update_rate(
        by=books.actor, rate=row, value=Decimal("0.5"), version=row.version)),
    "taken back": ("rate.delete", lambda books, row: delete_rate(by=books.actor, rate=row)),
    "of a file": ("rate.import", lambda books, row: import_rates(
        by=books.actor, source=StatementFile.from_bytes(
            b"date,base,quote,rate\n2025-03-01,USD,EUR,0.7\n2025-03-04,USD,EUR,0.6\n"))),
}  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_every_act_on_rates_is_undone_and_done_again(
    books: Books,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    name: str,
) -> None:
    kind, act = ACTS[name]
    books.book("2025-03-04", (books.dollars, "-10"), (books.food, "10"))
    row = set_rate(by=books.actor, base="USD", quote="EUR", on=DAY, rate=Decimal("0.9"))
    before, values = counted(books), base_values(books)

    with django_capture_on_commit_callbacks(execute=True):
        act(books, row)
    after, valued = counted(books), base_values(books)
    done = latest_act(books)
    with django_capture_on_commit_callbacks(execute=True):
        undone = undo_change_set(by=books.actor, change_set=done)

    assert (done.kind, undone.conflicts) == (kind, ())
    assert after != before
    assert (counted(books), base_values(books)) == (before, values)
    assert undone.change_set is not None
    with django_capture_on_commit_callbacks(execute=True):
        again = undo_change_set(by=books.actor, change_set=undone.change_set)
    assert again.conflicts == ()
    assert (counted(books), base_values(books)) == (after, valued)


def test_rates_that_were_corrected_since_are_left_by_an_undo(books: Books) -> None:
    data = b"date,base,quote,rate\n2025-03-01,USD,EUR,0.7\n2025-03-04,USD,EUR,0.6\n"
    import_rates(by=books.actor, source=StatementFile.from_bytes(data))
    act = latest_act(books)
    set_rate(by=books.actor, base="USD", quote="EUR", on=DAY, rate=Decimal("0.9"))

    undone = undo_change_set(by=books.actor, change_set=act)

    assert [conflict.reason for conflict in undone.conflicts] == ["It was changed again later."]
    assert counted(books) == [("2025-03-01", Decimal("0.9"))]


def test_file_of_rates_keeps_the_currencies_that_are_asked_for(books: Books) -> None:
    data = b"Date,USD,JPY\n2025-03-01,1.25,160\n"

    count = import_rates(
        by=books.actor, source=StatementFile.from_bytes(data), currencies={"EUR", "USD"}
    )

    assert (count, counted(books)) == (1, [("2025-03-01", Decimal("1.25"))])


def test_rate_taken_back_is_restored(books: Books) -> None:
    row = set_rate(by=books.actor, base="USD", quote="EUR", on=DAY, rate=Decimal("0.9"))
    delete_rate(by=books.actor, rate=row)

    restored = restore_rate(by=books.actor, rate=row)

    assert (restored.deleted_at, restored.version) == (None, 3)
    with pytest.raises(StaleEdit):
        update_rate(by=books.actor, rate=row, value=Decimal(1), version=1)
