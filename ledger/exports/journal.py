"""The whole ledger as a plain-text journal of hledger or beancount.

Formats: hledger.org/hledger.html (journal, 1.25 and later) and beancount.github.io (language
syntax, v2 and v3). Both programs' balances equal `reports.balances` to the last digit. Balances
that are asserted or reconciled are asserted in the journal where they hold, else told in comments,
so that the journal can be read whatever became of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from accounts.models import Household
from ledger.enums import Status
from ledger.exports.amounts import plain_amount
from ledger.exports.rows import iterate_rows
from ledger.money import Money
from ledger.periods import DAY
from ledger.reports.filters import RegisterFilter
from ledger.reports.legs import RegisterLeg
from ledger.reports.register import RegisterRow
from ledger.reports.stated_balances import StatedBalance, stated_balances
from ledger.reports.tree import PRIVATE_PATH, AccountTree, account_tree

OPENED = date(1900, 1, 1)
"""The first date that a transaction can have: every account is open from then on."""
UNVALUED = "Equity:Conversion-differences"
"""Takes the value of a leg without an amount, which neither program can write."""


class JournalFormat(StrEnum):
    """A program's journal."""

    HLEDGER = "hledger"
    BEANCOUNT = "beancount"


@dataclass(frozen=True, slots=True)
class _Dialect:
    head: Callable[[Household, AccountTree], Iterator[str]]
    header: Callable[[RegisterRow], Iterator[str]]
    leg: Callable[[str, str, str], str]
    """From path, amount and memo to a line."""
    commodity: Callable[[str], str]
    opening: Callable[[str], str]
    """From the path of an account to the line that declares it."""
    holds: Callable[[str, date, str, str], str]
    """From path, day, balance and no money to what asserts the balance at the end of the day."""
    counts_below: bool
    """Whether the program takes what is below an account for a part of its balance."""


def journal(household: Household, journal_format: JournalFormat) -> Iterator[str]:
    """Yield the journal of a household in pieces: accounts first, then every live transaction.

    Oldest first, the same text for the same books; balances that are stated come behind the
    transactions of their day. Two-currency legs carry their total cost (`@@`). Reads as it goes:
    the household's scope must be open until the last piece.
    """
    tree = account_tree(household)
    dialect = _DIALECTS[journal_format]
    has_private = False
    stated = deque(stated_balances(household, tree))
    yield "".join(f"{line}\n" for line in dialect.head(household, tree))
    for row in iterate_rows(household, RegisterFilter(), tree):
        while stated and stated[0].on < row.date:
            yield "\n" + _stated(stated.popleft(), tree, dialect)
        lines = [*dialect.header(row), *_legs(row, tree, dialect)]
        yield "\n" + "".join(f"{line}\n" for line in lines)
        has_private = has_private or any(not leg.account.pk for leg in row.legs)
    for left in stated:
        yield "\n" + _stated(left, tree, dialect)
    if has_private:
        yield "\n" + dialect.opening(PRIVATE_PATH) + "\n"


def _stated(row: StatedBalance, tree: AccountTree, dialect: _Dialect) -> str:
    path = tree.paths[row.account_id]
    held, nothing = _said(row.stated, dialect), _said(Money.zero(row.stated.currency), dialect)
    if row.difference.amount:
        found, off = _said(row.found, dialect), _said(row.difference, dialect)
        words = f"should have held {held}, the books say {found}, off by {off}"
    elif row.below.amount and dialect.counts_below:
        words = f"held {held}, without the accounts below it"
    else:
        return dialect.holds(path, row.on, held, nothing)
    return f"; At the end of {row.on} {path} {words}\n"


def _said(money: Money, dialect: _Dialect) -> str:
    return _money(money.amount, money.currency, dialect)


def _legs(row: RegisterRow, tree: AccountTree, dialect: _Dialect) -> Iterator[str]:
    for leg in row.legs:
        memo = _one_line(leg.memo)
        yield dialect.leg(tree.path_of(leg.account), _amount(leg, row.currency, dialect), memo)
        if leg.value and not leg.amount:
            worth = _money(leg.value, row.currency, dialect)
            yield dialect.leg(UNVALUED, worth, memo)


def _amount(leg: RegisterLeg, currency: str, dialect: _Dialect) -> str:
    amount = _money(leg.amount.amount, leg.amount.currency, dialect)
    if leg.amount.currency == currency or not leg.amount:
        return amount
    return f"{amount} @@ {_money(abs(leg.value), currency, dialect)}"


def _money(amount: Decimal, currency: str, dialect: _Dialect) -> str:
    return f"{plain_amount(amount, currency)} {dialect.commodity(currency)}"


