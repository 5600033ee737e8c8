"""What people pin to the navigation: views of their own, and shared ones."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest
from django.urls import reverse

from finehance.kit.navigation import add_own_links
from ledger.models import SavedView

MOST = 20


def pinned_views(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """Return name and address of the pinned views that a member sees; one query."""
    household = getattr(request, "household", None)
    if household is None or getattr(request, "actor", None) is None or connection.needs_rollback:
        return ()
    rows = SavedView.objects.in_household(household).live().filter(is_pinned=True)
    return tuple(
        (name, reverse("ledger:saved-view-detail", args=[key]))
        for key, name in rows.values_list("pk", "name")[:MOST]
    )


add_own_links(pinned_views)
