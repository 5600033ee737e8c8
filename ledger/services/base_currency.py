"""Another base currency for a household: everything is valued anew, in one transaction."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Job
from accounts.models.households import currency_code
from accounts.roles import Permission
from accounts.services.households import set_base_currency
from accounts.services.jobs import queue_job
from ledger.services.errors import LedgerError
from ledger.services.rerating import Rerated, queue_revaluation, revalue_postings

BASE_JOB = "ledger.base_currency"


@db.atomic
def queue_base_currency(*, by: Actor, currency: str) -> Job:
    """Queue the job that changes the base currency; until it is done all stays as it is.

    Raises ValidationError for a code that is none or the present one, LedgerError while such a job
    waits or runs, PermissionDenied for anybody but an owner.
    """
    by.must(Permission.OWN)
    _check(by, currency)
    active = Job.objects.in_household(by.household).filter(
        kind=BASE_JOB, state__in=[Job.State.QUEUED, Job.State.RUNNING]
    )
    if active.exists():
        raise LedgerError(_("The base currency is being changed already."))
    return queue_job(
        by=by,
        kind=BASE_JOB,
        title=_("Change the base currency to %(currency)s") % {"currency": currency},
        payload={"currency": currency},
    )


@db.atomic
def change_base_currency(
    *,
    by: Actor,
    currency: str,
    advance: Callable[[int, int], None] = lambda _done, _total: None,
) -> Rerated:
    """Sum everything in another currency from now on: each posting at the rate of its own day.

    Closed periods follow, since their sums would mix currencies; a posting whose rate is not known
    waits for it. Totals follow by the database. Changing back gives the figures that the same
    rates gave before. All or nothing. What others wrote meanwhile is valued anew by a job of its
    own. Raises ValidationError, PermissionDenied.
    """
    by.must(Permission.OWN)
    _check(by, currency)
    household = set_base_currency(by=by, currency=currency)
    found = revalue_postings(household, is_new_base=True, advance=advance)
    by.household.base_currency = currency
    queue_revaluation(household)
    return found


def _check(by: Actor, currency: str) -> None:
    try:
        currency_code(currency)
    except ValidationError as error:
        raise ValidationError({"currency": error}) from error
    if currency == by.household.base_currency:
        text = _("%(currency)s is the base currency already.")
        raise ValidationError({"currency": text % {"currency": currency}})
