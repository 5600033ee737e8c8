"""YNAB: a budget as its API answers it (`GET /v1/budgets/…`), saved as JSON.

Amounts are thousandths. Documented at api.ynab.com: accounts with their balances, transactions,
subtransactions beside them, transfers as a row in each account.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from ledger.enums import AccountKind, Status
from ledger.imports.books.bundle import Bundle
from ledger.imports.books.kinds import place_kind
from ledger.imports.books.model import OPENING, UNCATEGORISED, ParsedBooks
from ledger.imports.books.programs.values import iso_day, items, load_json, scaled, text_of
from ledger.imports.books.programs.ynab_csv import INFLOW, STARTING, STATUSES
from ledger.imports.books.register import Part, Register, Row
from ledger.imports.readers.printed import Unreadable
from ledger.imports.statement import Problem

PLACES = 3
_HEAD = 4_096
_KINDS = {
    "checking": AccountKind.CHECKING,
    "savings": AccountKind.SAVINGS,
    "cash": AccountKind.CASH,
    "creditCard": AccountKind.CREDIT_CARD,
    "lineOfCredit": AccountKind.OTHER_LIABILITY,
    "mortgage": AccountKind.MORTGAGE,
    "autoLoan": AccountKind.LOAN,
    "studentLoan": AccountKind.LOAN,
    "personalLoan": AccountKind.LOAN,
    "otherAsset": AccountKind.OTHER_ASSET,
    "otherLiability": AccountKind.OTHER_LIABILITY,
    "otherDebt": AccountKind.OTHER_LIABILITY,
}
_NO_CATEGORIES = {"internal master category", "credit card payments"}


def is_ynab_json(bundle: Bundle) -> bool:
    """Tell whether the only file is a budget of YNAB's API."""
    head = bundle.only()[:_HEAD]
    return head.lstrip()[:1] == b"{" and b'"budget"' in head and b'"currency_format"' in head


def read_ynab_json(bundle: Bundle) -> ParsedBooks:
    """Return the books in a budget; raises BrokenFile when the JSON cannot be read."""
    content = load_json(bundle.only())
    budget = content.get("data", content).get("budget", {}) if isinstance(content, dict) else {}
    return _Reading(budget if isinstance(budget, dict) else {}).read()


class _Reading:
    def __init__(self, budget: dict[str, Any]) -> None:
        self.budget = budget
        currency = budget.get("currency_format")
        code = text_of(currency.get("iso_code")) if isinstance(currency, dict) else ""
        self.register = Register("ynab", "YNAB API budget", code)
        self.payees = {p.get("id"): text_of(p.get("name")) for p in items(budget.get("payees"))}
        self.categories: dict[str, str] = {}
        self.parts: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def read(self) -> ParsedBooks:
        stated = self._accounts()
        self._categories()
        for part in self._live("subtransactions"):
            self.parts[text_of(part.get("transaction_id"))].append(part)
        for row in self._live("transactions"):
            try:
                self._book(row)
            except Unreadable as error:
                self.register.problems.append(Problem(str(error)))
        self._leave_out()
        return self.register.books(stated)

    def _live(self, name: str) -> list[dict[str, Any]]:
        return [item for item in items(self.budget.get(name)) if not item.get("deleted")]

    def _accounts(self) -> dict[str, Decimal]:
        stated = {}
        for account in self._live("accounts"):
            name, key = text_of(account.get("name")) or "Account", text_of(account.get("id"))
            kind = _KINDS.get(text_of(account.get("type")), place_kind(name))
            self.register.place(key, (name,), kind, is_closed=bool(account.get("closed")))
            stated[key] = scaled(account.get("balance") or 0, PLACES)
        return stated

    def _categories(self) -> None:
        groups = {
            g.get("id"): text_of(g.get("name")) for g in items(self.budget.get("category_groups"))
        }
        for category in items(self.budget.get("categories")):
            name, key = text_of(category.get("name")), text_of(category.get("id"))
            group = groups.get(category.get("category_group_id"), "")
            is_inflow = group.casefold() in _NO_CATEGORIES | INFLOW or not group
            if not is_inflow:
                self.categories[key] = self.register.category((group, name), is_income=False)

    def _book(self, row: dict[str, Any]) -> None:
        parts = self.parts.get(text_of(row.get("id")), [])
        rows = [self._row(row, part) for part in parts or [row]]
        amount = scaled(row.get("amount") or 0, PLACES)
        self.register.tally.add(rows[0].account, rows[0].on, amount, self.register.currency)
        plain = []
        for each in rows:
            other = self.register.accounts.get(each.parts[0].account)
            if other is not None and other.is_place:
                self.register.keep_half(each, each.parts[0])
            else:
                plain.append(each)
        if plain:
            self.register.book_together(plain)

    def _row(self, whole: dict[str, Any], part: dict[str, Any]) -> Row:
        amount = scaled(part.get("amount") or 0, PLACES)
        payee = self.payees.get(part.get("payee_id") or whole.get("payee_id"), "")
        other = text_of(part.get("transfer_account_id"))
        target = self.categories.get(text_of(part.get("category_id")), UNCATEGORISED)
        if payee.casefold() == STARTING:
            target = OPENING
        if other in self.register.accounts:
            target, payee = other, ""
        memo = text_of(part.get("memo")) if part is not whole else ""
        return Row(
            account=text_of(whole.get("account_id")),
            on=iso_day(whole.get("date")),
            amount=amount,
            parts=(Part(target, amount, memo),),
            payee=payee,
            memo=text_of(whole.get("memo")),
            status=STATUSES.get(text_of(whole.get("cleared")), Status.CLEARED),
            tags=tuple(filter(None, [text_of(whole.get("flag_name"))])),
            external_id=text_of(part.get("id")),
        )

    def _leave_out(self) -> None:
        add = self.register.omissions.add
        months = (m for m in items(self.budget.get("months")))
        budgeted = sum(
            1 for month in months for c in items(month.get("categories")) if c.get("budgeted")
        )
        add("budgeted amounts", "budgets are set up anew", budgeted)
        scheduled = len(self._live("scheduled_transactions"))
        add("scheduled transactions", "schedules are found again from the rows", scheduled)
