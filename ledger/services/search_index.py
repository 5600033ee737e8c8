"""Keeping the words of transactions, in the background: see `ledger.models.search`."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db import transaction as db
from django.db.models import Exists, OuterRef

from accounts.models import Household
from accounts.scope import household_scope, system_scope
from ledger.enums import CATEGORY_KINDS, AccountKind
from ledger.models import SearchQueue, SearchWord
from ledger.search_text import (
    FACT_MARK,
    FACTS_KNOWN,
    LONGEST_WORD,
    SIZE_MARK,
    SPLIT_FACT,
    TRANSFER_FACT,
)

_NO_END = 2**63 - 1
_NO_PLACES = [*map(str, CATEGORY_KINDS), AccountKind.EQUITY.value]
CHUNK = 50_000
"""Ids looked at in one transaction, so that memory and locks stay bounded."""

# Legs in categories and equity are changed for each other without a word; those in places are not.
_FACTS = """
  select t.id, %(fact)s || t.source as word
  from ledger_transaction t
  where t.household_id = %(household)s and t.id >= %(first)s and t.id < %(end)s
  union all
  select legs.id, case when legs.elsewhere = 0 then %(transfer)s else %(split)s end
  from (
    select p.transaction_id as id, count(*) filter (where a.kind = any(%(kinds)s)) as elsewhere
    from ledger_posting p join ledger_account a on a.id = p.account_id
    where p.household_id = %(household)s and p.transaction_id >= %(first)s
      and p.transaction_id < %(end)s
    group by p.transaction_id
  ) legs
  where legs.elsewhere <> 1
"""
_INDEX = f"""
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
  union all
{_FACTS}
) found
group by found.word
"""  # noqa: S608 -- put together from constants
_INDEX_FACTS = f"""
insert into ledger_searchword (household_id, word, transaction_ids)
select %(household)s, found.word, array_agg(found.id order by found.id)
from ({_FACTS}) found
where not exists (
  select 1 from ledger_searchqueue q
  where q.household_id = %(household)s and found.id between q.first_id and q.last_id)
group by found.word, found.id / {CHUNK}
"""  # noqa: S608 -- put together from constants
_PURGE = """
delete from ledger_searchword s
where s.household_id = %(household)s and s.word <> %(known)s and not exists (
  select 1 from unnest(s.transaction_ids) as u(id) join ledger_transaction t on t.id = u.id)
"""


def index_household(household_id: int) -> int:
    """Index everything that waits in a household; returns how many pieces that took.

    Each piece is a transaction of its own. Two workers share the work without doing it twice.
    What was indexed before facts were, and does not wait, gets them first.
    """
    _index_facts(household_id)
    pieces = 0
    while _index_piece(household_id):
        pieces += 1
    return pieces


def index_every_household() -> int:
    """Index what waits anywhere, and facts where there are none; returns how many pieces waited."""
    with system_scope("indexing what was changed for search"):
        waiting = SearchQueue.objects.order_by("household").values_list("household", flat=True)
        facts = SearchWord.objects.filter(household=OuterRef("pk"), word=FACTS_KNOWN)
        without = Household.objects.filter(~Exists(facts)).values_list("pk", flat=True)
        households = dict.fromkeys([*waiting.distinct(), *without])
    return sum(index_household(household) for household in households)


def _index_facts(household_id: int) -> None:
    with household_scope(household_id), connection.cursor() as cursor:
        words = SearchWord.objects.filter(household=household_id)
        if words.filter(word=FACTS_KNOWN).exists():
            return
        cursor.execute(_INDEX_FACTS, _values(household_id, 0, _NO_END))
        SearchWord.objects.create(household_id=household_id, word=FACTS_KNOWN, transaction_ids=[])


def _values(household_id: int, first: int, end: int) -> dict[str, Any]:
    return {
        "household": household_id,
        "longest": LONGEST_WORD,
        "mark": SIZE_MARK,
        "fact": FACT_MARK,
        "split": SPLIT_FACT,
        "transfer": TRANSFER_FACT,
        "kinds": _NO_PLACES,
        "first": first,
        "end": end,
    }


def _index_piece(household_id: int) -> bool:
    with household_scope(household_id):
        queue = SearchQueue.objects.filter(household=household_id).order_by("pk")
        entry = queue.select_for_update(skip_locked=True).first()
        if entry is None:
            return False
        end = min(entry.last_id + 1, entry.first_id + CHUNK)
        with connection.cursor() as cursor:
            cursor.execute(_INDEX, _values(household_id, entry.first_id, end))
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
        cursor.execute(_PURGE, {"household": household_id, "known": FACTS_KNOWN})
        return int(cursor.rowcount)
