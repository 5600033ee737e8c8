"""What row-level security shows a person from whom an account is kept, asked in raw SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.actors import Actor
from accounts.roles import Right
from accounts.scope import enter_household, everything_shown
from ledger.enums import AccountKind, RuleTrigger
from ledger.models import Account, ImportBatch, Transaction
from ledger.services.bulk_edits import set_memo
from ledger.services.rule_runs import keep_run
from ledger.services.rules import create_rule
from ledger.services.transactions import delete_transactions
from tests.factories.books import Books
from tests.factories.rights import Guest, limit, make_guest


@dataclass(frozen=True)
class Secret:
    """Books with a card that the guest may not see."""

    books: Books
    guest: Guest
    open: Transaction
    """Groceries from checking, 10.00."""
    hidden: Transaction
    """Groceries by card, 33.00, at a shop met nowhere else."""
    mixed: Transaction
    """Checking pays 50.00 to the card."""

    def enter(self) -> None:
        """See with the guest's eyes from now on."""
        actor = self.guest.actor
        user = actor.user
        assert user is not None
        enter_household(actor.household.pk, user_id=user.pk, hidden=actor.hidden)


@pytest.fixture
def secret(books: Books) -> Secret:
    guest = make_guest(books.household)
    seen = books.spend("2026-03-01", "10", payee="Corner shop", tags=("trip",))
    legs = ((books.card, "-33"), (books.groceries, "33"))
    hidden = books.book("2026-03-02", *legs, payee="Secret shop", tags=("gift",), memo="ring")
    paid = books.book("2026-03-03", (books.checking, "-50"), (books.card, "50"), payee="Bank")
    limit(guest, books.card, Right.NONE, by=books.actor)
    return Secret(books, guest, seen, hidden, paid)


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def test_a_hidden_account_is_not_there(secret: Secret) -> None:
    secret.enter()

    names = {name for (name,) in ask("select name from ledger_account where kind like 'c%%'")}

    assert names == {"Test checking"}


def test_headers_are_seen_that_have_a_leg_in_a_place_that_is_seen(secret: Secret) -> None:
    secret.enter()

    found = ask("select id from ledger_transaction order by id")

    assert found == [(secret.open.pk,), (secret.mixed.pk,)]


def test_no_leg_of_a_hidden_transaction_is_seen_nor_the_hidden_leg_of_another(
    secret: Secret,
) -> None:
    secret.enter()

    found = ask("select transaction_id, amount::int from ledger_posting order by id")

    key = secret.open.pk
    assert found == [(key, -10), (key, 10), (secret.mixed.pk, -50)]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select name from ledger_payee order by 1", [("Bank",), ("Corner shop",)]),
        (
            "select l.name from ledger_transactiontag g join ledger_tag l on l.id = g.tag_id",
            [("trip",)],
        ),
        ("select name from ledger_tag order by 1", [("gift",), ("trip",)]),
        ("select count(*) from ledger_monthlytotal", [(0,)]),
        ("select count(*) from ledger_accountright", [(0,)]),
    ],
)
def test_names_of_hidden_things_are_not_seen(
    secret: Secret, sql: str, expected: list[tuple[Any, ...]]
) -> None:
    secret.enter()

    assert ask(sql) == expected


def test_totals_leave_out_what_hidden_transactions_put_into_categories(secret: Secret) -> None:
    secret.enter()

    found = ask(
        "select a.name, t.amount::int, t.count from ledger_visibletotal t"
        " join ledger_account a on a.id = t.account_id order by 1"
    )

    assert found == [("Test checking", -60, 2), ("Test groceries", 10, 1)]


def test_totals_of_whoever_sees_everything_are_the_table(secret: Secret) -> None:
    columns = "account_id, month, currency, amount, base_value, count, unrated, last_date"

    view = ask(f"select {columns} from ledger_visibletotal order by 1, 2")

    assert view == ask(f"select {columns} from ledger_monthlytotal order by 1, 2")
    assert len(view) == 3


