"""Accounts that an import opened, which go with it when it is taken back."""

from __future__ import annotations

from django.db import transaction as db
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from ledger.models import Account, ImportBatch, Posting
from ledger.services.history import record_change_set
from ledger.services.rows import edit_row


@db.atomic
def drop_made_accounts(*, by: Actor, batch: ImportBatch) -> int:
    """Move to the trash what a batch of whole books opened and nothing uses; returns how many.

    An account with a posting, trashed ones included, or with a live account below it stays.
    """
    rows = Account.objects.in_household(by.household).live()
    made = {row.pk: row for row in rows.filter(pk__in=batch.report.get("made", []))}
    if not made:
        return 0
    postings = Posting.objects.in_household(by.household).filter(account__in=made)
    posted = set(postings.values_list("account_id", flat=True).distinct())
    parents = dict(rows.values_list("pk", "parent_id"))
    kept = set()
    for key in parents.keys() - (made.keys() - posted):
        at: int | None = key
        while at is not None and at not in kept:
            kept.add(at)
            at = parents.get(at)
    gone = [row for key, row in made.items() if key not in kept]
    changes = [edit_row(row, deleted_at=timezone.now()) for row in gone]
    if changes:
        summary = _("Put %(n)d empty accounts of %(file)s in the trash")
        record_change_set(
            by=by,
            kind="account.delete",
            summary=summary % {"n": len(gone), "file": batch.file_name},
            rows=changes,
        )
    return len(gone)
