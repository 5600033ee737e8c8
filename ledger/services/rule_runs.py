"""Running rules over transactions that are in the books: what they would change, and doing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction as db
from django.utils.translation import ngettext

from accounts.actors import Actor, Origin
from accounts.roles import Permission
from ledger.enums import RuleTrigger
from ledger.models import ChangeSet, RuleRun, Transaction
from ledger.querysets import TransactionQuerySet
from ledger.rules.engine import RuleOutcome, RuleSet
from ledger.services.edit_plans import Edit, Keep, Planner
from ledger.services.edit_rows import EditRow, read_rows
from ledger.services.edits import BulkResult, apply_edits
from ledger.services.history import RowChange
from ledger.services.rule_facts import read_facts, rule_input
from ledger.services.rule_links import link_text, plan_links, write_links
from ledger.services.rule_reminders import plan_reminders, reminder_text, write_reminders
from ledger.services.rules import compile_rules
from ledger.services.snapshots import JSON

PIECE = 10_000
"""Transactions that are read at a time."""
Advance = Callable[[int, int], None]
"""Told how many transactions were looked at, and of how many."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What rules would change on one transaction: parts before and after, and which rules do it.

    Parts are `payee_id`, `accounts` (of the legs, in order), `tags` and the sources of each, and
    `schedule` and `reminder`, in words.
    """

    transaction: int
    before: JSON
    after: JSON
    rules: tuple[int, ...]
    refused: tuple[str, ...]
    """Why something else that the rules set is left alone."""


@dataclass(frozen=True, slots=True)
class RuleResult(BulkResult):
    """What rules changed, and the run that is kept of it; None when they changed nothing."""

    run: RuleRun | None = None


def preview_rules(
    *,
    by: Actor,
    rules: Sequence[int] | None = None,
    transactions: TransactionQuerySet | None = None,
    advance: Advance | None = None,
) -> tuple[Proposal, ...]:
    """Return what the rules would change, oldest transaction first; nothing is written.

    All that run by hand, or those of `rules`, active or not; `transactions` limits the live
    transactions that are looked at.
    One query for every 10,000 transactions, and a constant number. Raises Inconsistent for a query
    that is not understood any more, PermissionDenied.
    """
    by.must(Permission.VIEW)
    compiled = compile_rules(by.household, rules)
    matches = [
        (row, outcome, _edit(row, outcome))
        for row, outcome in _matches(by, compiled, transactions, advance)
    ]
    planner = Planner.of(by.via(Origin.RULE), (edit for _row, _outcome, edit in matches))
    links = plan_links(by, ((row.id, outcome) for row, outcome, _edit in matches))
    reminders = plan_reminders(by, ((row, outcome) for row, outcome, _edit in matches))
    proposals: list[Proposal] = []
    for row, outcome, edit in matches:
        before, after, refused = planner.plan(row, edit)
        link = links.get(row.id)
        if link is not None:
            before = {**before, "schedule": None}
            after = {**after, "schedule": link_text(link.schedule.name, str(link.due_on))}
        if row.id in reminders:
            before = {**before, "reminder": None}
            after = {**after, "reminder": reminder_text(reminders[row.id])}
        if after:
            found = Proposal(row.id, before, after, _setters(outcome, after), tuple(refused))
            proposals.append(found)
    return tuple(proposals)


@db.atomic
def apply_rules(
    *,
    by: Actor,
    rules: Sequence[int] | None = None,
    transactions: TransactionQuerySet | None = None,
    trigger: RuleTrigger = RuleTrigger.HAND,
    are_new: bool = False,
    typed: Collection[int] = (),
    advance: Advance | None = None,
) -> RuleResult:
    """Carry out what `preview_rules` shows, as one act that can be undone; keeps it as a run.

    `are_new` for transactions that the same database transaction added: nobody has seen them, so
    their version stays; `typed` those whose memo a person wrote. With another `trigger` the rules
    that answer to that one. What a person chose stays. Statements as `preview_rules`. Raises
    Inconsistent by hand for a query that is not understood any more, PermissionDenied.
    """
    by.must(Permission.ANNOTATE)
    compiled = compile_rules(by.household, rules, trigger=trigger)
    # Nobody can answer for a rule while a file is imported or a transaction entered.
    is_strict = trigger == RuleTrigger.HAND
    matches = list(_matches(by, compiled, transactions, advance, is_strict=is_strict))
    if not matches:
        return RuleResult(None, 0, ())
    edits = [_edit(row, outcome, typed) for row, outcome in matches]
    links = write_links(by, plan_links(by, ((row.id, outcome) for row, outcome in matches)))
    reminders = write_reminders(by, plan_reminders(by, matches))
    # What undoing takes is told by the kind: whoever annotates may not move money.
    moves_money = bool(links) or any(edit.rewrites_legs for edit in edits)
    done = apply_edits(
        by=by.via(Origin.RULE),
        kind="transaction.rules" if moves_money else "edit.rules",
        summary=_summary,
        edits=edits,
        are_new=are_new,
        beside=_together(links, reminders),
    )
    run = None
    if done.change_set:
        outcomes = {row.id: outcome for row, outcome in matches}
        parts = {row.object_id: {*(row.after or {})} for row in done.changes}
        for part, about in (("schedule", links), ("reminder", reminders)):
            for key in about:
                parts.setdefault(key, set()).add(part)
        setters = (_setters(outcomes[key], changed) for key, changed in parts.items())
        run = keep_run(done.change_set, trigger, done.changed, count_rules(setters))
    return RuleResult(done.change_set, done.changed, done.skipped, done.changes, run)


def _together(
    links: Mapping[int, RowChange], reminders: Mapping[int, Sequence[RowChange]]
) -> dict[int, list[RowChange]]:
    """Return what was written beside the transactions, by transaction."""
    found = {key: [change] for key, change in links.items()}
    for key, changes in reminders.items():
        found.setdefault(key, []).extend(changes)
    return found


def _summary(count: int) -> str:
    one, many = "Applied rules to %(n)d transaction", "Applied rules to %(n)d transactions"
    return ngettext(one, many, count) % {"n": count}


def count_rules(setters: Iterable[Sequence[int]]) -> dict[int, int]:
    """Return on how many transactions each rule set something, given its setters of each."""
    return dict(Counter(rule for rules in setters for rule in rules))


def keep_run(
    act: ChangeSet, trigger: RuleTrigger, changed: int, counts: Mapping[int, int]
) -> RuleRun:
    """Keep what rules did together, as part of the act in which they did it."""
    return RuleRun.objects.create(
        household=act.household,
        change_set=act,
        trigger=trigger,
        changed_count=changed,
        rule_counts={str(rule): count for rule, count in sorted(counts.items())},
    )


def _setters(outcome: RuleOutcome, changed: Iterable[str]) -> tuple[int, ...]:
    """Return the rules that set what changes, in the order in which they are asked."""
    setting = {rule for part in changed for rule in outcome.setters.get(part, ())}
    return tuple(rule for rule in outcome.rule_ids if rule in setting)


def _matches(
    by: Actor,
    compiled: RuleSet,
    transactions: TransactionQuerySet | None,
    advance: Advance | None,
    *,
    is_strict: bool = True,
) -> Iterator[tuple[EditRow, RuleOutcome]]:
    if not compiled:
        return
    given = Transaction.objects.all() if transactions is None else transactions
    live = given.in_household(by.household).live()
    ids = list(live.order_by("pk").values_list("pk", flat=True))
    facts = read_facts(by.household, compiled, ids, is_strict=is_strict)
    for start in range(0, len(ids), PIECE):
        piece = ids[start : start + PIECE]
        for row in read_rows(by.household, piece):
            outcome = compiled.apply(rule_input(row, facts))
            if outcome.rule_ids:
                yield row, outcome
        if advance:
            advance(start + len(piece), len(ids))


def _edit(row: EditRow, outcome: RuleOutcome, typed: Collection[int] = ()) -> Edit:
    is_typed = row.id in typed
    return Edit(
        transaction=row.id,
        payee=Keep.KEEP if outcome.payee_id is None else outcome.payee_id,
        category=outcome.category_id,
        category_reason=outcome.category_rule,
        add_tags=frozenset(outcome.tag_ids),
        remove_tags=frozenset(outcome.removed_tag_ids),
        memo=None if is_typed else outcome.memo,
        replacements=() if is_typed else outcome.replacements,
        status=outcome.status,
        transfer_to=outcome.transfer_to,
        parts=outcome.parts,
    )
