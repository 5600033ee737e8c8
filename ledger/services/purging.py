"""Deleting for good what has lain in the trash long enough."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.db import transaction as db
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import Actor
from ledger.models import Attachment, Reminder, TransactionTag
from ledger.services.history import RowChange, record_change_set
from ledger.services.posting import drop_postings
from ledger.services.snapshots import plain

MOST_AT_ONCE = 2_000
"""Transactions of one act; a large trash goes in several."""
# What was joined into another transaction lives on there, and what lies in a closed period stays.
_DUE = """
select t.id, t.version from ledger_transaction t
where t.household_id = %(household)s and t.deleted_at < %(before)s and t.purged_at is null
  and not exists (
    select 1 from ledger_pair r where r.household_id = t.household_id and r.second_id = t.id
      and r.state = 'joined' and r.deleted_at is null)
  and not exists (
    select 1 from ledger_period d where d.household_id = t.household_id and d.state = 'closed'
      and t.date >= d.start and t.date < d."end")
order by t.id limit %(most)s for update of t skip locked
"""
# The header keeps its day, its import and the bank's id: so no file brings it back, no reference is
# left without its row, and rights on accounts still decide who sees its history.
_EMPTIED = """
update ledger_transaction set payee_id = null, raw_payee = '', memo = '', category_reason = '',
  purged_at = %s, version = version + 1, updated_at = %s
where household_id = %s and id = any(%s)
"""


def purge_trash(*, by: Actor, now: datetime) -> int:
    """Delete for good the transactions that lay in the trash for the household's days.

    Returns how many. Postings, tags and words go, files follow by their own time; the history and
    the audit trail keep what was done. No total changes, since none of them counted. One act per
    MOST_AT_ONCE, each committed by itself.
    """
    before = now - timedelta(days=by.household.trash_days)
    done = 0
    while count := _purge_some(by, before, now):
        done += count
    return done


@db.atomic
def _purge_some(by: Actor, before: datetime, now: datetime) -> int:
    values: dict[str, int | datetime] = {
        "household": by.household.pk,
        "before": before,
        "most": MOST_AT_ONCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DUE, values)
        due = dict(cursor.fetchall())
    if not due:
        return 0
    ids = list(due)
    files = Attachment.objects.in_household(by.household).live().filter(transaction__in=ids)
    files.update(deleted_at=now)
    told = Reminder.objects.in_household(by.household).live().filter(transaction__in=ids)
    told.update(deleted_at=now)
    TransactionTag.objects.in_household(by.household).filter(transaction__in=ids).delete()
    drop_postings(by.household, ids)
    with connection.cursor() as cursor:
        cursor.execute(_EMPTIED, [now, timezone.now(), by.household.pk, ids])
    one, many = _("Deleted %(n)d transaction for good"), _("Deleted %(n)d transactions for good")
    text = ngettext(one, many, len(ids))
    rows = [
        RowChange("transaction", key, {"purged_at": None}, {"purged_at": plain(now)}, version + 1)
        for key, version in due.items()
    ]
    record_change_set(by=by, kind="trash.purge", summary=text % {"n": len(ids)}, rows=rows)
    return len(ids)
