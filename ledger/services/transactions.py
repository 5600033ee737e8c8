"""Recording, editing, deleting and restoring transactions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction as db
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import Actor, Origin
from accounts.roles import Permission, Right
from ledger.enums import PairState, Status, TransactionSource, ValueSource
from ledger.models import Account, Pair, Payee, Tag, Transaction, TransactionTag
from ledger.querysets import TransactionQuerySet
from ledger.services.edit_rows import EditRow, lock_rows
from ledger.services.errors import Inconsistent, InUse, StaleEdit, guards_explained
from ledger.services.history import RowChange, record_change_set
from ledger.services.posting import Leg, clear_postings, write_postings
from ledger.services.reach import must_reach
from ledger.services.snapshots import JSON, plain, snapshot_transactions
from ledger.signals import announce_postings

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)
_SOURCES = {
    Origin.USER: ValueSource.USER,
    Origin.API: ValueSource.USER,
    Origin.RULE: ValueSource.RULE,
    Origin.IMPORT: ValueSource.IMPORT,
    Origin.SCHEDULE: ValueSource.SCHEDULE,
    Origin.ASSISTANT: ValueSource.ASSISTANT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionDraft:
    """What a transaction is to be; legs are debit positive.

    Without `currency` it is that of the first leg in a place.
    """

    date: date
    legs: tuple[Leg, ...]
    currency: str = ""
    payee: Payee | None = None
    memo: str = ""
    status: Status = Status.CLEARED
    tags: tuple[Tag, ...] = ()

    def resolved_currency(self) -> str:
        """Return the transaction's currency; raises Inconsistent when no leg names one."""
        named = (leg.account.currency for leg in self.legs if leg.account.currency)
        currency = self.currency or next(named, "")
        if not currency:
            raise Inconsistent(_("A transaction between categories needs a currency."))
        return currency

    @property
    def is_categorised(self) -> bool:
        return any(leg.account.is_category and not leg.account.system_role for leg in self.legs)


def value_source(by: Actor) -> ValueSource:
    """Return how values that this actor sets are marked."""
    return _SOURCES.get(by.origin, ValueSource.NONE)


@db.atomic
def record_transaction(
    *, by: Actor, draft: TransactionDraft, source: TransactionSource = TransactionSource.MANUAL
) -> Transaction:
    """Book a new transaction and note it in the history.

    Raises LedgerError when the legs are refused, ValidationError for a bad date or text,
    PermissionDenied.
    """
    by.must(Permission.RECORD)
    row, change = book_transaction(by, draft, source=source)
    summary = _("Recorded %(what)s") % {"what": row}
    _record(by, "transaction.record", summary, [change])
    return row


def book_transaction(
    by: Actor, draft: TransactionDraft, *, source: TransactionSource = TransactionSource.MANUAL
) -> tuple[Transaction, RowChange]:
    """Store a new transaction as part of a larger act, whose history takes the change returned."""
    row = Transaction(household=by.household, source=source, created_by=by.user)
    _fill(row, draft, by)
    with guards_explained():
        row.save()
    write_postings(row, draft.legs)
    set_tags(row, draft.tags)
    after = snapshot_transactions([row])[row.pk]
    return row, RowChange("transaction", row.pk, None, after, row.version)


@db.atomic
def update_transaction(
    *, by: Actor, transaction: Transaction, draft: TransactionDraft, version: int | None = None
) -> Transaction:
    """Replace what a transaction is by `draft`, its postings as a whole.

    With `version`, raises StaleEdit unless that is still the row's. Raises LedgerError,
    ValidationError, PermissionDenied as `record_transaction` does.
    """
    row, before = change_transaction(by, transaction, draft, version)
    note_update(by, row, before)
    return row


def change_transaction(
    by: Actor, transaction: Transaction, draft: TransactionDraft, version: int | None = None
) -> tuple[Transaction, JSON]:
    """Do what `update_transaction` does as part of an act; returns the row, and it as it was.

    Raises as `update_transaction`.
    """
    by.must(Permission.RECORD)
    row = lock_transactions(by, [transaction.pk])[0]
    if version is not None and row.version != version:
        raise StaleEdit(_("Somebody changed this transaction meanwhile. Look at it again."))
    before = snapshot_transactions([row])[row.pk]
    clear_postings([row.pk], by.household)
    _fill(row, draft, by, before)
    save_transaction(by, row)
    write_postings(row, draft.legs)
    set_tags(row, draft.tags)
    return row, before


