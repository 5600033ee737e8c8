"""What a rule may name: rows of the household that are in use, and queries that mean something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Household
from ledger.enums import CATEGORY_KINDS, PLACE_KINDS, ScheduleState
from ledger.models import Account, Payee, Schedule, Tag
from ledger.query.errors import QueryError
from ledger.query.parser import parse_query
from ledger.reports.asking import ask_text, setting_of
from ledger.rules.actions import Actions, parse_actions
from ledger.rules.conditions import Node, leaves, named_ids, parse_conditions
from ledger.rules.errors import RuleError


class Usable:
    """The rows of a household that rules may set."""

    def __init__(self, household: Household) -> None:
        accounts = Account.objects.in_household(household).live()
        kinds = dict(accounts.values_list("pk", "kind"))
        self._household = household
        self.categories = {pk for pk, kind in kinds.items() if kind in CATEGORY_KINDS}
        self.places = {pk for pk, kind in kinds.items() if kind in PLACE_KINDS}
        self.tags = set(Tag.objects.in_household(household).live().values_list("pk", flat=True))
        payees = Payee.objects.in_household(household).live()
        self.payees = {
            pk: merged or pk for pk, merged in payees.values_list("pk", "merged_into_id")
        }

    @cached_property
    def schedules(self) -> dict[int, list[int]]:
        """The schedules that are in use, each with its accounts; read when a rule names one."""
        rows = Schedule.objects.in_household(self._household).live()
        rows = rows.exclude(state=ScheduleState.DISMISSED)
        return dict(rows.values_list("pk", "accounts"))

    def limit(self, actions: Actions) -> Actions:
        """Return the actions without what is no longer there."""
        is_there = actions.category_id in self.categories
        are_there = all(part.category_id in self.categories for part in actions.parts)
        is_open = actions.transfer_to in self.places
        return replace(
            actions,
            payee_id=self.payees.get(actions.payee_id or 0),
            category_id=actions.category_id if is_there else None,
            tag_ids=self._live_tags(actions.tag_ids),
            removed_tag_ids=self._live_tags(actions.removed_tag_ids),
            transfer_to=actions.transfer_to if is_open else None,
            parts=actions.parts if are_there else (),
            schedule_id=self._live_schedule(actions.schedule_id),
        )

    def _live_schedule(self, schedule: int | None) -> int | None:
        return schedule if schedule and schedule in self.schedules else None

    def _live_tags(self, tags: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(tag for tag in tags if tag in self.tags)


def check_rule(
    household: Household, conditions: Mapping[str, Any], actions: Mapping[str, Any]
) -> list[int]:
    """Return the ids of the accounts that a rule names, in order.

    Raises ValidationError naming the part that is wrong or not the household's.
    """
    try:
        node = parse_conditions(conditions)
    except RuleError as error:
        raise ValidationError({"conditions": str(error)}) from error
    try:
        wanted = parse_actions(actions)
    except RuleError as error:
        raise ValidationError({"actions": str(error)}) from error
    usable = Usable(household)
    if usable.limit(wanted) != wanted:
        text = _("A row chosen here is not this household's, of another kind, or in the trash.")
        raise ValidationError({"actions": text})
    accounts = named_ids(node, "account")
    _check_there(household, node, accounts)
    into = {wanted.transfer_to} if wanted.transfer_to else set()
    if wanted.schedule_id:
        into.update(usable.schedules[wanted.schedule_id])
    return sorted(accounts | into | _accounts_of_queries(household, node))


def _check_there(household: Household, node: Node, accounts: set[int]) -> None:
    rows = Account.objects.in_household(household)
    categories = named_ids(node, "category")
    named = (
        (rows, accounts, _("An account named here is not this household's.")),
        (rows.categories(), categories, _("A category named here is not this household's.")),
        (
            Tag.objects.in_household(household),
            named_ids(node, "tags"),
            _("A tag named here is not this household's."),
        ),
    )
    for held, ids, text in named:
        if ids and held.filter(pk__in=ids).count() < len(ids):
            raise ValidationError({"conditions": text})


def _accounts_of_queries(household: Household, node: Node) -> set[int]:
    """Return the accounts that queries in the conditions name; raises ValidationError."""
    texts = [leaf.value for leaf in leaves(node) if leaf.field == "query"]
    if not texts:
        return set()
    today = household.today()
    setting = setting_of(household, today)
    found: set[int] = set()
    for text in texts:
        try:
            asked = ask_text(household, text, today)
            parsed = parse_query(text)
        except QueryError as error:
            raise ValidationError({"conditions": f"{text}: {error}"}) from error
        if asked.in_trash:
            raise ValidationError({"conditions": _("No rule is asked about the trash.")})
        found |= setting.names.named_in(parsed) if parsed else set()
    return found
