"""Templates of transactions: kept from one, changed, deleted, and entered again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.enums import Status, TransactionSource
from ledger.models import Account, Payee, Transaction, TransactionTemplate
from ledger.reports.templates import template_legs, template_tags
from ledger.services.entries import enter_transaction
from ledger.services.history import RowChange, record_change_set
from ledger.services.rows import edit_row, insert_row, lock_row, trash_row, untrash_row
from ledger.services.template_content import accounts_of, content_of
from ledger.services.transactions import TransactionDraft


@db.atomic
def create_template(
    *, by: Actor, transaction: Transaction | TransactionDraft, name: str, has_amount: bool = True
) -> TransactionTemplate:
    """Keep a transaction, booked or as it is written, as a template: all it says but its day.

    Raises Inconsistent for one that no form takes (without a place, or in several currencies
    without being a transfer), LedgerError for a draft that could not be booked, NameTaken,
    ValidationError, PermissionDenied.
    """
    by.must(Permission.RECORD)
    row = TransactionTemplate(
        household=by.household,
        name=_clean(name),
        has_amount=has_amount,
        **content_of(by, transaction),
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
    transaction: Transaction | TransactionDraft | None = None,
    version: int | None = None,
) -> TransactionTemplate:
    """Rename a template, or let it have its amount or none, or keep what `transaction` says.

    Without one what it fills in otherwise stays. Raises what `create_template` does, and StaleEdit.
    """
    row = _locked(by, template, version)
    content = {} if transaction is None else content_of(by, transaction)
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
        changes.append(edit_row(template, legs=legs, accounts=accounts_of(legs)))
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
    draft = replace(template_draft(template, on, amount), status=status)
    return enter_transaction(by=by, draft=draft, source=source)


def template_draft(
    template: TransactionTemplate, on: date, amount: Decimal | None = None
) -> TransactionDraft:
    """Return what a template says, as a transaction of a day; `amount` as in `template_legs`."""
    return TransactionDraft(
        date=on,
        legs=template_legs(template, amount),
        currency=template.currency,
        payee=template_payee(template),
        memo=template.memo,
        tags=template_tags(template),
    )


def template_payee(template: TransactionTemplate) -> Payee | None:
    """Return who a template's payee is since it was merged; None where it is in the trash."""
    found = template.payee.known_as if template.payee else None
    return None if found is None or found.deleted_at is not None else found


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
