"""The walls that the database puts round the books, each attacked by every road there is.

The roads are the ORM, raw SQL, COPY, and the admin, which the ledger's rows are not registered
with. An attack fails with the wall's own error code and leaves the books as they were.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from psycopg.errors import FeatureNotSupported

from accounts.actors import Actor
from accounts.models import Household, Membership
from accounts.scope import enter_household, household_scope, system_scope
from ledger.models import (
    Account,
    MonthlyTotal,
    Payee,
    Period,
    Posting,
    Tag,
    Transaction,
    TransactionTag,
)
from tests.factories.books import Books
from tests.factories.periods import make_closed_month
from tests.ledger.test_keys import CHECKED_BY_STATEMENT

UNBALANCED, DISAGREES, CLOSED, TOTALS = "23F01", "23F02", "23F03", "23F04"
FOREIGN_KEY, NO_PRIVILEGE = "23503", "42501"
HOUSEHOLD_TABLES = sorted(
    model._meta.db_table
    for model in apps.get_app_config("ledger").get_models()
    if not model._meta.proxy and model._meta.managed
)


class Attacker:
    """Alice's books with one payment in a closed month and one in an open one."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.household = books.household
        self.open = books.spend("2025-03-05", "5", tags=("tagged",), payee="Luna")
        self.closed = books.spend("2025-01-05", "7", tags=("tagged",))
        self.tag = books.tag("other")
        make_closed_month(books.household, "2025-01")

    def leg(self, row: Transaction, amount: str, **values: Any) -> Posting:
        """Return a posting that is not stored yet."""
        given = {
            "household": self.household,
            "transaction": row,
            "account": self.books.checking,
            "date": row.date,
            "amount": Decimal(amount),
            "value": Decimal(amount),
            "currency": "EUR",
        }
        return Posting(**(given | values))

    def legs(self, row: Transaction) -> Any:
        """Return the stored postings of a transaction."""
        return Posting.objects.filter(transaction=row)

    def sql(self, text: str) -> None:
        """Run a statement; {open}, {closed}, {tag} and the like stand for ids."""
        with connection.cursor() as cursor:
            cursor.execute(
                text.format(
                    open=self.open.pk,
                    closed=self.closed.pk,
                    household=self.household.pk,
                    checking=self.books.checking.pk,
                    dollars=self.books.dollars.pk,
                    rent=self.books.rent.pk,
                    tag=self.tag.pk,
                )
            )


@pytest.fixture
def attacker(household: Household, actor: Actor) -> Attacker:
    """Someone with a member's database connection and bad intentions."""
    return Attacker(Books(household, actor))


def state() -> list[Any]:
    """Return everything that the attacks aim at."""
    tables = (Transaction, Posting, MonthlyTotal, TransactionTag, Account)
    return [list(model._base_manager.order_by("pk").values()) for model in tables]


def refused_with(attack: Callable[[], object]) -> str:
    """Run an attack and return the code of the error it met; the books stay as they were."""
    before = state()
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        attack()
    assert state() == before
    return getattr(caught.value.__cause__, "sqlstate", "") or ""


Attack = Callable[[Attacker], object]

UNBALANCING: dict[str, Attack] = {
    "orm create": lambda a: a.leg(a.open, "3").save(),
    "orm bulk create": lambda a: Posting.objects.bulk_create([a.leg(a.open, "3")] * 2),
    "orm update": lambda a: a.legs(a.open).update(amount=F("amount") + 1, value=F("value") + 1),
    "orm save": lambda a: _doubled(a.legs(a.open)[0]).save(),
    "orm delete": lambda a: a.legs(a.open)[0].delete(),
    "orm move": lambda a: (
        a.legs(a.open).filter(position=0).update(transaction=a.books.spend("2025-03-05", "1"))
    ),
    "sql insert": lambda a: a.sql(
        "insert into ledger_posting (household_id, transaction_id, account_id, date, amount,"
        " currency, value, memo, position) values"
        " ({household}, {open}, {checking}, '2025-03-05', 1, 'EUR', 1, '', 5)"
    ),
    "sql update": lambda a: a.sql(
        "update ledger_posting set amount = amount * 2, value = value * 2"
        " where transaction_id = {open} and position = 1"
    ),
    "sql delete": lambda a: a.sql(
        "delete from ledger_posting where transaction_id = {open} and position = 1"
    ),
    "sql in parts": lambda a: a.sql(
        "with gone as (delete from ledger_posting where transaction_id = {open} and position = 0"
        " returning *) insert into ledger_posting (household_id, transaction_id, account_id, date,"
        " amount, currency, value, memo, position) select household_id, transaction_id,"
        " account_id, date, amount + 1, currency, value + 1, memo, 7 from gone"
    ),
}