def test_deleted_transactions_are_not_taken_off_twice(secret: Secret) -> None:
    delete_transactions(by=secret.books.actor, transactions=[secret.hidden.pk])
    secret.enter()

    found = ask(
        "select amount::int, count from ledger_visibletotal where account_id = %s",
        secret.books.groceries.pk,
    )

    assert found == [(10, 1)]


def test_the_history_of_hidden_things_is_not_seen(secret: Secret) -> None:
    books = secret.books
    set_memo(by=books.actor, transactions=[secret.hidden.pk], memo="a secret ring")
    set_memo(by=books.actor, transactions=[secret.open.pk, secret.hidden.pk], memo="both")
    set_memo(by=books.actor, transactions=[secret.open.pk], memo="mine")
    secret.enter()

    acts = [kind for (kind,) in ask("select kind from ledger_changeset order by id")]
    rows = ask("select model, object_id from ledger_change order by id")

    # The act over both is hidden as a whole: its count would tell. Its open row is not.
    assert [kind for kind in acts if kind != "chart.seed"] == ["transaction.record", "edit.memo"]
    assert [row for row in rows if row[0] == "transaction"] == [
        ("transaction", secret.open.pk),
        ("transaction", secret.open.pk),
        ("transaction", secret.open.pk),
    ]


def test_rules_that_name_what_is_hidden_are_not_seen(secret: Secret) -> None:
    books = secret.books
    shop = books.payee("Secret shop")
    tests: dict[str, dict[str, Any]] = {
        "By card": {"field": "account", "op": "equals", "value": books.card.pk},
        "By cards": {"field": "account", "op": "one_of", "value": [books.card.pk]},
        "By checking": {"field": "account", "op": "equals", "value": books.checking.pk},
        "By shop": {"field": "memo", "op": "contains", "value": "ring"},
    }
    for name, test in tests.items():
        actions = {"set_payee": shop.pk} if name == "By shop" else {"set_category": books.food.pk}
        _keep_rule(books, name, test, actions)
    secret.enter()

    assert ask("select name from ledger_rule") == [("By checking",)]


def test_runs_are_seen_with_their_act(secret: Secret) -> None:
    books = secret.books
    for name, row in (("mine", secret.open), ("secret", secret.hidden)):
        act = set_memo(by=books.actor, transactions=[row.pk], memo=name).change_set
        assert act is not None
        keep_run(act, RuleTrigger.HAND, 1, {})
    secret.enter()

    found = ask(
        "select c.before ->> 'memo', c.after ->> 'memo' from ledger_rulerun r"
        " join ledger_change c on c.change_set_id = r.change_set_id"
    )

    assert found == [("", "mine")]


def _keep_rule(books: Books, name: str, test: dict[str, Any], actions: dict[str, Any]) -> None:
    if test["op"] == "one_of":
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into ledger_rule (household_id, name, position, conditions, actions,"
                " is_active, stops, on_import, on_edit, by_hand, accounts, version)"
                " values (%s, %s, 9, jsonb_build_object('all',"
                " jsonb_build_array(jsonb_build_object('field', 'account', 'op', 'one_of',"
                " 'value', jsonb_build_array(%s::int)))), '{}',"
                " true, false, true, false, true, '{}', 1)",
                [books.household.pk, name, test["value"][0]],
            )
        return
    create_rule(by=books.actor, name=name, conditions={"all": [test]}, actions=actions)


def test_imports_into_hidden_accounts_are_not_seen(secret: Secret) -> None:
    books = secret.books
    shared = {"household": books.household, "file_digest": "0", "file_size": 1}
    ImportBatch.objects.create(account=books.card, file_name="card.csv", **shared)
    also = ImportBatch.objects.create(account=books.checking, file_name="both.csv", **shared)
    ImportBatch.objects.create(account=books.checking, file_name="mine.csv", **shared)
    Transaction.objects.filter(pk=secret.hidden.pk).update(import_batch=also)
    secret.enter()

    assert ask("select file_name from ledger_importbatch") == [("mine.csv",)]


