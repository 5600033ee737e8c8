"""Keeping the words of transactions, in the background: see `ledger.models.search`."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db import transaction as db

from accounts.scope import household_scope, system_scope
from ledger.models import SearchQueue
from ledger.search_text import LONGEST_WORD, SIZE_MARK

CHUNK = 50_000
"""Ids looked at in one transaction, so that memory and locks stay bounded."""

_INDEX = """
insert into ledger_searchword (household_id, word, transaction_ids)
select %(household)s, found.word, array_agg(found.id order by found.id)
from (
  select t.id, left(part.word, %(longest)s) as word
  from ledger_transaction t
  cross join lateral unnest(
    string_to_array(ledger_fold(t.raw_payee || ' ' || t.memo), ' ')
  ) as part(word)
  where t.household_id = %(household)s and t.id >= %(first)s and t.id < %(end)s
    and part.word <> ''
  union
  select p.transaction_id, left(part.word, %(longest)s)
  from ledger_posting p
  cross join lateral unnest(string_to_array(ledger_fold(p.memo), ' ')) as part(word)
  where p.household_id = %(household)s and p.transaction_id >= %(first)s
    and p.transaction_id < %(end)s and p.memo <> '' and part.word <> ''
  union
  select p.transaction_id, %(mark)s || to_char(abs(p.amount), 'FM00000000000000.00000000')
  from ledger_posting p
  where p.household_id = %(household)s and p.transaction_id >= %(first)s
    and p.transaction_id < %(end)s
) found
group by found.word
"""
_PURGE = """
delete from ledger_searchword s
where s.household_id = %(household)s and not exists (
  select 1 from unnest(s.transaction_ids) as u(id) join ledger_transaction t on t.id = u.id)
"""


def index_household(household_id: int) -> int:
    """Index everything that waits in a household; returns how many pieces that took.

    Each piece is a transaction of its own. Two workers share the work without doing it twice.
    """
    pieces = 0
    while _index_piece(household_id):
        pieces += 1
    return pieces


def index_every_household() -> int:
    """Index what waits anywhere; returns how many pieces that took."""
    with system_scope("indexing what was changed for search"):
        waiting = SearchQueue.objects.order_by("household").values_list("household", flat=True)
        households = list(waiting.distinct())
    return sum(index_household(household) for household in households)


def _index_piece(household_id: int) -> bool:
    with household_scope(household_id):
        queue = SearchQueue.objects.filter(household=household_id).order_by("pk")
        entry = queue.select_for_update(skip_locked=True).first()
        if entry is None:
            return False
        end = min(entry.last_id + 1, entry.first_id + CHUNK)
        values: dict[str, Any] = {
            "household": household_id,
            "longest": LONGEST_WORD,
            "mark": SIZE_MARK,
            "first": entry.first_id,
            "end": end,
        }
        with connection.cursor() as cursor:
            cursor.execute(_INDEX, values)
        if end > entry.last_id:
            entry.delete()
        else:
            entry.first_id = end
            entry.save(update_fields=["first_id"])
    return True


@db.atomic
def purge_words(household_id: int) -> int:
    """Forget words of transactions that are gone for good; returns how many rows went."""
    with household_scope(household_id), connection.cursor() as cursor:
        cursor.execute(_PURGE, {"household": household_id})
        return int(cursor.rowcount)
