"""Running rules over transactions that are in the books: what they would change, and doing it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction as db
from django.utils.translation import ngettext

from accounts.actors import Actor, Origin
from accounts.roles import Permission
from ledger.models import Account, Transaction
from ledger.querysets import TransactionQuerySet
from ledger.rules.engine import RuleInput, RuleOutcome, RuleSet
from ledger.services.edit_plans import Edit, Keep, Planner
from ledger.services.edit_rows import EditRow, read_rows
from ledger.services.edits import BulkResult, apply_edits
from ledger.services.rules import compile_rules
from ledger.services.snapshots import JSON


@dataclass(frozen=True, slots=True)
class Proposal:
    """What rules would change on one transaction: parts before and after, and which rules held.

    Parts are `payee_id`, `accounts` (of the legs, in order), `tags` and the sources of each.
    """

    transaction: int
    before: JSON
    after: JSON
    rules: tuple[int, ...]
    refused: tuple[str, ...]
    """Why something else that the rules set is left alone."""


def preview_rules(
    *,
    by: Actor,
    rules: Sequence[int] | None = None,
    transactions: TransactionQuerySet | None = None,
) -> tuple[Proposal, ...]:
    """Return what the rules would change, oldest transaction first; nothing is written.

    `rules` limits them to some, active or not; `transactions` the live transactions looked at.
    A constant number of queries. Raises PermissionDenied.
    """
    by.must(Permission.VIEW)
    planner = Planner.of(by.via(Origin.RULE))
    proposals: list[Proposal] = []
    for row, outcome in _matches(by, rules, transactions):
        before, after, refused = planner.plan(row, _edit(row, outcome))
        if after:
            found = Proposal(row.id, before, after, outcome.rule_ids, tuple(refused))
            proposals.append(found)
    return tuple(proposals)


@db.atomic
def apply_rules(
    *,
    by: Actor,
    rules: Sequence[int] | None = None,
    transactions: TransactionQuerySet | None = None,
) -> BulkResult:
    """Carry out what `preview_rules` shows, as one act that can be undone.

    What a person chose stays. A constant number of statements. Raises PermissionDenied.
    """
    by.must(Permission.ANNOTATE)
    edits = [_edit(row, outcome) for row, outcome in _matches(by, rules, transactions)]
    one, many = "Applied rules to %(n)d transaction", "Applied rules to %(n)d transactions"
    summary = ngettext(one, many, len(edits)) % {"n": len(edits)}
    return apply_edits(by=by.via(Origin.RULE), kind="edit.rules", summary=summary, edits=edits)


def _matches(
    by: Actor, rules: Sequence[int] | None, transactions: TransactionQuerySet | None
) -> Iterable[tuple[EditRow, RuleOutcome]]:
    compiled = compile_rules(by.household, rules)
    if not compiled:
        return []
    given = Transaction.objects.all() if transactions is None else transactions
    ids = given.in_household(by.household).live().order_by().values_list("pk", flat=True)
    places = set(_places(by))
    rows = read_rows(by.household, list(ids))
    return _run(compiled, rows, places)


def _places(by: Actor) -> Iterable[int]:
    rows = Account.objects.in_household(by.household).places()
    return rows.values_list("pk", flat=True)


def _run(
    compiled: RuleSet, rows: Iterable[EditRow], places: set[int]
) -> Iterable[tuple[EditRow, RuleOutcome]]:
    for row in rows:
        outcome = compiled.apply(rule_input(row, places))
        if outcome.rule_ids:
            yield row, outcome


def rule_input(row: EditRow, places: set[int]) -> RuleInput:
    """Return a transaction as rules see it: from its first leg in a place."""
    legs = zip(row.accounts, row.amounts, strict=True)
    account, amount = next((leg for leg in legs if leg[0] in places), (0, Decimal(0)))
    return RuleInput(
        payee=row.payee_name,
        raw_payee=row.raw_payee,
        memo=row.memo,
        amount=amount,
        currency=row.currency,
        account_id=account,
        date=row.date,
    )


def _edit(row: EditRow, outcome: RuleOutcome) -> Edit:
    return Edit(
        transaction=row.id,
        payee=Keep.KEEP if outcome.payee_id is None else outcome.payee_id,
        category=outcome.category_id,
        category_reason=outcome.category_rule,
        add_tags=frozenset(outcome.tag_ids),
    )
