"""What was joined into a transaction, and what a transaction was joined into."""

from __future__ import annotations

from django.db.models import Q

from accounts.models import Household
from ledger.enums import PairState
from ledger.models import Pair


def joined_pairs(household: Household, transaction: int) -> list[Pair]:
    """Return the joined pairs that a transaction is part of, with both rows; one query."""
    rows = Pair.objects.in_household(household).live().filter(state=PairState.JOINED)
    either = Q(first=transaction) | Q(second=transaction)
    related = ("first__payee", "second__payee", "second__import_batch")
    return list(rows.filter(either).select_related(*related).order_by("pk"))
