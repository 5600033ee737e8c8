"""Counterparties: finding them by any name they were seen under, naming and merging them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction as db
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Household
from accounts.roles import Permission
from accounts.scope import everything_shown
from ledger.models import Account, Payee, PayeeAlias, Rule
from ledger.rules.actions import replace_ids
from ledger.services.errors import Inconsistent, NameTaken
from ledger.services.history import RowChange, record_change_set
from ledger.services.rows import edit_row, insert_row, lock_row, trash_row, untrash_row
from ledger.services.sweeps import move_payee
from ledger.services.usage import check_unused
from ledger.signals import announce_postings


def resolve_payees(household: Household, names: Collection[str]) -> dict[str, Payee]:
    """Return the payees known by some names, by the casefolded name; two queries however many.

    A name is a payee's own, that of one merged into it, or a raw name seen at a bank. Case does not
    matter. Payees in the trash are not found.
    """
    wanted = {name.casefold() for name in names}
    lowered = [name.lower() for name in wanted]
    found: dict[str, Payee] = {}
    aliases = PayeeAlias.objects.in_household(household).annotate(lower=Lower("raw_name"))
    for alias in aliases.filter(lower__in=lowered).select_related("payee__merged_into"):
        found[alias.raw_name.casefold()] = alias.payee.merged_into or alias.payee
    payees = Payee.objects.in_household(household).annotate(lower=Lower("name"))
    rows = payees.filter(lower__in=lowered).select_related("merged_into")
    for payee in sorted(rows, key=lambda row: (row.merged_into_id is None, row.pk)):
        meant = payee.merged_into or payee
        if meant.deleted_at is None:
            found[payee.name.casefold()] = meant
    return {name: payee for name, payee in found.items() if payee.deleted_at is None}


@db.atomic
def ensure_payee(*, by: Actor, name: str) -> Payee:
    """Return the payee known by `name`, creating it when there is none.

    Raises ValidationError for a name that is empty or too long, PermissionDenied.
    """
    by.must(Permission.ANNOTATE)
    clean = " ".join(name.split())
    found = resolve_payees(by.household, [clean]).get(clean.casefold())
    found = found or _kept_payees(by.household, [clean]).get(clean.casefold())
    if found is not None:
        return found
    payee = Payee(household=by.household, name=clean)
    change = insert_row(payee)
    _record(by, "payee.create", _("Added payee %(what)s") % {"what": payee}, [change])
    return payee


def _kept_payees(household: Household, names: Collection[str]) -> dict[str, Payee]:
    """Return the payees of these names that are kept from the person, by casefolded name.

    Whoever writes such a name means the same payee: a second one of the name there cannot be.
    """
    with everything_shown() as is_limited:
        return resolve_payees(household, names) if is_limited else {}


def create_payees(household: Household, names: Iterable[str]) -> dict[str, int]:
    """Create payees of new names in one statement, for an import; returns ids by casefolded name.

    Names that differ in case alone are one payee, written as first met. Names that exist already
    are the caller's to leave out (`resolve_payees`).
    """
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(name.casefold(), name)
    kept = {key: row.pk for key, row in _kept_payees(household, first).items() if key in first}
    new = {key: name for key, name in first.items() if key not in kept}
    rows = Payee.objects.bulk_create(Payee(household=household, name=name) for name in new.values())
    return kept | dict(zip(new, (row.pk for row in rows), strict=True))


@db.atomic
def rename_payee(*, by: Actor, payee: Payee, name: str, version: int | None = None) -> Payee:
    """Give a payee another name; it stays known by the old one, under which a bank may have it.

    Raises NameTaken, StaleEdit, ValidationError, PermissionDenied.
    """
    by.must(Permission.RECORD)
    row = lock_row(by, payee, version)
    before = row.name
    change = edit_row(row, name=" ".join(name.split()))
    if row.name.casefold() != before.casefold():
        PayeeAlias.objects.update_or_create(
            household=by.household, raw_name=before, defaults={"payee": row}
        )
    _record(by, "payee.rename", _("Renamed payee %(what)s") % {"what": row}, [change])
    return row


@db.atomic
def set_default_category(*, by: Actor, payee: Payee, category: Account | None) -> Payee:
    """Choose the category that new transactions with a payee get; None for no such category."""
    by.must(Permission.RECORD)
    if category is not None:
        if category.household_id != by.household.pk or not category.is_category:
            raise Inconsistent(_("Choose a category of this household."))
        if category.deleted_at is not None:
            raise Inconsistent(_("%(what)s is in the trash.") % {"what": category})
    row = lock_row(by, payee)
    change = edit_row(row, default_category=category)
    _record(by, "payee.default", _("Chose a category for %(what)s") % {"what": row}, [change])
    return row


@db.atomic
def merge_payees(*, by: Actor, sources: Collection[Payee], into: Payee) -> Payee:
    """Make several payees one: their transactions, aliases and rules mean `into` from now on.

    One act, which can be undone. Raises ClosedPeriod when a transaction lies in a closed period,
    Inconsistent when a payee is to be merged into itself, PermissionDenied.
    """
    by.must(Permission.RECORD)
    target = lock_row(by, into)
    if target.deleted_at is not None or target.merged_into_id is not None:
        raise Inconsistent(_("%(what)s is no payee any more.") % {"what": target})
    changes: list[RowChange] = []
    for source in sources:
        changes += _merge_one(by, lock_row(by, source), target)
    summary = _("Merged payees into %(what)s") % {"what": target}
    _record(by, "payee.merge", summary, changes)
    announce_postings(by.household.pk)
    return target


def _merge_one(by: Actor, source: Payee, target: Payee) -> list[RowChange]:
    if source.pk == target.pk:
        raise Inconsistent(_("A payee is not merged into itself."))
    household = by.household
    changes = move_payee(by, source, target)
    # Whatever was merged into the source before means the target now, without a chain.
    merged = (
        Payee.objects.in_household(household)
        .select_for_update(no_key=True)
        .filter(merged_into=source)
    )
    changes += [edit_row(row, merged_into=target) for row in merged]
    for rule in Rule.objects.in_household(household).select_for_update(no_key=True):
        actions = replace_ids(rule.actions, payees={source.pk: target.pk})
        if actions != rule.actions:
            changes.append(edit_row(rule, actions=actions))
    return [*changes, edit_row(source, merged_into=target)]


@db.atomic
def add_alias(*, by: Actor, payee: Payee, raw_name: str) -> PayeeAlias:
    """Let a raw name mean a payee; raises NameTaken when it means another."""
    by.must(Permission.RECORD)
    row = lock_row(by, payee)
    clean = " ".join(raw_name.split())[:300]
    aliases = PayeeAlias.objects.in_household(by.household)
    held = aliases.filter(raw_name__iexact=clean).first()
    if held is not None and held.payee_id != row.pk:
        raise NameTaken(_("“%(name)s” means another payee already.") % {"name": clean})
    return held or PayeeAlias.objects.create(household=by.household, payee=row, raw_name=clean)


@db.atomic
def remove_alias(*, by: Actor, alias: PayeeAlias) -> None:
    """Let a raw name mean no payee any more."""
    by.must(Permission.RECORD)
    PayeeAlias.objects.in_household(by.household).filter(pk=alias.pk).delete()


@db.atomic
def delete_payee(*, by: Actor, payee: Payee) -> None:
    """Move a payee to the trash; raises InUse while live transactions have it."""
    by.must(Permission.RECORD)
    row = lock_row(by, payee)
    check_unused(row)
    _record(by, "payee.delete", _("Deleted payee %(what)s") % {"what": row}, [trash_row(row)])


@db.atomic
def restore_payee(*, by: Actor, payee: Payee) -> Payee:
    """Take a payee out of the trash; raises NameTaken."""
    by.must(Permission.RECORD)
    row = lock_row(by, payee)
    _record(by, "payee.restore", _("Restored payee %(what)s") % {"what": row}, [untrash_row(row)])
    return row


def _record(by: Actor, kind: str, summary: str, changes: Collection[RowChange]) -> None:
    record_change_set(by=by, kind=kind, summary=summary, rows=changes)