def _one_line(text: str) -> str:
    printable = (char if char.isprintable() else " " for char in text)
    return " ".join("".join(printable).split())


def _hledger_head(household: Household, tree: AccountTree) -> Iterator[str]:
    yield f"; {_one_line(household.name)}"
    yield "decimal-mark ."
    yield ""
    for account in sorted(tree.accounts, key=lambda each: tree.paths[each.pk]):
        yield f"account {tree.paths[account.pk]}"


# `;` begins a comment and `|` ends the payee.
_HLEDGER_TEXT = str.maketrans({";": ",", "|": "/"})
# In a comment `name:` is a tag and `[2026-01-01]` a posting date.
_HLEDGER_COMMENT = str.maketrans({":": ".", "[": "(", "]": ")", ";": ",", ",": " "})
_NOT_IN_HLEDGER_TAG = re.compile(r"[\s:;,\[\]]+")


def _hledger_header(row: RegisterRow) -> Iterator[str]:
    mark = "!" if row.status == Status.PENDING else "*"
    payee = _one_line(row.payee).translate(_HLEDGER_TEXT)
    memo = _one_line(row.memo).translate(_HLEDGER_TEXT)
    yield f"{row.date} {mark} ({row.id}) {payee} | {memo}".rstrip()
    if row.status == Status.RECONCILED:
        yield "    ; reconciled:"
    for tag in row.tags:
        yield f"    ; {_NOT_IN_HLEDGER_TAG.sub('-', _one_line(tag.name))}:"


def _hledger_leg(path: str, amount: str, memo: str) -> str:
    comment = f"  ; {memo.translate(_HLEDGER_COMMENT)}" if memo else ""
    return f"    {path}  {amount}{comment}"


def _hledger_commodity(currency: str) -> str:
    return currency if currency.isalpha() else f'"{currency}"'


def _hledger_holds(path: str, on: date, held: str, nothing: str) -> str:
    return f"{on} * Balance\n    {path}  {nothing} = {held}\n"


def _beancount_head(household: Household, tree: AccountTree) -> Iterator[str]:
    yield f"option {_quoted('title')} {_quoted(household.name)}"
    yield f"option {_quoted('operating_currency')} {_quoted(household.base_currency)}"
    # A total cost becomes a price a unit, whose last digit may be cut off.
    yield f"option {_quoted('inferred_tolerance_default')} {_quoted('*:0.00000001')}"
    yield ""
    for account in sorted(tree.accounts, key=lambda each: tree.paths[each.pk]):
        yield f"{OPENED} open {tree.paths[account.pk]} {account.currency}".rstrip()
    yield f"{OPENED} open {UNVALUED}"


_NOT_IN_BEANCOUNT_TAG = re.compile(r"[^A-Za-z0-9\-_/.]+")


def _beancount_header(row: RegisterRow) -> Iterator[str]:
    mark = "!" if row.status == Status.PENDING else "*"
    tags = "".join(f" #{tag}" for tag in dict.fromkeys(map(_beancount_tag, row.tags)) if tag)
    yield f"{row.date} {mark} {_quoted(row.payee)} {_quoted(row.memo)}{tags}"
    yield f"  id: {_quoted(str(row.id))}"
    if row.status == Status.RECONCILED:
        yield f"  status: {_quoted('reconciled')}"


def _beancount_tag(tag: object) -> str:
    name = unicodedata.normalize("NFKD", getattr(tag, "name", ""))
    plain = name.replace("ß", "ss").encode("ascii", "ignore").decode()
    return _NOT_IN_BEANCOUNT_TAG.sub("-", plain).strip("-")


def _beancount_leg(path: str, amount: str, memo: str) -> str:
    line = f"  {path}  {amount}"
    return f"{line}\n    memo: {_quoted(memo)}" if memo else line


def _beancount_holds(path: str, on: date, held: str, _nothing: str) -> str:
    # There a balance is that of the beginning of a day.
    return f"{on + DAY} balance {path}  {held}\n"


def _quoted(text: str) -> str:
    escaped = _one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


_DIALECTS = {
    JournalFormat.HLEDGER: _Dialect(
        head=_hledger_head,
        header=_hledger_header,
        leg=_hledger_leg,
        commodity=_hledger_commodity,
        opening="account {}".format,
        holds=_hledger_holds,
        counts_below=False,
    ),
    JournalFormat.BEANCOUNT: _Dialect(
        head=_beancount_head,
        header=_beancount_header,
        leg=_beancount_leg,
        commodity=str,
        opening=f"{OPENED} open {{}}".format,
        holds=_beancount_holds,
        counts_below=True,
    ),
}
