"""Households with every kind of row, full archives of them, and archives that were changed."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from accounts.actors import Actor
from accounts.models import Household, Membership, User
from accounts.roles import Right, Role
from accounts.scope import household_scope, system_scope
from accounts.services.full_archives import write_full_archive
from accounts.services.restoring import Restored, restore_archive
from ledger.enums import AccountKind, ClaimState, Status
from ledger.imports.statement import StatementFile
from ledger.models import Account, ChangeSet, ImportProfile, RuleGroup
from ledger.services.accounts import create_account
from ledger.services.attachments import attach_file
from ledger.services.debts import DebtDraft, record_debt
from ledger.services.imports import ImportRequest, import_file
from ledger.services.occurrences import match_occurrence, skip_occurrence
from ledger.services.operations import create_operation
from ledger.services.payees import add_alias, create_payees, merge_payees, set_default_category
from ledger.services.periods import close_period
from ledger.services.reconciliations import begin_reconciliation, finish_reconciliation
from ledger.services.refund_months import set_refund_month
from ledger.services.refunds import add_claim, link_refund, set_claim_state
from ledger.services.reminders import create_reminder, set_reminder_done
from ledger.services.rule_runs import apply_rules
from ledger.services.rules import create_rule
from ledger.services.saved_views import create_saved_view
from ledger.services.templates import create_template
from ledger.services.transactions import delete_transactions
from ledger.services.transfer_links import link_transfers
from ledger.services.undo import undo_change_set
from tests.factories.accounts import make_household
from tests.factories.books import Books
from tests.factories.files import PDF, picture
from tests.factories.pairs import half, halves
from tests.factories.rights import limit, make_guest
from tests.factories.schedules import schedule

START = date(2026, 1, 5)
SHOPS = ("Corner shop", "Bäckerei Süß", "Kiosk “24”", "Amazon", "Tea House")


def fill(books: Books, dice: random.Random) -> None:
    """Give a household some of every kind of row, how much and when as the dice fall."""
    _spend(books, dice)
    _name_things(books)
    _import(books, dice)
    _plan(books)
    _claim(books)
    _limit(books)
    _undo(books, dice)
    _reconcile(books)
    close_period(by=books.actor, start=date(2025, 12, 1), end=date(2026, 1, 1))


def _day(dice: random.Random) -> str:
    return str(START + timedelta(days=dice.randrange(100)))


def _spend(books: Books, dice: random.Random) -> None:
    books.rate("2026-01-01", "USD", "EUR", "0.91")
    books.spend("2025-12-24", "12.34", payee="Amazon")
    for _turn in range(dice.randrange(8, 30)):
        amount = f"{dice.randrange(1, 900_000) / 100:.2f}"
        tags = tuple(dice.sample(("Holiday", "Work", "Geschenk"), dice.randrange(3)))
        status = dice.choice([Status.PENDING, Status.CLEARED, Status.RECONCILED])
        more: dict[str, Any] = {"payee": dice.choice(SHOPS), "tags": tags, "status": status}
        books.spend(_day(dice), amount, memo=f"№ {dice.random()}", **more)
    books.book(_day(dice), (books.checking, "-91"), (books.dollars, "100", "91"))
    books.book(_day(dice), (books.dollars, "-20"), (books.food, "20"), currency="USD")
    gone = books.spend(_day(dice), "5", payee="Amazon")
    delete_transactions(by=books.actor, transactions=[gone.pk])
    out, into = halves(books)
    link_transfers(by=books.actor, pairs=[(out.pk, into.pk)])


def _name_things(books: Books) -> None:
    by = books.actor
    create_account(
        by=by,
        name="With a number",
        kind=AccountKind.CHECKING,
        currency="EUR",
        number="DE89 3704 0044 0532 0130 00",
        opening_balance=Decimal(50),
        opening_date=START,
    )
    amazon = books.payee("Amazon")
    create_payees(books.household, ["AMZN Mktp"])
    merge_payees(by=by, sources=[books.payee("AMZN Mktp")], into=amazon)
    set_default_category(by=by, payee=amazon, category=books.rent)
    add_alias(by=by, payee=amazon, raw_name="AMZ*1234")
    rule = {"any": [{"field": "account", "op": "one_of", "value": [books.card.pk]}]}
    tests: list[dict[str, Any]] = [{"field": "payee", "op": "contains", "value": "shop"}, rule]
    create_rule(
        by=by,
        name="Shops",
        conditions={"all": tests},
        actions={
            "set_category": books.food.pk,
            "set_payee": amazon.pk,
            "add_tags": [books.tag("Work").pk],
        },
        group=RuleGroup.objects.create(household=books.household, name="Shopping"),
    )
    for name, actions in (
        ("Move", {"transfer_to": books.card.pk, "remove_tags": [books.tag("Work").pk]}),
        ("Split", {"split": [_share(books.food, percent="30"), _share(books.rent, rest=True)]}),
    ):
        test = {"field": "memo", "op": "contains", "value": "never said"}
        create_rule(by=by, name=name, conditions={"all": [test]}, actions=actions)
    half(books, books.card, "2026-03-20", "-7", payee="Corner shop")
    apply_rules(by=by)
    for name, is_shared in (("Mine", False), ("Ours", True)):
        create_saved_view(
            by=by, name=name, query='account:"Test card"', today=START, is_shared=is_shared
        )
        create_operation(
            by=by,
            name=name,
            category=books.food,
            add_tags=[books.tag("Work")],
            remove_tags=[books.tag("Open")],
            status="cleared",
            is_shared=is_shared,
        )
    paid = books.spend("2026-03-21", "7", payee="Corner shop", tags=("Work",), memo="Weekly")
    create_template(by=by, transaction=paid, name="Weekly shop", has_amount=False)


def _share(category: Account, **share: Any) -> dict[str, Any]:
    return {"category": category.pk, **share}


def _import(books: Books, dice: random.Random) -> None:
    import_file(by=books.actor, request=ImportRequest(account=books.card, source=statement(7)))
    import_file(by=books.actor, request=ImportRequest(account=books.card, source=statement(9)))
    ImportProfile.objects.create(
        household=books.household, account=books.card, name="Bank", format="csv", options={"a": 1}
    )
    bought = books.spend(_day(dice), "80", books.food, payee="Amazon")
    for name, data in (("bill.pdf", PDF), ("bill.jpg", picture())):
        attach_file(by=books.actor, transaction=bought, name=name, stream=BytesIO(data))


def statement(rows: int) -> StatementFile:
    """Return a bank's file of so many rows, two of them alike."""
    lines = [f"2026-02-{1 + n // 2:02},Coffee Bar {n // 2},-{3 + n // 2}.50" for n in range(rows)]
    text = "\n".join(["Date,Payee,Amount", *lines, ""])
    return StatementFile.from_bytes(text.encode(), "card.csv")