def _copy_through_a_stage(attacker: Attacker) -> None:
    """Load a lone leg as bulk loads do: COPY into a table of one's own, then INSERT from it."""
    with connection.cursor() as cursor:
        cursor.execute("create temporary table stage (amount numeric) on commit drop")
        with cursor.copy("copy stage from stdin") as copy:
            copy.write_row([Decimal(3)])
    attacker.sql(
        "insert into ledger_posting (household_id, transaction_id, account_id, date, amount,"
        " currency, value, memo, position)"
        " select {household}, {open}, {checking}, '2025-03-05', amount, 'EUR', amount, '', 5"
        " from stage"
    )


UNBALANCING["copy through a stage"] = _copy_through_a_stage


def _doubled(leg: Posting) -> Posting:
    leg.amount *= 2
    leg.value *= 2
    return leg


@pytest.mark.parametrize("road", UNBALANCING)
def test_a_transaction_out_of_balance_is_refused(attacker: Attacker, road: str) -> None:
    assert refused_with(lambda: UNBALANCING[road](attacker)) == UNBALANCED


DISAGREEING: dict[str, Attack] = {
    "date of a leg": lambda a: a.legs(a.open).update(date=date(2025, 3, 6)),
    "amount without value": lambda a: a.legs(a.open).filter(position=0).update(amount=-6),
    "currency of a leg": lambda a: a.legs(a.open).update(currency="USD"),
    "account of another currency": lambda a: (
        a.legs(a.open).filter(position=0).update(account=a.books.dollars)
    ),
    "currency of a header": lambda a: Transaction.objects.filter(pk=a.open.pk).update(
        currency="USD"
    ),
    "date and trash at once": lambda a: Transaction.objects.filter(pk=a.open.pk).update(
        date=date(2025, 3, 6), deleted_at="2025-03-06T00:00Z"
    ),
    "currency of a posted account": lambda a: Account.objects.filter(pk=a.books.checking.pk).update(
        currency="USD"
    ),
    "sql currency of a posted account": lambda a: a.sql(
        "update ledger_account set currency = 'USD' where id = {checking}"
    ),
}


@pytest.mark.parametrize("road", DISAGREEING)
def test_a_posting_agrees_with_its_header_and_account(attacker: Attacker, road: str) -> None:
    assert refused_with(lambda: DISAGREEING[road](attacker)) == DISAGREES


WRITING_TOTALS: dict[str, Attack] = {
    "orm update": lambda a: MonthlyTotal.objects.update(amount=0),
    "orm delete": lambda a: MonthlyTotal.objects.all().delete(),
    "orm create": lambda a: MonthlyTotal.objects.create(
        household=a.household,
        account=a.books.rent,
        month=date(2025, 3, 1),
        currency="EUR",
        amount=1,
        base_value=1,
        count=1,
        unrated=0,
        last_date=date(2025, 3, 1),
    ),
    "sql update": lambda a: a.sql("update ledger_monthlytotal set amount = amount + 1"),
    "sql delete": lambda a: a.sql("delete from ledger_monthlytotal"),
    "sql upsert": lambda a: a.sql(
        "insert into ledger_monthlytotal (household_id, account_id, month, currency, amount,"
        " base_value, count, unrated, last_date) select household_id, account_id, month, currency,"
        " 1, 1, 1, 0, last_date from ledger_monthlytotal on conflict do nothing"
    ),
}


