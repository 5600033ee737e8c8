"""The balances of a household's accounts."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.core.management.base import CommandParser

from accounts.actors import Actor
from accounts.management.household_command import HouseholdCommand
from accounts.models import Household
from ledger.exports.amounts import plain_amount
from ledger.periods import DAY
from ledger.reports.balances import AccountBalance, balance_sheet, monthly_changes

LAST_DAY = date(9998, 12, 31)
Months = dict[int, dict[str, dict[str, str]]]
"""Changes by account, currency and month (2026-01)."""


class Command(HouseholdCommand):
    help = "Print the balance of every account, debit positive, under its name in journals."

    def add_more_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as-of", type=date.fromisoformat, help="at the end of this day (default: all days)"
        )
        parser.add_argument("--monthly", action="store_true", help="the change of each month too")

    def work(self, by: Actor, options: dict[str, Any]) -> dict[str, Any]:
        as_of = options["as_of"] or LAST_DAY
        sheet = balance_sheet(by.household, as_of=as_of)
        months = _months(by.household, as_of) if options["monthly"] else None
        accounts = [
            line
            for row in sorted(sheet.rows, key=lambda row: row.path)
            for line in _as_json(row, by.household.base_currency, months)
        ]
        return {"as_of": options["as_of"], "accounts": accounts}

    def lines(self, outcome: dict[str, Any]) -> list[str]:
        return [
            f"{row['balance']:>20} {row['currency']}  {row['path']}" for row in outcome["accounts"]
        ]


def _months(household: Household, as_of: date) -> Months:
    found: Months = defaultdict(lambda: defaultdict(dict))
    for row in monthly_changes(household, end=as_of + DAY):
        change = plain_amount(row.change.amount, row.change.currency)
        found[row.account_id][row.change.currency][f"{row.month:%Y-%m}"] = change
    return found


def _as_json(
    row: AccountBalance, base_currency: str, months: Months | None
) -> list[dict[str, Any]]:
    """Return a line a currency; an account that holds nothing has one line of zero."""
    changes = months[row.account.pk] if months is not None else {}
    currencies = {*row.own.amounts, *changes} or {row.account.currency or base_currency}
    lines: list[dict[str, Any]] = []
    for currency in sorted(currencies):
        line = {
            "path": row.path,
            "kind": row.account.kind,
            "currency": currency,
            "balance": plain_amount(row.own.in_currency(currency).amount, currency),
        }
        lines.append(line if months is None else line | {"months": changes.get(currency, {})})
    return lines