def _plan(books: Books) -> None:
    plan = schedule(books)
    test = {"field": "memo", "op": "contains", "value": "never said either"}
    actions = {"link_schedule": plan.pk, "remind": {"days": 30, "text": "Look again"}}
    create_rule(by=books.actor, name="Link", conditions={"all": [test]}, actions=actions)
    paid = books.spend("2026-02-03", "800", books.rent, payee="Landlord")
    create_reminder(by=books.actor, remind_on=START, text="Ask back", transaction=paid)
    done = create_reminder(by=books.actor, remind_on=START, text="Compare prices")
    set_reminder_done(by=books.actor, reminder=done, is_done=True)
    match_occurrence(by=books.actor, schedule=plan, due_on=date(2026, 2, 3), transaction=paid)
    skip_occurrence(by=books.actor, schedule=plan, due_on=date(2026, 3, 3))


def _claim(books: Books) -> None:
    by = books.actor
    bought = books.spend("2026-03-02", "80", books.food, payee="Amazon")
    asked: dict[str, Any] = {"by": by, "purchase": bought.pk, "asked_on": date(2026, 3, 11)}
    claim = add_claim(payee=books.payee("Bob"), amount=Decimal(50), **asked)
    other = add_claim(payee=books.payee("Carol"), amount=Decimal(5), **asked)
    set_claim_state(by=by, claim=other, state=ClaimState.WAIVED)
    came = half(books, books.checking, "2026-04-09", "30", memo="Credit")
    refund = link_refund(by=by, purchase=bought.pk, incoming=came.pk, claim=claim)
    set_refund_month(by=by, refund=refund, in_purchase_month=True)
    paid = DebtDraft(person=books.payee("Bob"), date=START, amount=Decimal(9), currency="EUR")
    record_debt(by=by, draft=paid)