@pytest.mark.parametrize("road", WRITING_TOTALS)
def test_totals_are_written_by_the_database_alone(attacker: Attacker, road: str) -> None:
    assert refused_with(lambda: WRITING_TOTALS[road](attacker)) == TOTALS


def recomputed() -> dict[tuple[Any, ...], tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.account_id, date_trunc('month', p.date)::date, p.currency, sum(p.amount),"
            " sum(coalesce(p.base_value, 0)), count(*),"
            " count(*) filter (where p.base_value is null), max(p.date)"
            " from ledger_posting p join ledger_transaction t on t.id = p.transaction_id"
            " where t.deleted_at is null group by 1, 2, 3"
        )
        return {row[:3]: row[3:] for row in cursor.fetchall()}


def kept() -> dict[tuple[Any, ...], tuple[Any, ...]]:
    rows = MonthlyTotal.objects.values_list(
        "account_id", "month", "currency", "amount", "base_value", "count", "unrated", "last_date"
    )
    return {row[:3]: row[3:] for row in rows}


LAWFUL: dict[str, Attack] = {
    "orm trash": lambda a: Transaction.objects.filter(pk=a.open.pk).update(
        deleted_at="2025-03-06T00:00Z"
    ),
    "orm date": lambda a: Transaction.objects.filter(pk=a.open.pk).update(date=date(2025, 4, 30)),
    "orm category": lambda a: a.legs(a.open).filter(position=1).update(account=a.books.rent),
    "orm base value": lambda a: a.legs(a.open).update(base_value=None),
    "orm delete": lambda a: a.legs(a.open).delete(),
    "sql date of many": lambda a: a.sql(
        "update ledger_transaction set date = date + 40 where date > '2025-02-01'"
    ),
    "sql legs of both signs": lambda a: a.sql(
        "insert into ledger_posting (household_id, transaction_id, account_id, date, amount,"
        " currency, value, memo, position) values"
        " ({household}, {open}, {checking}, '2025-03-05', -1, 'EUR', -1, '', 2),"
        " ({household}, {open}, {rent}, '2025-03-05', 1, 'EUR', 1, '', 3)"
    ),
}


@pytest.mark.parametrize("road", LAWFUL)
def test_totals_never_go_stale(attacker: Attacker, road: str) -> None:
    before = kept()

    LAWFUL[road](attacker)

    assert kept() == recomputed()
    assert kept() != before


IN_CLOSED_PERIOD: dict[str, Attack] = {
    "orm new header": lambda a: Transaction.objects.create(
        household=a.household, date=date(2025, 1, 31), currency="EUR"
    ),
    "orm header": lambda a: Transaction.objects.filter(pk=a.closed.pk).update(memo="mine"),
    "orm trash": lambda a: Transaction.objects.filter(pk=a.closed.pk).update(
        deleted_at="2025-03-06T00:00Z"
    ),
    "orm out of it": lambda a: Transaction.objects.filter(pk=a.closed.pk).update(
        date=date(2025, 3, 1)
    ),
    "orm into it": lambda a: Transaction.objects.filter(pk=a.open.pk).update(date=date(2025, 1, 1)),
    "orm category": lambda a: a.legs(a.closed).filter(position=1).update(account=a.books.rent),
    "orm base value": lambda a: a.legs(a.closed).update(base_value=None),
    "orm delete legs": lambda a: a.legs(a.closed).delete(),
    "orm new tag": lambda a: TransactionTag.objects.create(
        household=a.household, transaction=a.closed, tag=a.tag
    ),
    "orm delete tag": lambda a: TransactionTag.objects.filter(transaction=a.closed).delete(),
    "orm other tag": lambda a: TransactionTag.objects.filter(transaction=a.closed).update(
        tag=a.tag
    ),
    "orm tag moved in": lambda a: TransactionTag.objects.filter(transaction=a.open).update(
        transaction=a.closed, tag=a.tag
    ),
    "sql header": lambda a: a.sql("update ledger_transaction set memo = 'mine'"),
    "sql legs": lambda a: a.sql("delete from ledger_posting where transaction_id = {closed}"),
    "sql new legs": lambda a: a.sql(
        "insert into ledger_posting (household_id, transaction_id, account_id, date, amount,"
        " currency, value, memo, position) values"
        " ({household}, {closed}, {checking}, '2025-01-05', -1, 'EUR', -1, '', 2),"
        " ({household}, {closed}, {rent}, '2025-01-05', 1, 'EUR', 1, '', 3)"
    ),
    "sql tags": lambda a: a.sql("update ledger_transactiontag set tag_id = {tag}"),
}


