"""The legs by which money back counts in the month of its purchase: both or neither.

While it does, the purchase holds its amount in equity and the refund takes as much from there. An
act that let one of them hold another amount would leave the difference in equity for ever.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext as _

from accounts.actors import Actor
from ledger.money import Money
from ledger.services.errors import Inconsistent

# What each transaction holds in equity for money back, and what it should, by its refunds.
_HELD = """
select t.currency, held.amount, wanted.amount
from ledger_transaction t
cross join lateral (
  select sum(case when r.purchase_id = t.id then r.amount else -r.amount end) as amount
  from ledger_refund r
  where r.household_id = t.household_id and t.id in (r.purchase_id, r.incoming_id)
    and r.category_id is not null and r.deleted_at is null and r.currency = t.currency
) wanted
cross join lateral (
  select coalesce(sum(p.value), 0) as amount from ledger_posting p
  join ledger_account a on a.household_id = p.household_id and a.id = p.account_id
    and a.system_role = 'refunds'
  where p.household_id = t.household_id and p.transaction_id = t.id
) held
where t.household_id = %s and t.id = any(%s) and held.amount <> wanted.amount
order by t.id
limit 1
"""


def keep_refunds(by: Actor, transactions: Iterable[int]) -> None:
    """Raise Inconsistent when an act, already carried out, left a refund's legs apart.

    `transactions` are those whose legs it changed; one query where there are any.
    """
    ids = list(transactions)
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [by.household.pk, ids])
        found = cursor.fetchone()
    if found is None:
        return
    currency, _held, wanted = found
    text = _(
        "Money back of %(money)s counts in the month of its purchase: leave the line that says so"
        " as it is, or let the money back count on its own day first."
    )
    raise Inconsistent(text % {"money": Money(abs(wanted), currency).rounded()})
