"""Suggestions of rules: what was rejected is not suggested again."""

from __future__ import annotations

from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.models import Account, Payee, RejectedSuggestion
from ledger.services.history import record_change_set
from ledger.services.rows import insert_row


@db.atomic
def reject_suggestion(*, by: Actor, payee: Payee, category: Account) -> RejectedSuggestion:
    """Remember that no rule is wanted that gives a payee this category.

    Undoing it lets the suggestion come again. Again changes nothing. Raises PermissionDenied.
    """
    by.must(Permission.MANAGE)
    rows = RejectedSuggestion.objects.in_household(by.household).live()
    held = rows.filter(payee=payee, category=category).first()
    if held is not None:
        return held
    row = RejectedSuggestion(household=by.household, payee=payee, category=category)
    change = insert_row(row)
    words = {"payee": payee, "category": category}
    summary = _("Rejected a rule: %(category)s for %(payee)s") % words
    record_change_set(by=by, kind="rule.reject", summary=summary, rows=[change])
    return row
