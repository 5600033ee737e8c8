"""Joining two transactions, money out of one account and into another, to one transfer.

The one with money out stays; the other goes to the trash with all that its bank said of it, so that
importing either file again finds both of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db import transaction as db
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import Actor
from accounts.roles import Permission, Right
from ledger.enums import PairKind, PairState, Status
from ledger.models import Account, ImportBatch, Transaction, TransactionTag
from ledger.money import quantize
from ledger.pairing.certainty import Certainty
from ledger.reports.transfer_pairs import find_transfer_pairs
from ledger.services.closed import ClosedDays
from ledger.services.errors import ClosedPeriod, LedgerError, NotATransfer, guards_explained
from ledger.services.history import RowChange, record_change_set
from ledger.services.pairs import JoinResult, Key, move_belongings, note_pairs
from ledger.services.posting import clear_postings, restore_postings
from ledger.services.snapshots import JSON, snapshot_transactions
from ledger.services.transactions import lock_transactions
from ledger.signals import announce_postings
from ledger.taxonomy import FEES

_STEPS = [Status.PENDING, Status.CLEARED, Status.RECONCILED]
_STAYS = """
update ledger_transaction t set version = t.version + 1, updated_by_id = %s, updated_at = now(),
  category_source = '', category_reason = '', category_confidence = null, status = v.status
from unnest(%s::bigint[], %s::text[]) v (id, status) where t.household_id = %s and t.id = v.id
"""
_GOES = """
update ledger_transaction set version = version + 1, updated_by_id = %s, updated_at = now(),
  deleted_at = %s
where household_id = %s and id = any(%s)
"""


@dataclass(frozen=True, slots=True)
class _Join:
    """Two halves as they were, and the legs that the first is to have."""

    out: int
    into: int
    status: Status
    legs: tuple[JSON, ...]


def fee_category(by: Actor) -> Account | None:
    """Return the household's category of bank fees, None when there is none any more."""
    rows = Account.objects.in_household(by.household).live().categories()
    return rows.filter(taxonomy_id=FEES).first()


@db.atomic
def merge_into_transfer(
    *, by: Actor, first: Transaction, second: Transaction, fee_category: Account | None = None
) -> Transaction:
    """Make two transactions, whichever is money out, one transfer; returns the one that stays.

    It keeps its date and text, takes the tags of both and the earlier status. In one currency a
    difference is a fee and needs `fee_category`; in another what arrived is worth what was sent.
    One act, which can be undone. Raises NotATransfer when they do not fit, ClosedPeriod,
    LedgerError, PermissionDenied.
    """
    if first.pk == second.pk:
        raise NotATransfer(_("A transfer is made of two transactions."))
    result = link_transfers(by=by, pairs=[(first.pk, second.pk)], fee_category=fee_category)
    if result.skipped:
        raise NotATransfer(result.skipped[0][1])
    rows = Transaction.objects.in_household(by.household).live().select_related("payee")
    kept: Transaction = rows.get(pk__in=[first.pk, second.pk])
    return kept


@db.atomic
def link_transfers(
    *, by: Actor, pairs: Sequence[Key], fee_category: Account | None = None
) -> JoinResult:
    """Join pairs of transactions, each to a transfer, as one act; what does not fit is told why.

    Costs the same number of statements however many there are, but for files and schedules that
    hang on them. Raises Transaction.DoesNotExist when one is not the household's, PermissionDenied
    when one lies where the actor may not change it.
    """
    by.must(Permission.RECORD)
    rows = lock_transactions(by, [pk for pair in pairs for pk in pair])
    before = snapshot_transactions(rows)
    if fee_category is not None and fee_category.household_id != by.household.pk:
        raise NotATransfer(_("The amounts differ: choose a category for the difference."))
    plan = _Planner(by, before, fee_category)
    joins, skipped = plan.joins(pairs)
    if joins:
        _carry_out(by, joins, {row.pk: row for row in rows}, before)
    return JoinResult(len(joins), tuple(skipped))


@db.atomic
def link_certain(*, by: Actor, batch: ImportBatch | None = None) -> JoinResult:
    """Join every pair that is certain, or those with a half that `batch` brought, as one act.

    Pairs in accounts that the actor may not change are left alone. Raises PermissionDenied.
    """
    by.must(Permission.RECORD)
    barred = by.barred(Right.FULL)
    pairs = [
        pair.key
        for pair in find_transfer_pairs(by.household, batch=batch)
        if pair.certainty is Certainty.CERTAIN and barred.isdisjoint(pair.accounts)
    ]
    return link_transfers(by=by, pairs=pairs) if pairs else JoinResult(0)


