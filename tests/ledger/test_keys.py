"""Keys that are checked once a statement: whatever a foreign key refuses, the triggers refuse."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.actors import Actor
from accounts.models import Household, Membership
from accounts.scope import household_scope
from ledger.enums import RowOutcome
from ledger.models import ImportBatch, ImportRow
from tests.factories.accounts import make_household, make_user
from tests.factories.books import Books

CHECKED_BY_STATEMENT: dict[str, set[str]] = {
    "ledger_transaction": {"payee_id", "import_batch_id"},
    "ledger_posting": {"account_id", "transaction_id"},
    "ledger_importrow": {"batch_id", "transaction_id"},
}
FOREIGN_KEY = "23503"


class Rows:
    """A payment that a file brought, and the row of the file."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.payment = books.spend("2025-03-05", "5", payee="Luna")
        self.payee = books.payee("Luna")
        self.batch = make_batch(books)
        self.other_batch = make_batch(books)
        self.payment.import_batch = self.batch
        self.payment.save()
        self.row = ImportRow.objects.create(
            household=books.household,
            batch=self.batch,
            line=1,
            outcome=RowOutcome.SKIPPED,
            reason="already imported",
            transaction=self.payment,
        )

    def sql(self, text: str, **more: int) -> None:
        """Run a statement; {payment}, {payee} and the like stand for ids."""
        named = {
            "household": self.books.household.pk,
            "payment": self.payment.pk,
            "payee": self.payee.pk,
            "batch": self.batch.pk,
            "row": self.row.pk,
            "groceries": self.books.groceries.pk,
            "nothing": 9_999_999,
        }
        with connection.cursor() as cursor:
            cursor.execute(text.format(**named | more))


def make_batch(books: Books) -> ImportBatch:
    return ImportBatch.objects.create(
        household=books.household,
        account=books.checking,
        file_name="bank.csv",
        file_digest="0" * 64,
        file_size=1,
    )


@pytest.fixture
def rows(household: Household, actor: Actor) -> Rows:
    return Rows(Books(household, actor))


def refusal(write: Callable[[], object]) -> tuple[str, str]:
    """Return the code and the constraint of the error that a write meets."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        write()
    error: Any = caught.value.__cause__
    return error.sqlstate, error.diag.constraint_name or ""


POINTING_NOWHERE = {
    "ledger_transaction_payee_id_in_household": (
        "update ledger_transaction set payee_id = {nothing} where id = {payment}",
        (
            "insert into ledger_transaction"
            " select (jsonb_populate_record(t, jsonb_build_object("
            "'id', nextval('ledger_transaction_id_seq'), 'payee_id', {nothing}))).*"
            " from ledger_transaction t where id = {payment}"
        ),
    ),
    "ledger_transaction_import_batch_id_in_household": (
        "update ledger_transaction set import_batch_id = {nothing} where id = {payment}",
    ),
    "ledger_posting_account_id_in_household": (
        (
            "update ledger_posting set account_id = {nothing}"
            " where transaction_id = {payment} and account_id = {groceries}"
        ),
    ),
    "ledger_posting_transaction_id_in_household": (
        "update ledger_posting set transaction_id = {nothing} where transaction_id = {payment}",
        (
            "insert into ledger_posting (household_id, transaction_id, account_id, date, amount,"
            " currency, value, memo, position) select household_id, {nothing}, account_id, date,"
            " amount, currency, value, memo, position from ledger_posting"
            " where transaction_id = {payment}"
        ),
    ),
    "ledger_importrow_batch_id_in_household": (
        "update ledger_importrow set batch_id = {nothing} where id = {row}",
    ),
    "ledger_importrow_transaction_id_in_household": (
        "update ledger_importrow set transaction_id = {nothing} where id = {row}",
    ),
}


@pytest.mark.parametrize(
    ("constraint", "write"),
    [(name, write) for name, writes in POINTING_NOWHERE.items() for write in writes],
)
def test_row_cannot_refer_to_what_is_not_there(rows: Rows, constraint: str, write: str) -> None:
    assert refusal(lambda: rows.sql(write)) == (FOREIGN_KEY, constraint)


@pytest.mark.parametrize(
    "table", ["ledger_payee", "ledger_importbatch", "ledger_account", "ledger_transaction"]
)
@pytest.mark.parametrize("column", ["id", "household_id"])
def test_key_of_a_parent_never_changes(rows: Rows, table: str, column: str) -> None:
    refused = refusal(
        lambda: rows.sql(f"update {table} set {column} = {column} + 1000 where {{household}} > 0")
    )

    assert refused[0] == FOREIGN_KEY


def test_parent_that_is_referred_to_cannot_go(rows: Rows) -> None:
    refused = {
        "payee": refusal(lambda: rows.sql("delete from ledger_payee where id = {payee}")),
        "transaction": refusal(
            lambda: rows.sql("delete from ledger_transaction where id = {payment}")
        ),
        "batch": refusal(lambda: rows.sql("delete from ledger_importbatch where id = {batch}")),
    }

    assert {name: code for name, (code, _constraint) in refused.items()} == dict.fromkeys(
        refused, FOREIGN_KEY
    )


def test_account_that_has_postings_cannot_go(rows: Rows) -> None:
    refused = refusal(lambda: rows.sql("delete from ledger_account where id = {groceries}"))

    assert refused[0] == FOREIGN_KEY


def test_parent_goes_once_nothing_refers_to_it(rows: Rows) -> None:
    rows.sql("update ledger_transaction set payee_id = null where id = {payment}")
    rows.sql("delete from ledger_payeealias where payee_id = {payee}")
    rows.sql("delete from ledger_payee where id = {payee}")
    rows.sql("delete from ledger_importbatch where id = {unused}", unused=rows.other_batch.pk)

    assert not ImportBatch.objects.filter(pk=rows.other_batch.pk).exists()


@pytest.fixture
def committed(transactional_db: None) -> Rows:
    """Rows that other connections see."""
    owner = make_user("keys@example.org")
    household = make_household(owner, "Keys")
    with household_scope(household.pk, user_id=owner.pk):
        membership = Membership.objects.select_related("household", "user").get(user=owner)
        return Rows(Books(household, Actor.of(membership)))


def test_parent_cannot_go_while_a_writer_that_refers_to_it_is_not_done(committed: Rows) -> None:
    outcome: list[str] = []

    def remove() -> None:
        try:
            with household_scope(committed.books.household.pk):
                committed.sql("delete from ledger_importbatch where id = {b}", b=batch)
            outcome.append("removed")
        except DatabaseError as error:
            outcome.append(getattr(error.__cause__, "sqlstate", ""))
        finally:
            connection.close()

    batch = committed.other_batch.pk
    remover = threading.Thread(target=remove)
    with household_scope(committed.books.household.pk):
        committed.sql(
            "update ledger_transaction set import_batch_id = {b} where id = {payment}", b=batch
        )
        remover.start()
        remover.join(timeout=1)
        was_waiting = remover.is_alive()
    remover.join(timeout=20)

    assert (was_waiting, outcome) == (True, [FOREIGN_KEY])
