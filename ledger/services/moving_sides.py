"""Both sides of every account of books that were moved in: what the source says, and ours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from accounts.models import Household
from ledger.imports.books.comparison import Comparison
from ledger.imports.books.model import ParsedBooks
from ledger.imports.books.planning import Plan
from ledger.reports.moved_balances import moved_balances
from ledger.services.moving_accounts import Chart, Target, planned_legs


def compare_sides(
    household: Household, books: ParsedBooks, plan: Plan, chart: Chart, digests: Sequence[int]
) -> Iterator[Comparison]:
    """Yield both sides of every account: the source's rows or statement, and the books."""
    held = moved_balances(household, digests)
    rows: dict[Target, int] = defaultdict(int)
    for leg in planned_legs(plan):
        rows[Target(leg.account, leg.code)] += 1
    sides: dict[tuple[int, str], list[tuple[Target, Decimal, bool]]] = defaultdict(list)
    for target, amount, is_stated in _source_side(books, plan):
        account = chart.targets[target if _is_place(books, target.key) else Target(target.key, "")]
        sides[account.pk, target.code].append((target, amount, is_stated))
    by_id = {account.pk: account for account in chart.targets.values()}
    for (pk, code), found in sides.items():
        there = held.get((pk, code))
        first = books.accounts[found[0][0].key]
        yield Comparison(
            path=" + ".join(_path(books, target.key) for target, _amount, _stated in found),
            kind=first.kind.value,
            account_id=pk,
            account=by_id[pk].name,
            currency=code,
            source_balance=sum((amount for _t, amount, _s in found), Decimal(0)),
            ledger_balance=there.amount if there else Decimal(0),
            source_rows=sum(rows[target] for target, _a, _s in found),
            ledger_rows=there.count if there else 0,
            is_stated=all(stated for _t, _a, stated in found),
        )


def _source_side(books: ParsedBooks, plan: Plan) -> Iterator[tuple[Target, Decimal, bool]]:
    """Yield what the source says that each account holds, and whether it states it itself."""
    summed: dict[Target, Decimal] = defaultdict(Decimal)
    for leg in planned_legs(plan):
        if leg.account in books.accounts:
            summed[Target(leg.account, leg.code)] += 0
    for (key, commodity), amount in books.balances.items():
        code = plan.codes.get(commodity)
        if code and key in books.accounts:
            summed[Target(key, code)] += amount
    counted = {key for key, _commodity in books.balances}
    for target, amount in summed.items():
        account = books.accounts[target.key]
        if account.stated is not None and len([t for t in summed if t.key == target.key]) == 1:
            yield target, account.stated, True
        elif account.is_place or target.key in counted:
            yield target, amount, False


def _path(books: ParsedBooks, key: str) -> str:
    is_journal = books.format in {"journal", "beancount"}
    return key if is_journal else ":".join(books.accounts[key].path)


def _is_place(books: ParsedBooks, key: str) -> bool:
    return key in books.accounts and books.accounts[key].is_place