def note_update(by: Actor, row: Transaction, before: JSON, also: Sequence[RowChange] = ()) -> None:
    """Note in the history what `change_transaction` did, and what else belongs to the act."""
    summary = _("Changed %(what)s") % {"what": row}
    note_transactions(by, "transaction.update", summary, [row], {row.pk: before}, also=also)


@db.atomic
def delete_transactions(*, by: Actor, transactions: Sequence[int]) -> int:
    """Move live transactions to the trash; returns how many. Raises ClosedPeriod."""
    return _flip_trash(by, transactions, is_deleted=True)


@db.atomic
def restore_transactions(*, by: Actor, transactions: Sequence[int]) -> int:
    """Take transactions out of the trash; returns how many. Raises ClosedPeriod."""
    return _flip_trash(by, transactions, is_deleted=False)


def lock_transactions(
    by: Actor, ids: Sequence[int], *, need: Right = Right.FULL
) -> list[Transaction]:
    """Return the household's transactions of these ids, locked, in id order.

    Raises Transaction.DoesNotExist when one of them is not the household's, PermissionDenied when
    the actor has less than `need` in one of their accounts.
    """
    rows = Transaction.objects.in_household(by.household).filter(pk__in=ids)
    locked = list(
        rows.select_for_update(of=("self",), no_key=True).select_related("payee").order_by("pk")
    )
    if len(locked) != len(set(ids)):
        raise Transaction.DoesNotExist("a transaction is not in this household")
    must_reach(by, ids, need)
    for row in locked:
        row.household = by.household
    return locked


def rewrite_transaction(by: Actor, row: Transaction, legs: Sequence[Leg]) -> None:
    """Replace the postings of a locked transaction as part of a larger act, one version further.

    What was known of its category is forgotten. Raises LedgerError.
    """
    clear_postings([row.pk], by.household)
    row.category_source, row.category_reason = ValueSource.NONE, ""
    row.category_confidence = None
    save_transaction(by, row)
    write_postings(row, legs)


def save_transaction(by: Actor, row: Transaction) -> None:
    """Store a locked transaction's header as part of a larger act, one version further."""
    row.version += 1
    row.updated_by = by.user
    with guards_explained():
        row.save()


def _flip_trash(by: Actor, ids: Sequence[int], *, is_deleted: bool) -> int:
    by.must(Permission.RECORD)
    found = lock_rows(by.household, ids)
    if len(found) != len(set(ids)):
        raise Transaction.DoesNotExist("a transaction is not in this household")
    must_reach(by, ids, Right.FULL)
    rows = [row for row in found if (row.deleted_at is None) is is_deleted]
    if not rows:
        return 0
    if not is_deleted:
        _check_not_purged(rows)
        _check_accounts_live(by, rows)
        _check_not_joined(by, rows)
    now = timezone.now() if is_deleted else None
    flipped = Transaction.objects.in_household(by.household).filter(pk__in=[r.id for r in rows])
    with guards_explained():
        flipped.update(
            deleted_at=now,
            version=F("version") + 1,
            updated_by=by.user,
            updated_at=timezone.now(),
        )
    after = {"deleted_at": plain(now)}
    changes = [
        RowChange("transaction", r.id, {"deleted_at": plain(r.deleted_at)}, after, r.version + 1)
        for r in rows
    ]
    _record(by, *_trash_words(flipped, len(rows), is_deleted=is_deleted), changes)
    return len(rows)


def _trash_words(rows: TransactionQuerySet, count: int, *, is_deleted: bool) -> tuple[str, str]:
    """Return the kind and the summary of moving rows to the trash or out of it."""
    what = rows.select_related("payee").first()
    if is_deleted:
        kind, one, many = "transaction.delete", "Deleted %(what)s", "Deleted %(n)d transactions"
    else:
        kind, one, many = "transaction.restore", "Restored %(what)s", "Restored %(n)d transactions"
    return kind, ngettext(one, many, count) % {"what": what, "n": count}


