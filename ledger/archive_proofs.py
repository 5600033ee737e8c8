"""Proofs of an archive's books: of what is staged, with the line at fault, and of the result."""

from __future__ import annotations

from django.db import connection

from accounts.full_archive.description import RESTORED, STAGED, Restoring
from ledger.enums import LIABILITY_KINDS
from ledger.reports.verify import verify_ledger
from ledger.services.quota import make_room

# By which the places of each transaction are found, and what does not balance.
_INDEX = "create index on archive_ledger_posting (transaction_id)"
_ANALYSE = "analyze archive_ledger_posting, archive_ledger_account"
_UNBALANCED = """
select transaction_id, 'its values are off by ' || trim_scale(sum(value))
from archive_ledger_posting group by transaction_id having sum(value) <> 0
order by transaction_id limit 1
"""
_BARE = """
select t.id, 'it has fewer than two postings' from archive_ledger_transaction t
where (select count(*) from archive_ledger_posting p where p.transaction_id = t.id) < 2
order by t.id limit 1
"""
_DISAGREES = """
select p.id, 'it disagrees with its transaction or its account in date, currency or amount'
from archive_ledger_posting p
join archive_ledger_transaction t on t.id = p.transaction_id
join archive_ledger_account a on a.id = p.account_id
where t.date <> p.date or (t.currency = p.currency and p.amount <> p.value)
  or p.currency <> coalesce(nullif(a.currency, ''), t.currency)
order by p.id limit 1
"""
_MISPLACED = """
select a.id, 'it stands under an account of another kind'
from archive_ledger_account a join archive_ledger_account above on above.id = a.parent_id
where (case when a.kind in ('income', 'expense', 'equity') then a.kind
         when a.kind = any(%(debts)s) then 'debt' else 'asset' end)
  <> (case when above.kind in ('income', 'expense', 'equity') then above.kind
         when above.kind = any(%(debts)s) then 'debt' else 'asset' end)
order by a.id limit 1
"""
_CHECKS = (
    ("ledger.Transaction", _UNBALANCED),
    ("ledger.Transaction", _BARE),
    ("ledger.Posting", _DISAGREES),
    ("ledger.Account", _MISPLACED),
)
_LABELS = {
    "posting": "ledger.Transaction",
    "monthly_total": "ledger.Account",
    "account": "ledger.Account",
    "import_batch": "ledger.ImportBatch",
}


def check_books(restoring: Restoring) -> None:
    """Raise the refusal of the first staged row that the books could not hold."""
    make_room(restoring.household, restoring.bytes_of_files)
    with connection.cursor() as cursor:
        cursor.execute(_INDEX)
        cursor.execute(_ANALYSE)
        for label, sql in _CHECKS:
            cursor.execute(sql, {"debts": sorted(LIABILITY_KINDS)})
            found = cursor.fetchone()
            if found is not None:
                raise restoring.refusal(found[1], label, found[0])


def prove_books(restoring: Restoring) -> None:
    """Raise the refusal of the first thing that `verify_ledger` finds in the restored books."""
    for found in verify_ledger(restoring.household).differences:
        label = _LABELS.get(found.kind, "ledger.Transaction")
        raise restoring.refusal(f"{found.kind}: {found.detail}", label, found.object_id)


STAGED.append(check_books)
RESTORED.append(prove_books)
