"""The runs of rules: what each changed, by which rules, and whether it was taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Household
from ledger.enums import RuleTrigger
from ledger.models import Change, RuleRun, Schedule
from ledger.reports.rule_changes import ChangedRow, RuleCount, changed_rows, rule_counts, rule_names
from ledger.services.rule_links import link_text
from ledger.services.rule_reminders import ReminderPlan, reminder_text
from ledger.services.snapshots import JSON

PAGE = 50
ROWS = 100


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run with the rules that set something in it."""

    run: RuleRun
    rules: tuple[RuleCount, ...]


@dataclass(frozen=True, slots=True)
class RunPage:
    """Runs, newest first; `older` is what the next page comes before."""

    lines: tuple[RunLine, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class BothSides:
    """Parts of a transaction before and after."""

    before: JSON
    after: JSON


@dataclass(frozen=True, slots=True)
class RunRows:
    """What a run changed, newest transaction first, a page at a time in the order it was kept."""

    rows: tuple[ChangedRow, ...]
    after: int | None
    """The change after which the next page begins."""


def run_page(household: Household, *, before: int | None = None) -> RunPage:
    """Return a page of runs, each act with its person, import and undo; four queries."""
    rows = RuleRun.objects.in_household(household).select_related(
        "change_set__user", "change_set__import_batch"
    )
    rows = rows.prefetch_related("change_set__undone_by")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    older = shown[-1].pk if len(found) > PAGE else None
    return RunPage(tuple(_lines(household, shown)), older)


def _lines(household: Household, runs: Sequence[RuleRun]) -> list[RunLine]:
    names = rule_names(household, (int(rule) for run in runs for rule in run.rule_counts))
    return [
        RunLine(
            run,
            tuple(
                RuleCount(int(rule), names[int(rule)], count)
                for rule, count in run.rule_counts.items()
                if int(rule) in names
            ),
        )
        for run in runs
    ]


def counts_of(run: RuleRun) -> list[RuleCount]:
    """Return a run's rules in their order, with their counts; one query."""
    counts = {int(rule): count for rule, count in run.rule_counts.items()}
    return rule_counts(run.household, counts)


def run_rows(run: RuleRun, *, after: int | None = None) -> RunRows:
    """Return what a run changed before and after; nothing for an import, whose rows had no before.

    What was taken for a time of a schedule, and what is reminded of, is told with its transaction.
    A constant number of queries.
    """
    if run.trigger == RuleTrigger.IMPORT and run.change_set.import_batch_id:
        return RunRows((), None)
    rows = Change.objects.in_household(run.household).filter(
        change_set=run.change_set_id, model__in=("transaction", "occurrence", "reminder")
    )
    if after is not None:
        rows = rows.filter(pk__gt=after)
    found = list(rows.order_by("pk")[: ROWS + 1])
    shown = _by_transaction(run.household, found[:ROWS])
    beyond = found[ROWS - 1].pk if len(found) > ROWS else None
    return RunRows(tuple(changed_rows(run.household, shown)), beyond)


def _by_transaction(household: Household, changes: Sequence[Change]) -> dict[int, BothSides]:
    """Return what changed on each transaction, its schedule and its reminders among it."""
    linked = [each for each in changes if each.model == "occurrence" and each.after]
    plans = {int((each.after or {})["schedule_id"]) for each in linked}
    rows = Schedule.objects.in_household(household).filter(pk__in=plans) if plans else ()
    names = {row.pk: row.name for row in rows}
    found: dict[int, BothSides] = {}
    reminded: dict[int, list[ReminderPlan]] = {}
    for each in changes:
        before, after = each.before or {}, each.after or {}
        key = each.object_id
        if each.model == "occurrence" and after:
            key = after.get("transaction_id") or 0
            name = names.get(after["schedule_id"])
            before, after = {}, {"schedule": name and link_text(name, after["due_on"])}
        elif each.model == "reminder":
            key = after["transaction_id"]
            reminded.setdefault(key, []).append(ReminderPlan.of_row(after))
            before, after = {}, {"reminder": reminder_text(reminded[key])}
        held = found.get(key, BothSides({}, {}))
        found[key] = BothSides({**held.before, **before}, {**held.after, **after})
    return found
