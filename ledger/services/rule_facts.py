"""What rules ask of transactions besides their own rows: read at once, and only what is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import Household
from ledger.enums import CATEGORY_KINDS, PLACE_KINDS, UNCATEGORISED_ROLES
from ledger.models import Account, Attachment
from ledger.query.errors import QueryError
from ledger.query.setting import Setting
from ledger.reports.asking import setting_of
from ledger.reports.patience import TookTooLong, run_within
from ledger.reports.query_counts import query_condition
from ledger.rules.engine import RuleInput, RuleSet
from ledger.services.edit_rows import EditRow
from ledger.services.errors import Inconsistent

PATIENCE = "20s"
# What an account held before each of its transactions, in the order of days and ids.
_BALANCES = """
with legs as (
  select p.account_id, p.date, p.transaction_id, sum(p.amount) as amount
  from ledger_posting p
  join ledger_transaction t on t.id = p.transaction_id and t.household_id = p.household_id
    and t.deleted_at is null
  where p.household_id = %(household)s and p.account_id = any(%(places)s)
  group by p.account_id, p.date, p.transaction_id
), held as (
  select account_id, transaction_id, coalesce(sum(amount) over (
    partition by account_id order by date, transaction_id
    rows between unbounded preceding and 1 preceding), 0) as before
  from legs
)
select transaction_id, account_id, before from held where transaction_id = any(%(ids)s)
"""
_MEANT = """
select t.id from ledger_transaction t
where t.household_id = %(household)s and t.deleted_at is null and t.id = any(%(ids)s)
  and {condition}
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of some transactions besides their own rows."""

    places: frozenset[int]
    categories: frozenset[int]
    """All but the ledger's own of what has none."""
    attached: frozenset[int]
    balances: Mapping[tuple[int, int], Decimal]
    """By transaction and account."""
    queries: Mapping[int, frozenset[str]]


def read_facts(
    household: Household, rules: RuleSet, ids: Sequence[int], *, is_strict: bool = True
) -> Facts:
    """Return what `rules` ask of these transactions; a query for each kind of thing asked.

    A query in a rule that means nothing any more (an account was renamed) or takes too long
    raises Inconsistent; unless `is_strict`, its test holds for nothing.
    """
    rows = Account.objects.in_household(household).values_list("pk", "kind", "system_role")
    kinds = list(rows)
    places = frozenset(pk for pk, kind, _role in kinds if kind in PLACE_KINDS)
    return Facts(
        places=places,
        categories=frozenset(
            pk
            for pk, kind, role in kinds
            if kind in CATEGORY_KINDS and role not in UNCATEGORISED_ROLES
        ),
        attached=_attached(household, ids) if "attachments" in rules.fields else frozenset(),
        balances=_balances(household, places, ids) if "balance_before" in rules.fields else {},
        queries=_meant(household, rules, ids, is_strict=is_strict) if rules.queries else {},
    )


def rule_input(row: EditRow, facts: Facts) -> RuleInput:
    """Return a transaction as rules see it: from its first leg in a place."""
    legs = zip(row.accounts, row.amounts, strict=True)
    account, amount = next((leg for leg in legs if leg[0] in facts.places), (0, Decimal(0)))
    return RuleInput(
        payee=row.payee_name,
        raw_payee=row.raw_payee,
        memo=row.memo,
        amount=amount,
        currency=row.currency,
        account_id=account,
        date=row.date,
        categories=facts.categories.intersection(row.accounts),
        tags=frozenset(row.tags),
        status=row.status,
        source=row.source,
        external_id=row.external_id,
        has_attachments=row.id in facts.attached,
        balance_before=facts.balances.get((row.id, account)),
        queries=facts.queries.get(row.id, frozenset()),
    )


def _attached(household: Household, ids: Sequence[int]) -> frozenset[int]:
    rows = Attachment.objects.in_household(household).filter(deleted_at=None)
    return frozenset(rows.filter(transaction__in=ids).values_list("transaction_id", flat=True))


def _balances(
    household: Household, places: frozenset[int], ids: Sequence[int]
) -> dict[tuple[int, int], Decimal]:
    values: dict[str, Any] = {
        "household": household.pk,
        "places": sorted(places),
        "ids": list(ids),
    }
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES, values)
        return {(key, account): before for key, account, before in cursor.fetchall()}


def _meant(
    household: Household, rules: RuleSet, ids: Sequence[int], *, is_strict: bool
) -> dict[int, frozenset[str]]:
    """Return the queries of rules that mean each transaction, by id."""
    setting = setting_of(household, household.today())
    found: dict[int, set[str]] = defaultdict(set)
    for text in sorted(rules.queries):
        try:
            keys = _meant_by(household, text, setting, ids)
        except Inconsistent:
            if is_strict:
                raise
            continue
        for key in keys:
            found[key].add(text)
    return {key: frozenset(texts) for key, texts in found.items()}


def _meant_by(household: Household, text: str, setting: Setting, ids: Sequence[int]) -> list[int]:
    said = _("The query “%(query)s” of a rule is not understood: %(problem)s")
    try:
        sql, values = query_condition(text, setting)
        wanted = {**values, "household": household.pk, "ids": list(ids)}
        return [row["id"] for row in run_within(PATIENCE, _MEANT.format(condition=sql), wanted)]
    except QueryError as error:
        raise Inconsistent(said % {"query": text, "problem": error}) from error
    except TookTooLong as error:
        late = _("The query “%(query)s” of a rule takes too long.")
        raise Inconsistent(late % {"query": text}) from error
