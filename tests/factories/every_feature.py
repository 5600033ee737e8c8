"""Books in which every feature that writes to them was used, how much and when as dice fall."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import time_machine

from accounts.actors import Actor
from ledger.enums import AccountKind, PairKind, SharingKind
from ledger.imports.books.detect import detect_books
from ledger.imports.statement import StatementFile
from ledger.models import ChangeSet, ImportBatch, Pair, Refund, Transaction
from ledger.reports.duplicates import find_duplicates
from ledger.reports.transfer_pairs import find_transfer_pairs
from ledger.services.advances import advance, collect_advance, write_off_advance
from ledger.services.arrivals import run_schedules
from ledger.services.base_currency import change_base_currency
from ledger.services.bulk_edits import categorise_transactions
from ledger.services.categories import merge_categories
from ledger.services.debts import DebtDraft, pay_back, record_debt, set_off, settle_debt
from ledger.services.duplicate_merges import merge_duplicates
from ledger.services.import_undo import undo_import
from ledger.services.moving_in import MoveRequest, move_in
from ledger.services.pairs import part_pair, reject_pair
from ledger.services.payees import merge_payees
from ledger.services.posting import Leg
from ledger.services.purging import purge_trash
from ledger.services.rates import set_rate
from ledger.services.reconciliations import begin_reconciliation, finish_reconciliation
from ledger.services.refund_months import set_refund_month
from ledger.services.rerating import rerate_postings
from ledger.services.rule_runs import apply_rules
from ledger.services.rules import create_rule
from ledger.services.shares import give_up_person, settle_person, share_purchase
from ledger.services.transactions import (
    TransactionDraft,
    delete_transactions,
    restore_transactions,
    update_transaction,
)
from ledger.services.transfer_links import fee_category, link_transfers
from ledger.services.transfers import TransferDraft, convert_to_transfer, record_transfer
from ledger.services.undo import undo_change_set
from ledger.services.write_offs import forgive_debt, write_off
from tests.factories.archives import fill
from tests.factories.books import Books
from tests.factories.pairs import half, savings
from tests.factories.rules import leaf
from tests.factories.schedules import schedule
from tests.ledger.imports.bank import bring_in, csv

MONTH = date(2026, 5, 1)
"""Everything after the first filling happens from this month on."""
BEFORE_LONG = datetime(2026, 1, 2, 12, tzinfo=UTC)
JOURNAL = b"""\
2026-05-01 Hotel
    expenses:hotel    100 USD @ 0.90 EUR
    assets:purse

2026-05-02 Two kinds of categories
    expenses:hotel     10 USD @ 0.90 EUR
    expenses:fees       1 EUR
    assets:purse      -10 EUR

2026-05-03 Shares
    assets:broker      3 GE @ 7 EUR
    assets:purse