def _limit(books: Books) -> None:
    limit(make_guest(books.household), books.card, Right.READ, by=books.actor)


def _reconcile(books: Books) -> None:
    row = begin_reconciliation(
        by=books.actor,
        account=books.checking,
        statement_date=date(2026, 3, 31),
        statement_balance=Decimal(1),
    )
    finish_reconciliation(by=books.actor, reconciliation=row, is_adjusted=True)


def _undo(books: Books, dice: random.Random) -> None:
    acts = ChangeSet.objects.in_household(books.household).filter(kind="transaction.record")
    for act in dice.sample(list(acts.order_by("pk")), 2):
        undo_change_set(by=books.actor, change_set=act)


def archive_of(household: Household) -> bytes:
    """Return the full archive of a household, as an operator writes it."""
    out = BytesIO()
    with household_scope(household.pk), system_scope("a test writes an archive"):
        write_full_archive(out, by=Actor.system(household))
    return out.getvalue()


def empty_like(household: Household, name: str = "Restored") -> Household:
    """Make an empty household of the same people in the same roles."""
    with household_scope(household.pk):
        members = list(Membership.objects.filter(household=household).select_related("user"))
    owner = next(member.user for member in members if member.role == Role.OWNER)
    made = make_household(owner, name)
    with household_scope(made.pk):
        for member in members:
            if member.user != owner:
                Membership.objects.create(household=made, user=member.user, role=member.role)
    return made


def restore(archive: bytes, household: Household, user: User | None = None) -> Restored:
    """Restore an archive into a household, as an operator or one of its people."""
    by = Actor.system(household)
    with household_scope(household.pk, user_id=user.pk if user else None):
        if user is not None:
            by = Actor.of(Membership.objects.get(household=household, user=user))
        return restore_archive(by=by, file=BytesIO(archive))


Parts = dict[str, bytes]


def tampered(
    archive: bytes,
    change: Callable[[Parts], None] | None = None,
    manifest: Callable[[dict[str, Any]], None] | None = None,
    *,
    is_sealed: bool = True,
) -> bytes:
    """Return an archive with other parts; sealed, the manifest tells of them as they are now."""
    with ZipFile(BytesIO(archive)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    told = json.loads(parts.pop("manifest.json"))
    if change is not None:
        change(parts)
    if is_sealed:
        told["parts"] = {name: _facts(name, data) for name, data in parts.items()}
    if manifest is not None:
        manifest(told)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)
        target.writestr("manifest.json", json.dumps(told))
    return out.getvalue()


def _facts(name: str, data: bytes) -> dict[str, Any]:
    facts: dict[str, Any] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    return facts | {"rows": data.count(b"\n")} if name.endswith(".jsonl") else facts


def edited(label: str, line: int, **values: Any) -> Callable[[Parts], None]:
    """Return a change of one line of a model's part."""

    def change(parts: Parts) -> None:
        lines = parts[f"{label}.jsonl"].splitlines()
        lines[line - 1] = json.dumps(json.loads(lines[line - 1]) | values).encode()
        parts[f"{label}.jsonl"] = b"\n".join(lines) + b"\n"

    return change
