"""What was reconciled with a statement stays as it was, unless somebody was asked and said yes.

Every act that changes transactions passes here on its way into the history, so imports, rules,
merges, undo and the API are held to the same. Words, payees, categories and tags stay free.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import Actor
from accounts.models import Household
from ledger.enums import ReconciliationState
from ledger.models import Tick
from ledger.services.errors import Reconciled

_PARTS = ("date", "deleted_at", "status", "postings", "accounts")
# What a tick holds against what its transaction is now.
_HELD = """
select k.id, k.is_released, a.name, r.statement_date,
  t.deleted_at is not null or t.date <> k.date or (k.is_marked and t.status <> 'reconciled')
  or k.amount <> coalesce((
    select sum(p.amount) from ledger_posting p where p.household_id = t.household_id
      and p.transaction_id = t.id and p.account_id = r.account_id), 0)
from ledger_tick k
join ledger_reconciliation r on r.household_id = k.household_id and r.id = k.reconciliation_id
  and r.state = 'done' and r.deleted_at is null
join ledger_account a on a.household_id = r.household_id and a.id = r.account_id
join ledger_transaction t on t.household_id = k.household_id and t.id = k.transaction_id
where k.household_id = %s and k.transaction_id = any(%s)
order by r.statement_date, k.id
"""


@dataclass(frozen=True, slots=True)
class Touched:
    """A transaction that an act changed, in parts or as a whole; None where it did not exist."""

    id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def has_other_legs(self) -> bool:
        """Whether a transaction that was there has legs of other accounts or amounts."""
        if self.before is None or self.after is None:
            return False
        held, now = self.before.get("postings"), self.after.get("postings")
        return bool(_part(held, "postings") != _part(now, "postings"))

    @property
    def is_relevant(self) -> bool:
        """Whether a part changed that a statement speaks of."""
        if self.before is None or self.after is None:
            return False
        return any(
            _part(self.before.get(name), name) != _part(self.after.get(name), name)
            for name in _PARTS
        )


def _part(value: Any, name: str) -> Any:
    if name != "postings" or value is None:
        return value
    return sorted((leg["account_id"], str(leg["amount"])) for leg in value)


def keep_reconciled(by: Actor, rows: Iterable[Touched]) -> None:
    """Raise Reconciled when an act, already carried out, changed what a statement was locked with.

    That is date, amount, account, being there, and the status. For an actor who has confirmed, the
    ticks of what changed are released instead, and those of what is again as it was hold again.
    """
    ids = [row.id for row in rows if row.is_relevant]
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [by.household.pk, ids])
        held = cursor.fetchall()
    broken = [row for row in held if row[4] and not row[1]]
    if broken and not by.has_confirmed:
        raise Reconciled(_refusal([(name, on) for _id, _is, name, on, _off in broken]))
    ticks = Tick.objects.in_household(by.household)
    if broken:
        ticks.filter(pk__in=[row[0] for row in broken]).update(is_released=True)
    mended = [row[0] for row in held if row[1] and not row[4]]
    if mended:
        ticks.filter(pk__in=mended).update(is_released=False)


def _refusal(broken: Sequence[tuple[str, date]]) -> str:
    named = dict.fromkeys(f"{name}, {date_format(on, 'j M Y')}" for name, on in broken)
    text = ngettext(
        "This changes a transaction that is reconciled with a statement (%(what)s).",
        "This changes %(n)d transactions that are reconciled with statements (%(what)s).",
        len(broken),
    )
    shown = list(named)[:3]
    more = _(" and %(n)d more") % {"n": len(named) - len(shown)} if len(named) > 3 else ""
    return text % {"n": len(broken), "what": "; ".join(shown) + more}


def reconciled_among(household: Household, transactions: Iterable[int]) -> frozenset[int]:
    """Return those of the transactions that a finished reconciliation holds."""
    ids = list(transactions)
    if not ids:
        return frozenset()
    ticks = Tick.objects.in_household(household).filter(
        transaction__in=ids,
        is_released=False,
        reconciliation__state=ReconciliationState.DONE,
        reconciliation__deleted_at=None,
    )
    return frozenset(ticks.values_list("transaction_id", flat=True))