def _check_accounts_live(by: Actor, rows: Sequence[EditRow]) -> None:
    used = {account for row in rows for account in row.accounts}
    gone = Account.objects.in_household(by.household).in_trash().filter(pk__in=used).first()
    if gone is not None:
        raise InUse(_("Restore %(what)s first: it is in the trash.") % {"what": gone})


def _check_not_purged(rows: Sequence[EditRow]) -> None:
    if any(not row.postings for row in rows):
        raise InUse(_("It was deleted for good."))


def _check_not_joined(by: Actor, rows: Sequence[EditRow]) -> None:
    joined = Pair.objects.in_household(by.household).live().filter(state=PairState.JOINED)
    if joined.filter(second__in=[row.id for row in rows]).exists():
        raise InUse(_("It was joined with another transaction: part the two there."))


def note_transactions(
    by: Actor,
    kind: str,
    summary: str,
    rows: Sequence[Transaction],
    before: dict[int, JSON],
    *,
    also: Sequence[RowChange] = (),
) -> None:
    """Note in the history what an act made of transactions, given as they were before it."""
    after = snapshot_transactions(rows)
    changes = [
        RowChange("transaction", row.pk, before[row.pk], after[row.pk], row.version) for row in rows
    ]
    _record(by, kind, summary, [*changes, *also])


def _record(by: Actor, kind: str, summary: str, changes: Sequence[RowChange]) -> None:
    record_change_set(by=by, kind=kind, summary=summary, rows=changes)
    announce_postings(by.household.pk)


def _fill(row: Transaction, draft: TransactionDraft, by: Actor, before: JSON | None = None) -> None:
    if not EARLIEST <= draft.date < LATEST:
        raise ValidationError({"date": _("Choose a date between 1900 and 2199.")})
    check_draft(by, draft)
    source = value_source(by)
    if row.payee_id != (draft.payee.pk if draft.payee else None):
        row.payee = draft.payee
        row.payee_source = source
    row.date = draft.date
    row.memo = draft.memo
    row.currency = draft.resolved_currency()
    row.status = draft.status
    held = before or {"postings": [], "tags": []}
    if {leg["account_id"] for leg in held["postings"]} != {leg.account.pk for leg in draft.legs}:
        row.category_source = source if draft.is_categorised else ValueSource.NONE
        row.category_confidence = None
        row.category_reason = ""
    if set(held["tags"]) != {tag.pk for tag in draft.tags}:
        row.tags_source = source if draft.tags else ValueSource.NONE
    row.updated_by = by.user
    row.clean_fields(exclude=["import_batch", "household", "payee"])


def check_draft(by: Actor, draft: TransactionDraft) -> None:
    """Refuse what is another household's, lies in the trash, or is not the actor's to fill.

    Raises Inconsistent, PermissionDenied.
    """
    by.must_write(leg.account.pk for leg in draft.legs)
    rows = [*(leg.account for leg in draft.legs), *draft.tags]
    chosen = [*rows, draft.payee] if draft.payee else rows
    if any(row.household_id != by.household.pk for row in chosen):
        raise Inconsistent(_("Something chosen here belongs to another household."))
    for leg in draft.legs:
        if leg.account.deleted_at is not None:
            raise Inconsistent(_("%(what)s is in the trash.") % {"what": leg.account})


def set_tags(row: Transaction, tags: Sequence[Tag]) -> None:
    """Let a transaction have exactly these tags, as part of a larger act; raises ClosedPeriod."""
    wanted = {tag.pk for tag in tags}
    held = set(row.transaction_tags.values_list("tag_id", flat=True))
    if held - wanted:
        with guards_explained():
            row.transaction_tags.filter(tag_id__in=held - wanted).delete()
    if wanted - held:
        rows = [
            TransactionTag(household_id=row.household_id, transaction=row, tag_id=tag)
            for tag in sorted(wanted - held)
        ]
        with guards_explained():
            TransactionTag.objects.bulk_create(rows)
