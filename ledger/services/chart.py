"""The chart of accounts that every household begins with."""

from __future__ import annotations

from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.enums import AccountKind, SystemRole
from ledger.models import Account
from ledger.taxonomy import TAXONOMY, Category, CategoryKind

_SYSTEM = (
    (SystemRole.OPENING, AccountKind.EQUITY),
    (SystemRole.ADJUSTMENT, AccountKind.EQUITY),
    (SystemRole.TRADING, AccountKind.EQUITY),
    (SystemRole.UNCATEGORISED_INCOME, AccountKind.INCOME),
    (SystemRole.UNCATEGORISED_EXPENSE, AccountKind.EXPENSE),
)


@db.atomic
def seed_chart(*, by: Actor) -> int:
    """Give a household the ledger's own accounts and the taxonomy's categories; returns how many.

    What it has already, by role or taxonomy id, stays as it is. Names are in the language active
    now. Three queries. Raises PermissionDenied.
    """
    by.must(Permission.MANAGE)
    held = Account.objects.in_household(by.household)
    roles = set(held.values_list("system_role", flat=True))
    system = [
        Account(household=by.household, name=str(role.label), kind=kind, system_role=role)
        for role, kind in _SYSTEM
        if role not in roles
    ]
    known = {row.taxonomy_id: row for row in held.exclude(taxonomy_id="")}
    booked = [entry for entry in TAXONOMY if entry.kind != CategoryKind.TRANSFER]
    groups = [_category(by, entry, None) for entry in booked if entry.is_group]
    groups = [row for row in groups if row.taxonomy_id not in known]
    Account.objects.bulk_create([*groups, *system])
    known |= {row.taxonomy_id: row for row in groups}
    leaves = [_category(by, entry, known[entry.parent]) for entry in booked if not entry.is_group]
    leaves = [row for row in leaves if row.taxonomy_id not in known]
    Account.objects.bulk_create(leaves)
    return len(system) + len(groups) + len(leaves)


def _category(by: Actor, entry: Category, parent: Account | None) -> Account:
    return Account(
        household=by.household,
        parent=parent,
        name=_(entry.name),
        kind=entry.kind.value,
        taxonomy_id=entry.id,
        position=TAXONOMY.index(entry) + 1,
    )
