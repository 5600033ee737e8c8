"""The transactions that a query means, and what they sum to."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from accounts.actors import Actor
from accounts.management.household_command import HouseholdCommand
from ledger.exports.amounts import plain_amount
from ledger.exports.tables import row_json
from ledger.reports.asked import answer, answer_rows
from ledger.reports.asking import ask_text
from ledger.reports.filters import FilterError
from ledger.reports.register import RegisterRow
from ledger.reports.tree import AccountTree


class Command(HouseholdCommand):
    help = (
        "Print the transactions that a query means, newest first, with their number and sum:"
        ' manage.py query "account:visa amount>50 date:last-month" --household H.'
        " The sum is in the household's base currency at each day's rate, money out negative."
    )
    refusals = (FilterError,)

    def add_more_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query", help='such as "account:visa amount>50"')
        parser.add_argument("--limit", type=int, help="print at most so many rows (default: all)")

    def work(self, by: Actor, options: dict[str, Any]) -> dict[str, Any]:
        household = by.household
        today = household.today()
        chosen = ask_text(household, options["query"], today)
        found = answer(household, chosen)
        rows = answer_rows(household, chosen, found.tree, limit=options["limit"])
        return {
            "count": found.count,
            "sum": plain_amount(found.base_sum, household.base_currency),
            "currency": household.base_currency,
            "unrated": found.unrated,
            "sums": {
                currency: plain_amount(amount, currency)
                for currency, amount in sorted(found.sums.amounts.items())
            },
            "rows": [_as_json(row, found.tree) for row in rows],
        }

    def lines(self, outcome: dict[str, Any]) -> list[str]:
        lines = [
            f"{row['date']} {row['amount']:>14} {row['currency']}  {row['payee'] or row['memo']}"
            for row in outcome["rows"]
        ]
        sums = ", ".join(f"{amount} {currency}" for currency, amount in outcome["sums"].items())
        return [*lines, f"transactions: {outcome['count']}", f"sum: {sums or '0'}"]


def _as_json(row: RegisterRow, tree: AccountTree) -> dict[str, object]:
    """Return a row with its amount as the list shows it, money out negative."""
    amount, currency = row.amount.amount, row.amount.currency
    return row_json(row, tree) | {
        "amount": plain_amount(amount, currency),
        "currency": currency,
    }