"""


def use_every_feature(books: Books, dice: random.Random) -> None:
    """Use every feature that writes to the books; needs a folder for files in the settings."""
    fill(books, dice)
    for step in (
        _move_in, _run_rules, _post_schedules, _share, _owe, _lend, _merge, _join, _transfer,
        _change_base, _spend_abroad, _reconcile, _rename, _delete_for_good, _import_and_take_back,
        _undo,
    ):  # fmt: skip
        step(books, dice)
    rerate_postings(books.household)


def _day(dice: random.Random) -> str:
    return str(MONTH + timedelta(days=dice.randrange(28)))


def _amount(dice: random.Random) -> str:
    return f"{dice.randrange(101, 90_000) / 100:.2f}"


def _move_in(books: Books, _dice: random.Random) -> None:
    source = StatementFile.from_bytes(JOURNAL, "purse.journal")
    found = detect_books(source)
    assert found is not None
    report = move_in(by=books.actor, request=MoveRequest(source=source, detection=found))
    assert report.differences == ()


def _run_rules(books: Books, dice: random.Random) -> None:
    shares = [
        {"category": books.food.pk, "amount": "1"},
        {"category": books.rent.pk, "percent": "33"},
        {"category": books.groceries.pk, "rest": True},
    ]
    for word, actions in (("part", {"split": shares}), ("move", {"transfer_to": books.card.pk})):
        test = leaf("memo", "contains", f"to {word}")
        create_rule(by=books.actor, name=word, conditions={"all": [test]}, actions=actions)
        for _turn in range(3):
            row = books.spend(_day(dice), _amount(dice), memo=f"to {word}")
            Transaction.objects.filter(pk=row.pk).update(category_source="")
    assert apply_rules(by=books.actor).changed == 6


def _post_schedules(books: Books, dice: random.Random) -> None:
    usual: dict[str, Any] = {"starts_on": MONTH, "posts": True, "payee": None}
    schedule(books, f"-{_amount(dice)}", name="Rent, posted", **usual)
    schedule(books, f"-{_amount(dice)}", name="Savings", other=books.card, **usual)
    assert run_schedules(by=books.actor, today=date(2026, 7, 15)).posted >= 6


def _share(books: Books, dice: random.Random) -> None:
    bob, carol = books.payee("Bob"), books.payee("Carol")
    for _turn in range(2):
        bought = books.spend(_day(dice), _amount(dice), books.food, payee="Trattoria")
        share_purchase(
            by=books.actor, purchase=bought.pk, kind=SharingKind.EQUAL, own=Decimal(1),
            parts=[(bob, Decimal(1)), (carol, Decimal(1))], asked_on=MONTH,
        )  # fmt: skip
    came = half(books, books.checking, "2026-06-09", "9.99", memo="From Bob")
    settle_person(by=books.actor, person=bob, incoming=came.pk, today=date(2026, 6, 10))
    write_off(
        by=books.actor, person=carol, amount=Decimal("0.01"), currency="EUR", on=date(2026, 6, 10)
    )
    give_up_person(by=books.actor, person=carol, today=date(2026, 6, 10))


def _owe(books: Books, dice: random.Random) -> None:
    ana, by, today = books.payee("Ana"), books.actor, date(2026, 6, 20)
    for currency, category in (("EUR", books.food), ("USD", books.rent), ("EUR", None)):
        draft = DebtDraft(
            person=ana, date=date.fromisoformat(_day(dice)), amount=Decimal(_amount(dice)),
            currency=currency, category=category,
        )  # fmt: skip
        record_debt(by=by, draft=draft)
    went = half(books, books.checking, "2026-06-11", "-0.99", memo="To Ana")
    settle_debt(by=by, person=ana, outgoing=went.pk, today=today)
    pay_back(by=by, person=ana, account=books.dollars, amount=Decimal(1), on=today)
    forgive_debt(by=by, person=ana, amount=Decimal("0.01"), currency="EUR", on=today)
    bought = books.spend(_day(dice), _amount(dice), books.food, payee="Trattoria")
    share_purchase(
        by=by, purchase=bought.pk, kind=SharingKind.EQUAL, own=Decimal(1),
        parts=[(ana, Decimal(1))], asked_on=MONTH,
    )  # fmt: skip
    set_off(by=by, person=ana, today=today)
    for refund in Refund.objects.in_household(books.household).live().order_by("pk"):
        if refund.purchase.date >= MONTH:
            set_refund_month(by=by, refund=refund, in_purchase_month=True)


def _lend(books: Books, dice: random.Random) -> None:
    dora, by = books.payee("Dora"), books.actor
    for account, amount in ((books.dollars, "9.40"), (books.checking, _amount(dice))):
        advance(by=by, person=dora, account=account, amount=Decimal(amount), on=date(2026, 6, 4))
    day = date(2026, 6, 14)
    collect_advance(by=by, person=dora, account=books.dollars, amount=Decimal("9.39"), on=day)
    write_off_advance(by=by, person=dora, amount=Decimal("1.01"), currency="EUR", on=day)


def _merge(books: Books, dice: random.Random) -> None:
    day, amount = _day(dice), _amount(dice)
    bring_in(books, csv((day, "REWE Markt", f"-{amount}")))
    books.spend(day, amount, payee="REWE Markt", memo="by hand")
    pairs = [pair.key for pair in find_duplicates(books.household)]
    assert pairs
    for first, second in pairs:
        merge_duplicates(by=books.actor, first=first, second=second)
    books.spend(day, amount, payee="REWE Markt", memo="a real second one")


def _join(books: Books, _dice: random.Random) -> None:
    books.rate("2026-06-01", "USD", "EUR", "0.92")
    half(books, books.checking, "2026-06-02", "-296", memo="Transfer Test dollars")
    half(books, books.dollars, "2026-06-03", "320", memo="Transfer Test checking")
    half(books, books.checking, "2026-06-12", "-303", memo="Transfer Rainy days")
    half(books, savings(books), "2026-06-12", "300", memo="Transfer Test checking")
    parted = [
        half(books, books.checking, "2026-06-22", "-411", memo="Transfer Rainy days").pk,
        half(books, savings(books), "2026-06-22", "411", memo="Transfer Test checking").pk,
    ]
    keys = [pair.key for pair in find_transfer_pairs(books.household)]
    fees = fee_category(books.actor)
    assert link_transfers(by=books.actor, pairs=keys, fee_category=fees).joined >= 3
    pair = Pair.objects.get(first_id__in=parted, second_id__in=parted)
    part_pair(by=books.actor, pair=pair)
    reject_pair(by=books.actor, kind=PairKind.TRANSFER, first=parted[0], second=parted[1])


def _transfer(books: Books, dice: random.Random) -> None:
    yen = books.account("Yen", AccountKind.CASH, "JPY")
    rate: dict[str, Any] = {"base": "EUR", "quote": "JPY", "on": date(2026, 6, 1)}
    set_rate(by=books.actor, rate=Decimal("165.25"), **rate)
    record_transfer(
        by=books.actor,
        draft=TransferDraft(
            date=date(2026, 6, 4), source=books.checking, target=yen, sent=Decimal(_amount(dice)),
            received=Decimal(7_001), fee=Decimal("1.35"), fee_category=books.rent,
        ),
    )  # fmt: skip
    row = books.book("2026-06-05", (yen, "-777"), (books.food, "777"), currency="JPY")
    other = books.spend("2026-06-05", "20")
    convert_to_transfer(by=books.actor, transaction=row, account=books.dollars, amount=Decimal(5))
    convert_to_transfer(by=books.actor, transaction=other, account=books.card)


def _change_base(books: Books, _dice: random.Random) -> None:
    change_base_currency(by=books.actor, currency="USD")
    books.household.refresh_from_db()


def _spend_abroad(books: Books, dice: random.Random) -> None:
    """Written in the new base currency: valued, waiting for a rate, and of two currencies."""
    books.book(_day(dice), (books.dollars, "-12.34"), (books.food, "12.34"), currency="USD")
    books.book("2026-06-05", (books.checking, "-9.20"), (books.dollars, "10", "9.20"))
    pounds = books.account("Pounds", AccountKind.CASH, "GBP")
    row = books.book("2026-06-06", (pounds, "-3.33"), (books.food, "3.33"), currency="GBP")
    legs = (Leg(pounds, Decimal("-4.44")), Leg(books.rent, Decimal("4.44")))
    edit = TransactionDraft(date=date(2026, 6, 7), legs=legs, currency="GBP")
    update_transaction(by=books.actor, transaction=row, draft=edit)


def _reconcile(books: Books, dice: random.Random) -> None:
    row = begin_reconciliation(
        by=books.actor,
        account=books.checking,
        statement_date=date(2026, 5, 31),
        statement_balance=Decimal(_amount(dice)),
    )
    finish_reconciliation(by=books.actor, reconciliation=row, is_adjusted=True)


def _rename(books: Books, _dice: random.Random) -> None:
    leisure = books.account("Test leisure", AccountKind.EXPENSE)
    row = books.spend("2026-06-07", "8.80", leisure, payee="Kino")
    merge_payees(by=books.actor, sources=[books.payee("Kino")], into=books.payee("Cinema"))
    categorise_transactions(by=books.actor, transactions=[row.pk], category=books.food)
    books.spend("2026-06-08", "9.90", leisure)
    merge_categories(by=books.actor, source=leisure, into=books.rent)


def _delete_for_good(books: Books, _dice: random.Random) -> None:
    gone, back = books.spend("2026-06-09", "1000"), books.spend("2026-06-10", "2000")
    with time_machine.travel(BEFORE_LONG, tick=False):
        delete_transactions(by=books.actor, transactions=[gone.pk, back.pk])
    restore_transactions(by=books.actor, transactions=[back.pk])
    by = Actor.system(books.household)
    assert purge_trash(by=by, now=BEFORE_LONG + timedelta(days=400)) >= 1


def _import_and_take_back(books: Books, dice: random.Random) -> None:
    rows = [(_day(dice), f"Shop {number}", f"-{_amount(dice)}") for number in range(5)]
    report = bring_in(books, csv(*rows), savings(books))
    undo_import(by=books.actor, batch=ImportBatch.objects.get(pk=report.batch_id or 0))


_UNDONE = ("transaction.rules", "transaction.merge", "transaction.transfer", "transaction.record")


def _undo(books: Books, _dice: random.Random) -> None:
    """Undo one act of several kinds, and of one of them the undo as well."""

    def undo(act: ChangeSet) -> None:
        assert undo_change_set(by=books.actor, change_set=act).undone

    acts = ChangeSet.objects.in_household(books.household).order_by("pk")
    for kind in _UNDONE:
        undo(acts.filter(kind=kind).latest("pk"))
    undo(acts.latest("pk"))