@pytest.mark.parametrize(
    "sql",
    [
        "update ledger_transaction set memo = 'x' where id = %s",
        "update ledger_transaction set memo = 'x' where id = %s or true",
        "delete from ledger_posting where transaction_id = %s",
        "delete from ledger_transactiontag where transaction_id = %s",
    ],
)
def test_nothing_hidden_is_written_to(secret: Secret, sql: str) -> None:
    secret.enter()
    with connection.cursor() as cursor:
        cursor.execute("update ledger_transaction set memo = 'y'")
        cursor.execute(sql, [secret.hidden.pk])

    with everything_shown():
        row = Transaction.objects.get(pk=secret.hidden.pk)
        assert (row.memo, row.postings.count(), row.tags.count()) == ("ring", 2, 1)


def test_nothing_is_booked_on_a_hidden_account(secret: Secret) -> None:
    secret.enter()

    with pytest.raises(Exception, match="row-level security"), transaction.atomic():
        ask(
            "insert into ledger_posting (household_id, transaction_id, account_id, date, amount,"
            " currency, value, memo, position) select household_id, transaction_id, %s, date,"
            " amount, currency, value, '', 9 from ledger_posting limit 1 returning id",
            secret.books.card.pk,
        )


def test_guards_see_what_the_person_does_not(secret: Secret) -> None:
    secret.enter()

    with pytest.raises(Exception, match="does not balance"), transaction.atomic():
        ask("delete from ledger_posting where transaction_id = %s returning id", secret.mixed.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "update ledger_transaction set deleted_at = now() where id = %s", [secret.mixed.pk]
        )

    with everything_shown():
        held = ask(
            "select amount::int from ledger_monthlytotal where account_id = %s",
            secret.books.card.pk,
        )
        assert held == [(-33,)]


@pytest.fixture
def rooms(secret: Secret) -> tuple[Account, Account]:
    books = secret.books
    top = books.account("Savings pot", AccountKind.SAVINGS, "EUR")
    return top, books.account("Inner pot", AccountKind.SAVINGS, "EUR", parent=top)


def test_a_right_holds_for_the_accounts_below(
    secret: Secret, rooms: tuple[Account, Account], actor: Actor
) -> None:
    top, inner = rooms
    card = secret.books.card

    limit(secret.guest, inner, Right.ANNOTATE, by=actor)
    assert secret.guest.actor.rights == {card.pk: Right.NONE, inner.pk: Right.ANNOTATE}
    limit(secret.guest, top, Right.READ, by=actor)
    assert secret.guest.actor.rights[inner.pk] == Right.READ
    limit(secret.guest, top, Right.FULL, by=actor)

    assert secret.guest.actor.rights == {card.pk: Right.NONE, inner.pk: Right.ANNOTATE}


def test_an_account_that_moves_takes_the_rights_of_where_it_goes(
    secret: Secret, rooms: tuple[Account, Account], actor: Actor
) -> None:
    top, inner = rooms
    limit(secret.guest, top, Right.NONE, by=actor)
    new = secret.books.account("New pot", AccountKind.SAVINGS, "EUR", parent=top)

    card = secret.books.card
    assert set(secret.guest.actor.hidden) == {card.pk, top.pk, inner.pk, new.pk}
    Account.objects.filter(pk=inner.pk).update(parent=None)
    assert set(secret.guest.actor.hidden) == {card.pk, top.pk, new.pk}


def test_the_header_notes_the_places_of_its_legs(secret: Secret) -> None:
    books = secret.books
    places = dict(ask("select id, places from ledger_transaction"))

    assert places[secret.mixed.pk] == sorted([books.checking.pk, books.card.pk])
    assert places[secret.hidden.pk] == [books.card.pk]
