"""Templates of transactions: kept from one, renamed, deleted, and entered again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.enums import Status, TransactionSource
from ledger.models import Account, Payee, Posting, Tag, Transaction, TransactionTemplate
from ledger.reports.templates import template_legs, template_tags, transfer_fees
from ledger.services.entries import enter_transaction
from ledger.services.errors import Inconsistent
from ledger.services.history import RowChange, record_change_set
from ledger.services.posting import Leg
from ledger.services.rows import edit_row, insert_row, lock_row, trash_row, untrash_row
from ledger.services.snapshots import POSTING_FIELDS, plain
from ledger.services.transactions import TransactionDraft
from ledger.taxonomy import FEES

_KEPT = tuple(name for name in POSTING_FIELDS if name not in {"base_value", "position"})


@db.atomic
def create_template(
    *, by: Actor, transaction: Transaction, name: str, has_amount: bool = True
) -> TransactionTemplate:
    """Keep a transaction as a template: payee, memo, tags, and its legs with all their splits.

    Raises Inconsistent for one that no form takes (without a place, or in several currencies
    without being a transfer), NameTaken, ValidationError, PermissionDenied.
    """
    by.must(Permission.RECORD)
    row = TransactionTemplate(
        household=by.household,
        name=_clean(name),
        has_amount=has_amount,
        **_content(by, transaction),
    )
    by.must_write(row.accounts)
    change = insert_row(row)
    _record(by, "create", _("Added template %(what)s") % {"what": row}, change)
    return row


@db.atomic
def update_template(
    *,
    by: Actor,
    template: TransactionTemplate,
    name: str,
    has_amount: bool = True,
    transaction: Transaction | None = None,
    version: int | None = None,
) -> TransactionTemplate:
    """Rename a template, or let it have its amount or none, or keep what `transaction` says.

    Without one what it fills in otherwise stays. Raises what `create_template` does, and StaleEdit.
    """
    row = _locked(by, template, version)
    content = {} if transaction is None else _content(by, transaction)
    by.must_write(content.get("accounts", ()))
    change = edit_row(row, name=_clean(name), has_amount=has_amount, **content)
    _record(by, "update", _("Changed template %(what)s") % {"what": row}, change)
    return row


@db.atomic
def delete_template(*, by: Actor, template: TransactionTemplate) -> None:
    """Move a template to the trash; what was entered with it stays."""
    row = _locked(by, template)
    _record(by, "delete", _("Deleted template %(what)s") % {"what": row}, trash_row(row))


@db.atomic
def restore_template(*, by: Actor, template: TransactionTemplate) -> TransactionTemplate:
    """Take a template out of the trash; raises NameTaken, PermissionDenied."""
    row = _locked(by, template)
    _record(by, "restore", _("Restored template %(what)s") % {"what": row}, untrash_row(row))
    return row


def retarget_templates(by: Actor, row: Account, target: Account) -> list[RowChange]:
    """Let the templates that name the category `row` name `target`; part of a larger act."""
    found = TransactionTemplate.objects.in_household(by.household).filter(
        accounts__contains=[row.pk]
    )
    changes = []
    for template in found.select_for_update(no_key=True):
        legs = [
            leg | {"account_id": target.pk} if leg["account_id"] == row.pk else leg
            for leg in template.legs
        ]
        changes.append(edit_row(template, legs=legs, accounts=_accounts(legs)))
    return changes


def enter_template(
    *,
    by: Actor,
    template: TransactionTemplate,
    on: date,
    amount: Decimal | None = None,
    status: Status = Status.CLEARED,
    source: TransactionSource = TransactionSource.MANUAL,
) -> Transaction:
    """Record what a template says on a day, with its own amount or `amount`, which is positive.

    The rules that run on entry are asked. Raises ValidationError where there is no amount,
    Inconsistent for an account in the trash, and as `record_transaction` does.
    """
    if amount is None and not template.has_amount:
        raise ValidationError({"amount": _("This template has no amount: give one.")})
    if amount is not None and amount <= 0:
        raise ValidationError({"amount": _("Give an amount above zero.")})
    legs = template_legs(template, amount)
    for leg in legs:
        if leg.account.deleted_at is not None:
            raise Inconsistent(_("%(what)s is in the trash.") % {"what": leg.account})
    draft = TransactionDraft(
        date=on,
        legs=legs,
        currency=template.currency,
        payee=template_payee(template),
        memo=template.memo,
        status=status,
        tags=template_tags(template),
    )
    return enter_transaction(by=by, draft=draft, source=source)


def template_payee(template: TransactionTemplate) -> Payee | None:
    """Return who a template's payee is since it was merged; None where it is in the trash."""
    found = template.payee.known_as if template.payee else None
    return None if found is None or found.deleted_at is not None else found


