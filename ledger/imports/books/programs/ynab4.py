"""YNAB 4: its `.ynab4` folder in a zip; `Budget.yfull` in it is the whole budget as JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ledger.enums import AccountKind, Status
from ledger.imports.books.bundle import Bundle
from ledger.imports.books.kinds import place_kind
from ledger.imports.books.model import OPENING, UNCATEGORISED, ParsedBooks
from ledger.imports.books.programs.values import iso_day, items, load_json, number_of, text_of
from ledger.imports.books.programs.ynab_csv import STARTING, STATUSES
from ledger.imports.books.register import Part, Register, Row
from ledger.imports.readers.printed import Unreadable
from ledger.imports.statement import BrokenFile, Problem

_FINEST = Decimal("0.001")
"""No currency is finer; what comes after it is how a program wrote a binary fraction."""
_KINDS = {
    "Checking": AccountKind.CHECKING,
    "Savings": AccountKind.SAVINGS,
    "CreditCard": AccountKind.CREDIT_CARD,
    "Cash": AccountKind.CASH,
    "LineOfCredit": AccountKind.OTHER_LIABILITY,
    "Mortgage": AccountKind.MORTGAGE,
    "InvestmentAccount": AccountKind.INVESTMENT,
    "OtherAsset": AccountKind.OTHER_ASSET,
    "OtherLiability": AccountKind.OTHER_LIABILITY,
}


def is_ynab4(bundle: Bundle) -> bool:
    """Tell whether the archive is a budget of YNAB 4."""
    return any(bundle.ending(".yfull"))


def read_ynab4(bundle: Bundle) -> ParsedBooks:
    """Return the books in the latest whole budget; raises BrokenFile when it cannot be read."""
    budgets = [load_json(data) for _path, data in bundle.ending(".yfull")]
    budgets = [budget for budget in budgets if isinstance(budget, dict)]
    if not budgets:
        raise BrokenFile("Budget.yfull holds no budget")
    return _Reading(max(budgets, key=lambda each: len(each.get("transactions") or []))).read()


class _Reading:
    def __init__(self, budget: dict[str, Any]) -> None:
        self.budget = budget
        meta = budget.get("budgetMetaData")
        code = text_of(meta.get("currencyISOSymbol")) if isinstance(meta, dict) else ""
        self.register = Register("ynab", "YNAB 4", code)
        self.payees = {p.get("entityId"): text_of(p.get("name")) for p in self._live("payees")}
        self.categories: dict[str, str] = {}

    def read(self) -> ParsedBooks:
        for account in self._live("accounts"):
            name = text_of(account.get("accountName")) or "Account"
            kind = _KINDS.get(text_of(account.get("accountType")), place_kind(name))
            key, is_closed = text_of(account.get("entityId")), bool(account.get("hidden"))
            self.register.place(key, (name,), kind, is_closed=is_closed)
        self._categories()
        for row in self._live("transactions"):
            try:
                self._book(row)
            except Unreadable as error:
                self.register.problems.append(Problem(str(error)))
        self._leave_out()
        return self.register.books()

    def _live(self, name: str) -> list[dict[str, Any]]:
        return [item for item in items(self.budget.get(name)) if not item.get("isTombstone")]

    def _categories(self) -> None:
        for group in self._live("masterCategories"):
            for category in items(group.get("subCategories")):
                path = (text_of(group.get("name")), text_of(category.get("name")))
                key = self.register.category(path, is_income=False)
                self.categories[text_of(category.get("entityId"))] = key

    def _book(self, row: dict[str, Any]) -> None:
        inner = [part for part in items(row.get("subTransactions")) if not part.get("isTombstone")]
        rows = [self._row(row, part) for part in inner or [row]]
        plain = []
        for each in rows:
            other = self.register.accounts.get(each.parts[0].account)
            if other is not None and other.is_place:
                self.register.half(each, each.parts[0])
            else:
                self.register.count(each)
                plain.append(each)
        if plain:
            self.register.book_together(plain)

    def _row(self, whole: dict[str, Any], part: dict[str, Any]) -> Row:
        amount = number_of(part.get("amount") or 0).quantize(_FINEST).normalize() + Decimal(0)
        payee = self.payees.get(whole.get("payeeId"), "")
        other = text_of(part.get("targetAccountId"))
        target = self.categories.get(text_of(part.get("categoryId")), UNCATEGORISED)
        if payee.casefold() == STARTING:
            target = OPENING
        if other in self.register.accounts:
            target, payee = other, ""
        return Row(
            account=text_of(whole.get("accountId")),
            on=iso_day(whole.get("date")),
            amount=amount,
            parts=(Part(target, amount, text_of(part.get("memo")) if part is not whole else ""),),
            payee=payee,
            memo=text_of(whole.get("memo")),
            status=STATUSES.get(text_of(whole.get("cleared")).casefold(), Status.CLEARED),
            tags=tuple(filter(None, [text_of(whole.get("flag"))])),
            external_id=text_of(part.get("entityId")),
        )

    def _leave_out(self) -> None:
        add = self.register.omissions.add
        budgeted = sum(
            1
            for month in self._live("monthlyBudgets")
            for category in items(month.get("monthlySubCategoryBudgets"))
            if category.get("budgeted")
        )
        add("budgeted amounts", "budgets are set up anew", budgeted)
        scheduled = len(self._live("scheduledTransactions"))
        add("scheduled transactions", "schedules are found again from the rows", scheduled)
