"""Changing many transactions at once: one act, a constant number of statements.

Whoever may annotate may do these: amounts and dates stay. What is left alone is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction as db
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.enums import Status
from ledger.models import Account, Payee, Tag, Transaction
from ledger.services.edit_plans import Edit
from ledger.services.edits import BulkResult, apply_edits
from ledger.services.errors import Inconsistent


@db.atomic
def categorise_transactions(
    *, by: Actor, transactions: Sequence[int], category: Account, reason: str = ""
) -> BulkResult:
    """Give transactions a category; those with none or several category legs are skipped.

    `reason` says why, where automation chooses. Raises Inconsistent for an account that is no live
    category of the household, DoesNotExist, PermissionDenied.
    """
    edits = (
        Edit(transaction=row, category=category.pk, category_reason=reason) for row in transactions
    )
    one = _("Categorised %(n)d transaction as %(what)s")
    many = _("Categorised %(n)d transactions as %(what)s")
    return _apply(by, "edit.categorise", (one, many), edits, category)


@db.atomic
def set_payee(*, by: Actor, transactions: Sequence[int], payee: Payee | None) -> BulkResult:
    """Give transactions a payee, or none; raises Inconsistent, DoesNotExist, PermissionDenied."""
    _check_row(by, payee)
    key = payee.pk if payee else None
    edits = (Edit(transaction=row, payee=key) for row in transactions)
    one, many = _("Set the payee of %(n)d transaction"), _("Set the payee of %(n)d transactions")
    return _apply(by, "edit.payee", (one, many), edits, payee)


@db.atomic
def tag_transactions(*, by: Actor, transactions: Sequence[int], tags: Iterable[Tag]) -> BulkResult:
    """Add tags to transactions; raises Inconsistent, DoesNotExist, PermissionDenied."""
    keys = _tag_ids(by, tags)
    edits = (Edit(transaction=row, add_tags=keys) for row in transactions)
    one, many = _("Tagged %(n)d transaction"), _("Tagged %(n)d transactions")
    return _apply(by, "edit.tag", (one, many), edits)


@db.atomic
def untag_transactions(
    *, by: Actor, transactions: Sequence[int], tags: Iterable[Tag]
) -> BulkResult:
    """Take tags off transactions; raises Inconsistent, DoesNotExist, PermissionDenied."""
    keys = _tag_ids(by, tags)
    edits = (Edit(transaction=row, remove_tags=keys) for row in transactions)
    one, many = _("Untagged %(n)d transaction"), _("Untagged %(n)d transactions")
    return _apply(by, "edit.untag", (one, many), edits)


@db.atomic
def set_status(*, by: Actor, transactions: Sequence[int], status: Status) -> BulkResult:
    """Say how far transactions have come; raises DoesNotExist, PermissionDenied."""
    edits = (Edit(transaction=row, status=status) for row in transactions)
    one = _("Marked %(n)d transaction as %(what)s")
    many = _("Marked %(n)d transactions as %(what)s")
    return _apply(by, "edit.status", (one, many), edits, status.label)


@db.atomic
def set_memo(*, by: Actor, transactions: Sequence[int], memo: str) -> BulkResult:
    """Write one memo on transactions; raises ValidationError when it is too long, DoesNotExist."""
    longest = Transaction._meta.get_field("memo").max_length or 0  # noqa: SLF001 -- Django's documented model API
    if len(memo) > longest:
        text = _("A memo has at most %(n)d characters.")
        raise ValidationError({"memo": text % {"n": longest}})
    edits = (Edit(transaction=row, memo=memo) for row in transactions)
    one, many = _("Wrote the memo of %(n)d transaction"), _("Wrote the memo of %(n)d transactions")
    return _apply(by, "edit.memo", (one, many), edits)


def _apply(
    by: Actor, kind: str, one_and_many: tuple[str, str], edits: Iterable[Edit], what: object = ""
) -> BulkResult:
    by.must(Permission.ANNOTATE)
    wanted = list(edits)
    summary = ngettext(*one_and_many, len(wanted)) % {"n": len(wanted), "what": what}
    return apply_edits(by=by, kind=kind, summary=summary, edits=wanted)


def _check_row(by: Actor, row: Payee | Tag | None) -> None:
    if row is None:
        return
    if row.household_id != by.household.pk:
        raise Inconsistent(_("Something chosen here belongs to another household."))
    if row.deleted_at is not None:
        raise Inconsistent(_("%(what)s is in the trash.") % {"what": row})


def _tag_ids(by: Actor, tags: Iterable[Tag]) -> frozenset[int]:
    chosen = list(tags)
    for tag in chosen:
        _check_row(by, tag)
    return frozenset(tag.pk for tag in chosen)
