"""Rules over large books: the preview and the run as background work with progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Household, Job
from accounts.roles import Permission
from accounts.services.jobs import queue_job
from ledger.models import Transaction
from ledger.services.rule_runs import Advance, count_rules, preview_rules

PREVIEW_JOB, RUN_JOB = "ledger.rule-preview", "ledger.rule-run"
MOST_AT_ONCE = 20_000
"""Transactions over which rules run while somebody waits for the page."""
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class PreviewFound:
    """How many transactions rules would change, each rule's count, and the newest of them."""

    count: int
    rules: dict[int, int]
    newest: tuple[int, ...]


def is_large(household: Household) -> bool:
    """Return whether rules over all of the household's transactions are work for a job."""
    return Transaction.objects.in_household(household).live().count() > MOST_AT_ONCE


@db.atomic
def queue_preview(*, by: Actor, rules: Sequence[int] | None) -> Job:
    """Have the worker find out what rules would change; raises PermissionDenied."""
    by.must(Permission.VIEW)
    title = _("Look what the rules would change")
    job = queue_job(by=by, kind=PREVIEW_JOB, title=title, payload={"rules": _plain(rules)})
    # The worker tells the page of the result, which is known by its job.
    job.payload = {**job.payload, "job": job.pk}
    job.save(update_fields=["payload"])
    return job


def queue_run(*, by: Actor, rules: Sequence[int] | None) -> Job:
    """Have the worker apply rules to all transactions; raises PermissionDenied."""
    by.must(Permission.ANNOTATE)
    title = _("Apply rules")
    return queue_job(by=by, kind=RUN_JOB, title=title, payload={"rules": _plain(rules)})


def _plain(rules: Sequence[int] | None) -> list[int] | None:
    return None if rules is None else list(rules)


def find_preview(
    *, by: Actor, rules: Sequence[int] | None, advance: Advance | None = None
) -> PreviewFound:
    """Look through all transactions for what rules would change; raises PermissionDenied."""
    proposals = preview_rules(by=by, rules=rules, advance=advance)
    newest = tuple(each.transaction for each in proposals[-MOST_SHOWN:])
    return PreviewFound(len(proposals), count_rules(each.rules for each in proposals), newest)
