"""What people do again and again that a rule could do: a payee always given the same category."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from accounts.models import Household
from ledger.enums import RuleTrigger
from ledger.models import RejectedSuggestion, Transaction
from ledger.services.edit_rows import read_rows
from ledger.services.rule_facts import read_facts, rule_input
from ledger.services.rules import compile_rules

TIMES = 3
"""How often a choice makes a habit."""
MOST_ASKED = 20
"""Rows of a habit that are compared with what rules would do."""
# Every choice a person made for a payee's transactions that are not split: in what came from a bank
# it counts, in what they entered themselves it can only contradict.
_HABITS = """
select t.payee_id, y.name, p.account_id, a.name,
  a.deleted_at is not null or y.default_category_id is not distinct from p.account_id as is_done,
  array_agg(t.id order by t.date desc, t.id desc)
    filter (where t.source in ('import', 'bank', 'api')) as rows
from ledger_transaction t
join ledger_payee y on y.household_id = t.household_id and y.id = t.payee_id
  and y.deleted_at is null and y.merged_into_id is null
join ledger_posting p on p.household_id = t.household_id and p.transaction_id = t.id
join ledger_account a on a.household_id = t.household_id and a.id = p.account_id
  and a.kind in ('income', 'expense')
where t.household_id = %(household)s and t.deleted_at is null and t.category_source = 'user'
  and {payees}
group by t.payee_id, y.name, p.account_id, a.name, a.deleted_at, y.default_category_id
"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A payee whose transactions a person always gave one category, newest transaction first."""

    payee_id: int
    payee: str
    category_id: int
    category: str
    rows: tuple[int, ...]


def find_suggestions(
    household: Household, *, payees: Collection[int] | None = None
) -> tuple[Suggestion, ...]:
    """Return the habits that no rule has yet, the most frequent first; of some payees where given.

    A habit is at least three transactions from a bank that a person gave the same category, and
    never another. Left out is what was rejected, what the payee's own category does already, and
    what the rules that run on import would do by themselves. Eight queries at most.
    """
    found = _habits(household, payees)
    if not found:
        return ()
    rows = RejectedSuggestion.objects.in_household(household).live()
    rejected = set(rows.values_list("payee_id", "category_id"))
    new = [each for each in found if (each.payee_id, each.category_id) not in rejected]
    ruled = _ruled(household, new)
    left = (each for each in new if each.payee_id not in ruled)
    return tuple(sorted(left, key=lambda each: (-len(each.rows), each.payee.casefold())))


def suggested_by(household: Household, edited: Collection[int]) -> tuple[Suggestion, ...]:
    """Return the habits that some edited transactions make: without them they would be none yet.

    As `find_suggestions`, and one query more.
    """
    rows = Transaction.objects.in_household(household).filter(pk__in=edited, payee__isnull=False)
    payees = set(rows.values_list("payee", flat=True))
    found = find_suggestions(household, payees=payees) if payees else ()
    return tuple(each for each in found if len(set(each.rows) - set(edited)) < TIMES)


def _habits(household: Household, payees: Collection[int] | None) -> list[Suggestion]:
    values: dict[str, Any] = {"household": household.pk, "payees": list(payees or ())}
    chosen = "t.payee_id is not null" if payees is None else "t.payee_id = any(%(payees)s)"
    with connection.cursor() as cursor:
        cursor.execute(_HABITS.format(payees=chosen), values)
        rows = cursor.fetchall()
    by_payee: dict[int, list[tuple[int, str, int, str, bool, list[int] | None]]] = defaultdict(list)
    for row in rows:
        by_payee[row[0]].append(row)
    return [
        Suggestion(key, name, category, label, tuple(ids))
        for ((key, name, category, label, is_done, ids), *others) in by_payee.values()
        if not others and not is_done and ids and len(ids) >= TIMES
    ]


def _ruled(household: Household, found: Sequence[Suggestion]) -> set[int]:
    """Return the payees whose habit the rules that run on import have already."""
    rules = compile_rules(household, trigger=RuleTrigger.IMPORT)
    if not rules or not found:
        return set()
    asked = {row: each for each in found for row in each.rows[:MOST_ASKED]}
    facts = read_facts(household, rules, list(asked), is_strict=False)
    missed: set[int] = set()
    for row in read_rows(household, list(asked)):
        outcome = rules.apply(rule_input(row, facts))
        if outcome.category_id != asked[row.id].category_id:
            missed.add(asked[row.id].payee_id)
    return {each.payee_id for each in found} - missed