@pytest.mark.parametrize("road", IN_CLOSED_PERIOD)
def test_nothing_in_a_closed_period_changes(attacker: Attacker, road: str) -> None:
    assert refused_with(lambda: IN_CLOSED_PERIOD[road](attacker)) == CLOSED


@pytest.mark.parametrize("table", HOUSEHOLD_TABLES)
def test_nothing_is_copied_into_the_books(household: Household, table: str) -> None:
    with (
        pytest.raises(FeatureNotSupported, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy(f"copy {table} from stdin") as copy,
    ):
        copy.write_row([1])


@pytest.fixture
def foreign(attacker: Attacker, other_household: Household) -> dict[str, Any]:
    """Rows of Bob's household, that the scope of Alice's must keep from her."""
    with household_scope(other_household.pk):
        books = Books(other_household, Actor.system(other_household))
        row = books.spend("2025-03-05", "11", payee="Bob's payee", tags=("Bob's tag",))
        return {
            "household": other_household,
            "transaction": row,
            "account": books.groceries,
            "payee": books.payee("Bob's payee"),
            "tag": books.tag("Bob's tag"),
        }


def test_rows_of_others_are_not_seen(attacker: Attacker, foreign: dict[str, Any]) -> None:
    for model in (Account, Transaction, Posting, Payee, Tag, TransactionTag, MonthlyTotal, Period):
        owners = set(model._base_manager.values_list("household_id", flat=True))
        assert owners <= {attacker.household.pk}

    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from ledger_posting where household_id = %s", [foreign["household"].pk]
        )
        assert cursor.fetchone() == (0,)


def test_rows_of_others_are_neither_updated_nor_deleted(
    attacker: Attacker, foreign: dict[str, Any]
) -> None:
    row = foreign["transaction"]

    assert Transaction.objects.filter(pk=row.pk).update(memo="mine") == 0
    assert Posting.objects.filter(transaction_id=row.pk).delete()[0] == 0
    attacker.sql(f"update ledger_transaction set memo = 'mine' where id = {row.pk}")

    with household_scope(foreign["household"].pk):
        row.refresh_from_db()
    assert row.memo == ""


INTO_OTHERS: dict[str, Callable[[Attacker, dict[str, Any]], object]] = {
    "orm insert": lambda _a, f: Tag.objects.create(household=f["household"], name="mine"),
    "orm update": lambda a, f: Tag.objects.filter(pk=a.tag.pk).update(household=f["household"]),
    "sql insert": lambda a, f: a.sql(
        f"insert into ledger_tag (household_id, name, version) values ({f['household'].pk}, 'x', 1)"
    ),
    "sql update": lambda a, f: a.sql(
        f"update ledger_posting set household_id = {f['household'].pk}"
        " where transaction_id = {open}"
    ),
}


@pytest.mark.parametrize("road", INTO_OTHERS)
def test_rows_are_not_written_into_other_households(
    attacker: Attacker, foreign: dict[str, Any], road: str
) -> None:
    assert refused_with(lambda: INTO_OTHERS[road](attacker, foreign)) == NO_PRIVILEGE


