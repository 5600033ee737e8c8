"""What people pin to the navigation: views of their own, and shared ones."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest
from django.urls import reverse

from finehance.kit.navigation import add_own_links

MOST = 20
# Every page asks this: as SQL, since Django takes longer to compile it than to run it.
_PINNED = """
select id, name from ledger_savedview
where household_id = %s and is_pinned and deleted_at is null
order by name, id limit %s
"""


def pinned_views(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """Return name and address of the pinned views that a member sees; one query."""
    household = getattr(request, "household", None)
    if household is None or getattr(request, "actor", None) is None or connection.needs_rollback:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(_PINNED, [household.pk, MOST])
        rows = cursor.fetchall()
    return tuple((name, reverse("ledger:saved-view-detail", args=[key])) for key, name in rows)


add_own_links(pinned_views)