class _Planner:
    """Decides what becomes of each pair."""

    def __init__(self, by: Actor, before: Mapping[int, JSON], fees: Account | None) -> None:
        self.by, self.before, self.fees = by, before, fees
        ids = {leg["account_id"] for row in before.values() for leg in row["postings"]}
        self.accounts = Account.objects.in_household(by.household).in_bulk(ids)
        self.closed = ClosedDays.of(by.household)

    def joins(self, pairs: Sequence[Key]) -> tuple[list[_Join], list[tuple[Key, str]]]:
        """Return the pairs that can be joined, each transaction used once, and why others not."""
        joins: list[_Join] = []
        skipped: list[tuple[Key, str]] = []
        used: set[int] = set()
        for pair in pairs:
            try:
                if not used.isdisjoint(pair):
                    raise NotATransfer(_("One of them is part of another pair."))
                joins.append(self._join(pair))
                used |= set(pair)
            except ClosedPeriod:
                if len(pairs) == 1:
                    raise
                skipped.append((pair, _("It lies in a closed period.")))
            except LedgerError as error:
                skipped.append((pair, str(error)))
        return joins, skipped

    def _join(self, pair: Key) -> _Join:
        legs = {pk: self._place_leg(self.before[pk]) for pk in pair}
        out, into = sorted(pair, key=lambda pk: Decimal(legs[pk]["amount"]))
        status = min((Status(self.before[pk]["status"]) for pk in pair), key=_STEPS.index)
        currency = self.before[out]["currency"]
        return _Join(out, into, status, self._joined(legs[out], legs[into], currency))

    def _place_leg(self, row: JSON) -> JSON:
        what = {"what": f"{row['date']} {row['memo'] or row['raw_payee']}".strip()}
        if row["deleted_at"] is not None:
            raise NotATransfer(_("%(what)s is in the trash.") % what)
        if any(start <= row["date"] < end for start, end in self._closed()):
            raise ClosedPeriod(_("It lies in a closed period."))
        places = [leg for leg in row["postings"] if self.accounts[leg["account_id"]].is_place]
        if len(places) != 1:
            raise NotATransfer(_("%(what)s is a transfer already.") % what)
        leg: JSON = places[0]
        return leg

    def _closed(self) -> list[tuple[str, str]]:
        return [(start.isoformat(), end.isoformat()) for start, end in self.closed.periods]

    def _joined(self, out: JSON, into: JSON, currency: str) -> tuple[JSON, ...]:
        sent, arrived = -Decimal(out["amount"]), Decimal(into["amount"])
        if not (sent > 0 and arrived > 0) or out["account_id"] == into["account_id"]:
            raise NotATransfer(_("Money has to leave one account and arrive in another."))
        if out["currency"] != into["currency"]:
            return (_leg(out, 0), _leg(into, 1, out))
        if out["currency"] != currency:
            raise NotATransfer(_("Both have to be kept in the currency of their account."))
        fee = sent - arrived
        if not fee:
            return (_leg(out, 0), _leg(into, 1, out))
        if self.fees is None or not self.fees.is_category:
            raise NotATransfer(_("The amounts differ: choose a category for the difference."))
        return self._with_fee(out, into, fee)

    def _with_fee(self, out: JSON, into: JSON, fee: Decimal) -> tuple[JSON, ...]:
        assert self.fees is not None  # noqa: S101 -- for the type checker; asked by the caller
        base = None
        if out["base_value"] is not None:
            share = -Decimal(out["base_value"]) * fee / -Decimal(out["amount"])
            base = quantize(share, self.by.household.base_currency)
        rest = None if base is None else -Decimal(out["base_value"]) - base
        arrived = _leg(into, 1) | {"value": into["amount"], "base_value": rest}
        cost = {
            "account_id": self.fees.pk, "amount": fee, "currency": out["currency"], "value": fee,
            "base_value": base, "memo": "", "position": 2,
        }  # fmt: skip
        return (_leg(out, 0), arrived, cost)


def _leg(leg: JSON, position: int, opposite: JSON | None = None) -> JSON:
    """Return a leg at a place of its own, worth what its opposite gave."""
    if opposite is None:
        return leg | {"position": position}
    base = opposite["base_value"]
    worth = {
        "value": -Decimal(opposite["value"]),
        "base_value": None if base is None else -Decimal(base),
    }
    return leg | worth | {"position": position}


def _carry_out(
    by: Actor, joins: Sequence[_Join], rows: Mapping[int, Transaction], before: Mapping[int, JSON]
) -> None:
    household, user = by.household, by.user.pk if by.user else None
    outs, intos = [join.out for join in joins], [join.into for join in joins]
    clear_postings(outs, household)
    with guards_explained(), connection.cursor() as cursor:
        statuses = [join.status.value for join in joins]
        cursor.execute(_STAYS, [user, outs, statuses, household.pk])
    restore_postings(household, ((j.out, rows[j.out].date, j.legs) for j in joins))
    with guards_explained(), connection.cursor() as cursor:
        cursor.execute(_GOES, [user, timezone.now(), household.pk, intos])
    _add_tags(by, joins, before)
    keys = [(join.out, join.into) for join in joins]
    also = move_belongings(by, keys)
    also += note_pairs(by, PairKind.TRANSFER, PairState.JOINED, keys)
    _note(by, joins, rows, before, also)


def _add_tags(by: Actor, joins: Sequence[_Join], before: Mapping[int, JSON]) -> None:
    new = [
        TransactionTag(household=by.household, transaction_id=join.out, tag_id=tag)
        for join in joins
        for tag in before[join.into]["tags"]
        if tag not in before[join.out]["tags"]
    ]
    if new:
        with guards_explained():
            TransactionTag.objects.bulk_create(new)


def _note(
    by: Actor,
    joins: Sequence[_Join],
    rows: Mapping[int, Transaction],
    before: Mapping[int, JSON],
    also: list[RowChange],
) -> None:
    ids = [pk for join in joins for pk in (join.out, join.into)]
    now = Transaction.objects.in_household(by.household).filter(pk__in=ids)
    after = snapshot_transactions(now)
    changes = [
        RowChange("transaction", pk, before[pk], after[pk], rows[pk].version + 1) for pk in ids
    ]
    one = _("Joined %(a)s and %(b)s as a transfer")
    words = {"a": rows[joins[0].out], "b": rows[joins[0].into], "n": len(joins)}
    text = ngettext("Joined %(n)d transfer", "Joined %(n)d transfers", len(joins))
    summary = (one if len(joins) == 1 else text) % words
    record_change_set(by=by, kind="transaction.transfer", summary=summary, rows=changes + also)
    announce_postings(by.household.pk)
