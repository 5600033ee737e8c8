"""Making two transactions that are the same thing one, with the richer of each field.

The one that the bank knows stays; the other goes to the trash with all that was said of it, so that
importing a file again finds both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction as db
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.enums import PairKind, PairState, Status, ValueSource
from ledger.models import Posting, Transaction
from ledger.services.errors import Inconsistent
from ledger.services.history import RowChange, record_change_set
from ledger.services.pairs import move_belongings, note_pairs
from ledger.services.posting import Leg, clear_postings, write_postings
from ledger.services.snapshots import JSON, snapshot_transactions
from ledger.services.transactions import lock_transactions, save_transaction, set_tags
from ledger.signals import announce_postings

FIELDS = ("date", "payee", "category", "memo", "status")
"""What is taken from one of the two; tags and files are kept of both."""
_STEPS = [Status.PENDING, Status.CLEARED, Status.RECONCILED]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two twins with its legs."""

    row: Transaction
    legs: tuple[Posting, ...]

    @property
    def places(self) -> tuple[Posting, ...]:
        return tuple(leg for leg in self.legs if leg.account.is_place)

    @property
    def others(self) -> tuple[Posting, ...]:
        """The legs in categories and equity."""
        return tuple(leg for leg in self.legs if not leg.account.is_place)

    @property
    def is_categorised(self) -> bool:
        return any(leg.account.is_category and not leg.account.system_role for leg in self.others)

    @property
    def is_from_bank(self) -> bool:
        return self.row.fingerprint is not None or bool(self.row.external_id)


@dataclass(frozen=True, slots=True)
class MergePlan:
    """Which of two twins stays, and from which of them each field is taken, by id."""

    keep: int
    fields: Mapping[str, int]


def read_sides(first: Transaction, second: Transaction) -> tuple[Side, Side]:
    """Return two transactions of a household with their legs."""
    rows = Posting.objects.filter(
        household_id=first.household_id, transaction__in=[first.pk, second.pk]
    )
    legs = list(rows.select_related("account").order_by("position", "pk"))
    one, other = (
        Side(row, tuple(leg for leg in legs if leg.transaction_id == row.pk))
        for row in (first, second)
    )
    return one, other


def plan_merge(first: Side, second: Side) -> MergePlan:
    """Return what merging does unless a person says otherwise.

    What the bank knows stays, booked rather than pending; what a person chose goes before what was
    guessed, and something before nothing.
    """
    keep, other = sorted((first, second), key=_keep_order)
    sides = {
        "date": keep,
        "payee": max(keep, other, key=_payee_rank),
        "category": max(keep, other, key=_category_rank),
        "memo": max(keep, other, key=lambda side: bool(side.row.memo)),
        "status": max(keep, other, key=lambda side: _STEPS.index(Status(side.row.status))),
    }
    return MergePlan(keep.row.pk, {name: side.row.pk for name, side in sides.items()})


def _keep_order(side: Side) -> tuple[bool, bool, int, int]:
    is_pending = side.row.status == Status.PENDING
    return is_pending, not side.is_from_bank, -len(side.places), side.row.pk


def _payee_rank(side: Side) -> tuple[bool, bool]:
    return side.row.payee_id is not None, side.row.payee_source == ValueSource.USER


def _category_rank(side: Side) -> tuple[int, bool, bool]:
    is_by_user = side.row.category_source == ValueSource.USER
    return len(side.places), side.is_categorised, is_by_user


@db.atomic
def merge_duplicates(
    *, by: Actor, first: int, second: int, fields: Mapping[str, int] | None = None
) -> Transaction:
    """Make two transactions one; returns the one that stays, with tags and files of both.

    `fields` names for each of `FIELDS` the transaction that it is taken from; the rest is as
    `plan_merge` has it. One act, which can be undone. Raises Transaction.DoesNotExist, Inconsistent
    when they have no leg in one account, LedgerError, PermissionDenied.
    """
    by.must(Permission.RECORD)
    rows = lock_transactions(by, [first, second])
    if len(rows) != 2:
        raise Inconsistent(_("A pair is two transactions."))
    before = snapshot_transactions(rows)
    sides = {side.row.pk: side for side in read_sides(*rows)}
    _check(*sides.values())
    plan = plan_merge(*sides.values())
    chosen = _chosen(plan, fields or {}, sides)
    keep = sides.pop(plan.keep)
    (other,) = sides.values()
    _write(by, keep, other, chosen)
    keys = [(keep.row.pk, other.row.pk)]
    also = move_belongings(by, keys)
    also += note_pairs(by, PairKind.DUPLICATE, PairState.JOINED, keys)
    _note(by, keep.row, other.row, before, also)
    return keep.row