def _content(by: Actor, transaction: Transaction) -> dict[str, Any]:
    """Return what a template keeps of a transaction, by field."""
    tags = Tag.objects.in_household(by.household).live().filter(transactions=transaction)
    legs = _legs(by, transaction)
    return {
        "payee": transaction.payee,
        "memo": transaction.memo,
        "tag_ids": sorted(tags.values_list("pk", flat=True)),
        "currency": transaction.currency,
        "legs": legs,
        "accounts": _accounts(legs),
    }


def _accounts(legs: Iterable[Mapping[str, Any]]) -> list[int]:
    return sorted({leg["account_id"] for leg in legs})


def _legs(by: Actor, transaction: Transaction) -> list[dict[str, Any]]:
    """Return the legs of a transaction as a template keeps them, that of the account first."""
    rows = transaction.postings.select_related("account").order_by("position", "pk")
    postings = list(rows)
    if transaction.deleted_at is not None or transaction.household_id != by.household.pk:
        raise Inconsistent(_("This transaction is not there any more."))
    if sum(leg.value for leg in postings):
        # A leg is kept from the person: what they see is not the whole of it.
        raise Inconsistent(_("A part of this transaction is in an account kept from you."))
    main = _main(postings, transaction.currency)
    others = [leg for leg in postings if leg is not main]
    _check_fits(main, others, transaction.currency)
    kept = [{name: getattr(leg, name) for name in _KEPT} for leg in (main, *others)]
    found: list[dict[str, Any]] = plain(kept)
    return found


def _main(postings: list[Posting], currency: str) -> Posting:
    """Return the leg of the account that people see a transaction from; of a transfer the payer."""
    own = [leg for leg in postings if leg.account.is_place and leg.currency == currency]
    if not own or len(postings) < 2:
        raise Inconsistent(_("A template needs an account that holds money."))
    is_transfer = len(postings) == 2 and all(leg.account.is_place for leg in postings)
    return min(postings, key=lambda leg: leg.value) if is_transfer else own[0]


def _check_fits(main: Posting, others: list[Posting], currency: str) -> None:
    foreign = [leg for leg in others if leg.currency != currency]
    rest = [leg for leg in others if leg.currency == currency]
    is_transfer = all(leg.account.is_place for leg in foreign) and len(foreign) == 1
    is_alone = all(leg.account.taxonomy_id == FEES for leg in rest)
    if main.currency != currency or (foreign and not (is_transfer and is_alone)):
        raise Inconsistent(_("A split over several currencies cannot be a template."))
    legs = [Leg(leg.account, leg.amount, leg.value) for leg in others]
    fees = transfer_fees(legs)
    if not sum(leg.value or 0 for leg in legs if leg not in fees):
        raise Inconsistent(_("A template needs an amount on its account."))


def _clean(name: str) -> str:
    return " ".join(name.split())


def _locked(
    by: Actor, template: TransactionTemplate, version: int | None = None
) -> TransactionTemplate:
    by.must(Permission.RECORD)
    row = lock_row(by, template, version)
    by.must_write(row.accounts)
    return row


def _record(by: Actor, verb: str, summary: str, change: RowChange) -> None:
    record_change_set(by=by, kind=f"template.{verb}", summary=summary, rows=[change])