POINTING: dict[str, Callable[[Attacker, dict[str, Any]], object]] = {
    "account of a leg": lambda a, f: a.sql(
        f"update ledger_posting set account_id = {f['account'].pk}"
        " where transaction_id = {open} and position = 1"
    ),
    "transaction of a leg": lambda a, f: a.sql(
        f"update ledger_posting set transaction_id = {f['transaction'].pk}"
        " where transaction_id = {open}"
    ),
    "payee": lambda a, f: Transaction.objects.filter(pk=a.open.pk).update(payee=f["payee"]),
    "tag": lambda a, f: TransactionTag.objects.create(
        household=a.household, transaction=a.open, tag=f["tag"]
    ),
    "parent": lambda a, f: Account.objects.filter(pk=a.books.rent.pk).update(parent=f["account"]),
    "default category": lambda a, f: Payee.objects.filter(name="Luna").update(
        default_category=f["account"]
    ),
}


@pytest.mark.parametrize("road", POINTING)
def test_no_row_points_into_another_household(
    attacker: Attacker, foreign: dict[str, Any], road: str
) -> None:
    assert refused_with(lambda: POINTING[road](attacker, foreign)) == FOREIGN_KEY


def test_no_row_points_into_another_household_even_for_operators(
    attacker: Attacker, foreign: dict[str, Any]
) -> None:
    with system_scope("the test plays a careless operator"):
        code = refused_with(lambda: POINTING["payee"](attacker, foreign))

    assert code == FOREIGN_KEY


def test_without_a_scope_nothing_is_seen_or_written(attacker: Attacker) -> None:
    household_id = attacker.household.pk
    enter_household(None)

    assert [model._base_manager.count() for model in (Account, Transaction, Posting, Tag)] == [
        0
    ] * 4
    assert Transaction.objects.update(memo="mine") == 0
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        Tag.objects.create(household_id=household_id, name="mine")
    assert getattr(caught.value.__cause__, "sqlstate", "") == NO_PRIVILEGE


def test_the_role_of_the_product_is_bound_by_row_security(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper, rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (False, False)


@pytest.mark.parametrize("table", HOUSEHOLD_TABLES)
def test_every_table_forces_row_security(db: None, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relrowsecurity, relforcerowsecurity from pg_class where oid = %s::regclass",
            [table],
        )
        assert cursor.fetchone() == (True, True)


@pytest.mark.parametrize("table", HOUSEHOLD_TABLES)
def test_every_reference_within_a_household_names_the_household(db: None, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.attname from pg_attribute a where a.attrelid = %s::regclass"
            " and a.attnum > 0 and a.attname like '%%\\_id' and exists ("
            "  select 1 from pg_constraint c where c.conrelid = a.attrelid and c.contype = 'f'"
            "  and c.conkey = array[a.attnum] and c.confrelid::regclass::text like 'ledger\\_%%')",
            [table],
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize("table", HOUSEHOLD_TABLES)
def test_every_key_of_the_models_is_held_to_its_household(db: None, table: str) -> None:
    model = next(m for m in apps.get_app_config("ledger").get_models() if m._meta.db_table == table)
    keys = {
        field.column
        for field in model._meta.concrete_fields
        if field.related_model is not None
        and (field.related_model._meta.app_label == "ledger" or field.related_model is Membership)
    }

    with connection.cursor() as cursor:
        cursor.execute(
            "select a.attname from pg_constraint c join pg_attribute a"
            " on a.attrelid = c.conrelid and a.attnum = c.conkey[2]"
            " where c.conrelid = %s::regclass and c.contype = 'f' and cardinality(c.conkey) = 2",
            [table],
        )
        constraints = {name for (name,) in cursor.fetchall()}
    # Those of bulk tables are checked a statement at a time: tests/ledger/test_keys.py.
    assert constraints == keys - CHECKED_BY_STATEMENT.get(table, set())


def test_the_admin_has_no_way_to_the_books() -> None:
    registered = {model._meta.label for model in admin.site._registry}

    assert {label for label in registered if label.startswith("ledger.")} == set()
