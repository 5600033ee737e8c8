"""What people pin to the navigation: views of their own, and shared ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.http import HttpRequest
from django.urls import reverse

from accounts.http import HouseholdRequest
from accounts.roles import Permission, Right
from finehance.kit.navigation import add_own_links
from ledger.models import Reminder
from ledger.reports.reminders import ReminderLine

MOST = 20
Links = tuple[tuple[str, str], ...]
_READ_ALREADY = "pinned_links"
"""Where a request keeps its links once `due_beside_pinned` has read them."""
# Every page asks this: as SQL, since Django takes longer to compile it than to run it.
_PINNED = """
select id, name from ledger_savedview
where household_id = %(household)s and is_pinned and deleted_at is null
order by name, id limit %(most)s
"""
_DUE_BESIDE_PINNED = f"""
with pinned as ({_PINNED}), due as (
  select r.id, r.text, r.remind_on, r.transaction_id,
    coalesce(t.places && %(barred)s::bigint[], false) as is_barred
  from ledger_reminder r
  left join ledger_transaction t on t.household_id = r.household_id and t.id = r.transaction_id
  where r.household_id = %(household)s and r.done_at is null and r.deleted_at is null
    and r.remind_on <= %(today)s and t.deleted_at is null
  order by r.remind_on, r.id limit %(most_due)s
)
select id, name, null as remind_on, null as transaction_id, null as is_barred from pinned
union all select * from due
"""  # noqa: S608 -- constant fragments


def pinned_views(request: HttpRequest) -> Links:
    """Return name and address of the pinned views that a member sees; one query at most."""
    known: Links | None = getattr(request, _READ_ALREADY, None)
    if known is not None:
        return known
    household = getattr(request, "household", None)
    if household is None or getattr(request, "actor", None) is None or connection.needs_rollback:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(_PINNED, {"household": household.pk, "most": MOST})
        return _links(cursor.fetchall())


def _links(rows: Iterable[tuple[int, str]]) -> Links:
    return tuple((name, reverse("ledger:saved-view-detail", args=[key])) for key, name in rows)


def due_beside_pinned(
    request: HouseholdRequest, *, today: date, most: int
) -> tuple[ReminderLine, ...]:
    """Return the first open reminders whose day has come, as `due_reminders` does.

    The pinned views come in the same query, and the navigation asks for them no more: the first
    page has few queries to spend.
    """
    by = request.actor
    asked: dict[str, int | date | list[int]] = {
        "household": by.household.pk,
        "most": MOST,
        "today": today,
        "most_due": most,
        "barred": list(by.barred(Right.ANNOTATE)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_DUE_BESIDE_PINNED, asked)
        rows = cursor.fetchall()
    setattr(request, _READ_ALREADY, _links(row[:2] for row in rows if row[2] is None))
    may = by.may(Permission.ANNOTATE)
    return tuple(
        ReminderLine(
            Reminder(pk=key, household=by.household, text=text, remind_on=on, transaction_id=about),
            may and not is_barred,
        )
        for key, text, on, about, is_barred in rows
        if on is not None
    )


add_own_links(pinned_views)
