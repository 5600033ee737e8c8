"""What meets a closed month, case by case: stopped, or recorded without moving a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from ledger.models import ChangeSet, MonthlyTotal, Posting
from ledger.reports.duplicates import find_duplicates
from ledger.reports.transfer_pairs import find_transfer_pairs
from ledger.reports.verify import verify_ledger
from ledger.services.attachments import attach_file
from ledger.services.bulk_edits import set_memo
from ledger.services.categories import merge_categories, rename_category
from ledger.services.duplicate_merges import merge_duplicates
from ledger.services.errors import ClosedPeriod
from ledger.services.payees import merge_payees
from ledger.services.periods import close_period
from ledger.services.rates import set_rate
from ledger.services.rerating import Rerated, revalue_postings
from ledger.services.rule_runs import apply_rules
from ledger.services.rules import create_rule
from ledger.services.transactions import delete_transactions
from ledger.services.transfer_links import merge_into_transfer
from ledger.services.undo import undo_change_set
from tests.factories.books import Books
from tests.factories.files import PDF
from tests.factories.pairs import halves
from tests.factories.rules import leaf
from tests.ledger.imports.bank import bring_in, counts, csv, reasons
from tests.ledger.services.test_transfers import last_act

START, END = date(2025, 1, 1), date(2025, 2, 1)
Steps = Iterator[None]
"""What is in the books before the month is closed, and after a pause what is tried."""
CLOSED = "It lies in a closed period."
STOPPED: tuple[str, ...] = ()


def import_of_new_rows(books: Books) -> Steps:
    yield
    report = bring_in(books, csv(("2025-01-20", "Shop", "-3.00"), ("2025-02-03", "Shop", "-4.00")))
    assert (counts(report), reasons(report)) == (
        (1, 0, 0, 1),
        ["the period 2025-01-01 to 2025-01-31 is closed"],
    )


def import_of_known_rows(books: Books) -> Steps:
    entry = books.spend("2025-01-19", "3")
    yield
    report = bring_in(books, csv(("2025-01-20", "Shop", "-3.00"), ("2025-02-03", "Shop", "-4.00")))
    entry.refresh_from_db()
    assert (counts(report), entry.raw_payee, entry.version) == ((1, 1, 0, 0), "", 1)


def rule_run(books: Books) -> Steps:
    row = books.spend("2025-01-15", "5", memo="Miete")
    type(row).objects.filter(pk=row.pk).update(category_source="")
    conditions = leaf("memo", "contains", "miete")
    actions = {"set_category": books.rent.pk, "add_tags": [books.tag("home").pk]}
    create_rule(by=books.actor, name="Rent", conditions={"all": [conditions]}, actions=actions)
    yield
    result = apply_rules(by=books.actor)
    assert (result.changed, [each.reason for each in result.skipped]) == (0, [CLOSED])


def bulk_edit(books: Books) -> Steps:
    row = books.spend("2025-01-15", "5")
    yield
    result = set_memo(by=books.actor, transactions=[row.pk], memo="other words")
    assert [each.reason for each in result.skipped] == [CLOSED]


def merge(books: Books) -> Steps:
    bring_in(books, csv(("2025-01-15", "Shop", "-5.00")))
    twin = books.spend("2025-01-15", "5", payee="Shop")
    (pair,) = find_duplicates(books.household)
    assert twin.pk in pair.key
    yield
    assert find_duplicates(books.household) == ()
    with pytest.raises(ClosedPeriod):
        merge_duplicates(by=books.actor, first=pair.key[0], second=pair.key[1])


def merge_of_categories(books: Books) -> Steps:
    books.spend("2025-01-15", "5")
    yield
    with pytest.raises(ClosedPeriod):
        merge_categories(by=books.actor, source=books.groceries, into=books.food)


def merge_of_payees(books: Books) -> Steps:
    books.spend("2025-01-15", "5", payee="Shop")
    yield
    with pytest.raises(ClosedPeriod):
        merge_payees(by=books.actor, sources=[books.payee("Shop")], into=books.payee("Shops"))


def transfer_leg(books: Books) -> Steps:
    out, into = halves(books, day="2025-01-31", later="2025-02-01")
    yield
    assert find_transfer_pairs(books.household) == ()
    with pytest.raises(ClosedPeriod):
        merge_into_transfer(by=books.actor, first=out, second=into)


def rating_again(books: Books) -> Steps:
    books.rate("2025-01-14", "USD", "EUR", "0.9")
    books.book("2025-01-15", (books.dollars, "-10"), (books.food, "10"), currency="USD")
    yield
    set_rate(by=books.actor, base="USD", quote="EUR", on=date(2025, 1, 15), rate=Decimal("0.5"))
    assert revalue_postings(books.household) == Rerated(kept=2)


def category_rename(books: Books) -> Steps:
    books.spend("2025-01-15", "5")
    yield
    rename_category(by=books.actor, category=books.groceries, name="Provisions")


def attachment(books: Books) -> Steps:
    row = books.spend("2025-01-15", "5")
    yield
    attach_file(by=books.actor, transaction=row, name="receipt.pdf", stream=BytesIO(PDF))


def delete(books: Books) -> Steps:
    row = books.spend("2025-01-15", "5")
    yield
    with pytest.raises(ClosedPeriod):
        delete_transactions(by=books.actor, transactions=[row.pk])


def undo(books: Books) -> Steps:
    books.spend("2025-01-15", "5")
    act = last_act(books.actor)
    yield
    result = undo_change_set(by=books.actor, change_set=act)
    assert (result.undone, len(result.conflicts)) == (0, 1)


CASES: dict[str, tuple[Callable[[Books], Steps], tuple[str, ...]]] = {
    "import of new rows": (import_of_new_rows, ("import",)),
    "import of rows that are known": (import_of_known_rows, ("import",)),
    "rule run": (rule_run, STOPPED),
    "bulk edit": (bulk_edit, STOPPED),
    "merge": (merge, STOPPED),
    "merge of categories": (merge_of_categories, STOPPED),
    "merge of payees": (merge_of_payees, STOPPED),
    "transfer leg": (transfer_leg, STOPPED),
    "FX re-rate": (rating_again, ("rate.set",)),
    "category rename": (category_rename, ("category.rename",)),
    "attachment": (attachment, ("edit.attach",)),
    "delete": (delete, STOPPED),
    "undo": (undo, STOPPED),
}


@pytest.mark.parametrize(("steps", "recorded"), CASES.values(), ids=CASES)
def test_lock(
    books: Books,
    settings: Settings,
    tmp_path: Path,
    steps: Callable[[Books], Steps],
    recorded: tuple[str, ...],
) -> None:
    settings.MEDIA_ROOT = tmp_path
    going = steps(books)
    next(going)
    close_period(by=books.actor, start=START, end=END)
    before, last = figures(books), last_act(books.actor)

    assert next(going, None) is None

    acts = ChangeSet.objects.in_household(books.household).filter(pk__gt=last.pk).order_by("pk")
    assert tuple(act.kind for act in acts) == recorded
    assert figures(books) == before
    assert verify_ledger(books.household).differences == ()


def figures(books: Books) -> tuple[list[Any], list[Any]]:
    """Return everything that the closed month says: its live legs and its totals."""
    legs = Posting.objects.in_household(books.household).filter(
        date__gte=START, date__lt=END, transaction__deleted_at=None
    )
    totals = MonthlyTotal.objects.in_household(books.household).filter(
        month__gte=START, month__lt=END
    )
    columns = ("transaction_id", "account_id", "date", "amount", "value", "base_value", "memo")
    return (
        list(legs.order_by("pk").values_list(*columns, "transaction__payee", "transaction__memo")),
        list(totals.order_by("account_id", "currency").values()),
    )