def _check(first: Side, second: Side) -> None:
    for side in (first, second):
        if side.row.deleted_at is not None:
            raise Inconsistent(_("%(what)s is in the trash.") % {"what": side.row})
    shared = {leg.account_id for leg in first.places} & {leg.account_id for leg in second.places}
    if not shared:
        raise Inconsistent(_("They have no account in common."))


def _chosen(
    plan: MergePlan, fields: Mapping[str, int], sides: Mapping[int, Side]
) -> dict[str, Side]:
    wanted = {**plan.fields, **fields}
    if set(wanted) != set(FIELDS) or not set(wanted.values()) <= sides.keys():
        raise Inconsistent(_("Choose for each field one of the two."))
    return {name: sides[pk] for name, pk in wanted.items()}


def _write(by: Actor, keep: Side, other: Side, chosen: Mapping[str, Side]) -> None:
    row = keep.row
    legs = _legs(keep, chosen["category"].others, chosen["category"])
    clear_postings([row.pk], by.household)
    row.date = chosen["date"].row.date
    row.memo, row.status = chosen["memo"].row.memo, chosen["status"].row.status
    row.payee, row.payee_source = chosen["payee"].row.payee, chosen["payee"].row.payee_source
    source = chosen["category"].row
    row.category_source, row.category_reason = source.category_source, source.category_reason
    row.category_confidence = source.category_confidence
    row.raw_payee = row.raw_payee or other.row.raw_payee
    row.external_id = row.external_id or other.row.external_id
    tags = [*row.tags.all(), *other.row.tags.all()]
    sources = {row.tags_source, other.row.tags_source}
    row.tags_source = ValueSource.USER if ValueSource.USER in sources else max(sources)
    save_transaction(by, row)
    write_postings(row, legs)
    set_tags(row, tags)
    other.row.deleted_at = timezone.now()
    save_transaction(by, other.row)


def _legs(keep: Side, others: tuple[Posting, ...], source: Side) -> list[Leg]:
    """Return the legs that stay: what the bank booked, against what was chosen.

    Where the amounts differ, the only other leg takes what is missing; a split does not fit any
    more, and the one that stays keeps its own.
    """
    if source is keep or source.row.currency != keep.row.currency:
        return [_leg(leg) for leg in keep.legs]
    booked = {leg.account_id: leg for leg in keep.places}
    places = [booked.get(leg.account_id, leg) for leg in source.places]
    missing = -sum((leg.value for leg in (*places, *others)), Decimal(0))
    if not missing:
        return [_leg(leg) for leg in (*places, *others)]
    kept = {leg.pk for leg in keep.legs}
    free = others or tuple(leg for leg in places if leg.pk not in kept)
    if len(free) != 1 or free[0].currency != keep.row.currency:
        return [_leg(leg) for leg in keep.legs]
    amount = free[0].value + missing
    rest = Leg(free[0].account, amount, amount, free[0].memo)
    return [*(_leg(leg) for leg in (*places, *others) if leg is not free[0]), rest]


def _leg(posting: Posting) -> Leg:
    return Leg(posting.account, posting.amount, posting.value, posting.memo)


def _note(
    by: Actor,
    keep: Transaction,
    gone: Transaction,
    before: Mapping[int, JSON],
    also: list[RowChange],
) -> None:
    after = snapshot_transactions([keep, gone])
    changes = [
        RowChange("transaction", row.pk, before[row.pk], after[row.pk], row.version)
        for row in (keep, gone)
    ]
    summary = _("Merged %(b)s into %(a)s, the same thing") % {"a": keep, "b": gone}
    record_change_set(by=by, kind="transaction.merge", summary=summary, rows=changes + also)
    announce_postings(by.household.pk)
