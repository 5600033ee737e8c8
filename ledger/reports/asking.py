"""Filters whose text is a query: read against the names of a household and the day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from accounts.models import Household
from ledger.models import Tag
from ledger.periods import HouseholdCalendar, Monthly
from ledger.query.compiler import compile_query
from ledger.query.names import Name, Names
from ledger.query.parser import parse_query, plain_words
from ledger.query.setting import Setting
from ledger.reports.filters import RegisterFilter
from ledger.reports.selection import viewed_accounts
from ledger.reports.tree import AccountTree, account_tree


def ask(
    household: Household, chosen: RegisterFilter, today: date, *, tree: AccountTree | None = None
) -> RegisterFilter:
    """Return the filter with its text understood as a query; one of plain words stays as it is.

    Two queries at most, for the names of accounts and tags. Raises QueryError for a mistake, with
    its place in the text.
    """
    node = parse_query(chosen.text)
    if node is None or plain_words(chosen.text, node):
        return chosen
    tree = tree or account_tree(household)
    return ask_with(setting_of(household, today, tree=tree), chosen, tree)


def ask_with(setting: Setting, chosen: RegisterFilter, tree: AccountTree) -> RegisterFilter:
    """Return what `ask` does, with the names read before; raises QueryError."""
    node = parse_query(chosen.text)
    if node is None or plain_words(chosen.text, node):
        return chosen
    may_view = {"account", "category"}
    if chosen.accounts:
        may_view = {"category"}
    if chosen.categories or chosen.is_uncategorised:
        may_view = set()
    viewed = viewed_accounts(chosen, tree)
    condition = compile_query(node, setting, may_view=may_view, viewed=viewed)
    return replace(chosen, condition=condition, in_trash=chosen.in_trash or condition.in_trash)


def ask_text(household: Household, text: str, today: date) -> RegisterFilter:
    """Return what a query alone means; see `ask`."""
    return ask(household, RegisterFilter(text=text.strip()), today)


def setting_of(household: Household, today: date, *, tree: AccountTree | None = None) -> Setting:
    """Return what queries in a household are read against; accounts and tags in use only."""
    tree = tree or account_tree(household)
    tags = list(Tag.objects.in_household(household).live())
    calendar = HouseholdCalendar(months=Monthly(household.month_start_day))
    return Setting(names_of(tree, tags), today, calendar, household.zone)


def names_of(tree: AccountTree, tags: Iterable[Tag]) -> Names:
    """Return the names of the accounts and tags in use."""
    accounts = tuple(
        Name(row.pk, row.name, row.parent_id, row.kind, row.system_role)
        for row in tree.accounts
        if row.deleted_at is None
    )
    return Names(accounts, tuple(Name(tag.pk, tag.name) for tag in tags))
