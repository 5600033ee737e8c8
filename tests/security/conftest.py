"""Rows of Alice's household of every kind that an address may name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db.models import Model

from accounts.actors import Actor
from accounts.models import AuditEvent, Household, Job, Membership
from accounts.services.api_tokens import create_token
from ledger.enums import PairKind, RuleTrigger
from ledger.models import ChangeSet, ImportBatch, Payee, RuleRun, Tag
from ledger.services.assertions import assert_balance
from ledger.services.attachments import attach_file
from ledger.services.operations import create_operation
from ledger.services.pairs import reject_pair
from ledger.services.reconciliations import begin_reconciliation
from ledger.services.reminders import create_reminder
from ledger.services.rule_order import create_rule_group
from ledger.services.rules import create_rule
from ledger.services.saved_views import create_saved_view
from ledger.services.templates import create_template
from tests.factories.accounts import make_invitation
from tests.factories.books import Books


@pytest.fixture
def rows(household: Household, actor: Actor) -> dict[str, int]:
    """The ids of Alice's rows, by the word in a URL name that means their kind."""
    books = Books(household, actor)
    spent = books.spend("2026-03-01", "12.50", payee="Corner shop", tags=("trip",))
    kept = create_saved_view(
        by=actor, name="Shops", query="payee:corner", today=date(2026, 3, 20), is_shared=True
    )
    rule = create_rule(
        by=actor,
        name="Shops",
        conditions={"all": [{"field": "payee", "op": "contains", "value": "corner"}]},
        actions={"set_category": books.food.pk},
    )
    pair = reject_pair(
        by=actor,
        kind=PairKind.TRANSFER,
        first=spent.pk,
        second=books.spend("2026-03-02", "3").pk,
    )
    statement = begin_reconciliation(
        by=actor, account=books.card, statement_date=date(2026, 3, 31),
        statement_balance=Decimal(0),
    )  # fmt: skip
    run = RuleRun.objects.create(
        household=household,
        change_set=ChangeSet.objects.latest("pk"),
        trigger=RuleTrigger.HAND,
        changed_count=1,
        rule_counts={str(rule.pk): 1},
    )
    noted = assert_balance(
        by=actor, account=books.checking, on=date(2026, 3, 31), amount=Decimal(7)
    )
    batch = ImportBatch.objects.create(
        household=household, account=books.checking, file_name="a.csv", file_digest="0", file_size=1
    )
    job = Job.objects.create(household=household, kind="test", title="A job")
    template = create_template(by=actor, transaction=spent, name="Weekly shop")
    found: dict[str, Model] = {
        "template": template,
        "transaction": spent,
        "account": books.checking,
        "category": books.groceries,
        "payee": Payee.objects.get(),
        "tag": Tag.objects.get(),
        "reminder": create_reminder(
            by=actor, transaction=spent, remind_on=date(2026, 3, 2), text="Ask back"
        ),
        "rule-run": run,
        "rule-group": create_rule_group(by=actor, name="Shopping"),
        "rule": rule,
        "saved-view": kept,
        "operation": create_operation(by=actor, name="Shops", category=books.food, is_shared=True),
        "attachment": attach_file(
            by=actor, transaction=spent, name="a.txt", stream=BytesIO(b"Paid")
        ),
        "import": batch,
        "batch": batch,
        "pair": pair,
        "job": job,
        "member": Membership.objects.get(household=household),
        "invitation": make_invitation(actor)[0],
        "household": household,
        "token": create_token(by=actor, name="script", grants=["profile:read"]).token,
        "reconciliation": statement,
        "assertion": noted,
        "undo": ChangeSet.objects.latest("pk"),
        "change": ChangeSet.objects.latest("pk"),
        "audit-event": AuditEvent.objects.in_household(household).latest("pk"),
    }
    return {word: row.pk for word, row in found.items()}
