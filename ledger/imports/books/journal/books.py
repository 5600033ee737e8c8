"""A journal as books: its accounts classed by name or declaration, its transactions balanced."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from ledger.enums import AccountKind
from ledger.imports.books.bundle import Bundle
from ledger.imports.books.journal.balancing import Balancer
from ledger.imports.books.journal.beancount import SUFFIXES as BEANCOUNT_SUFFIXES
from ledger.imports.books.journal.beancount import read_beancount
from ledger.imports.books.journal.entries import Journal
from ledger.imports.books.journal.hledger import SUFFIXES, read_hledger
from ledger.imports.books.kinds import asset_kind, liability_kind
from ledger.imports.books.model import OWN_KEYS, BookAccount, Figures, ParsedBooks
from ledger.imports.books.programs.tables import decoded

_HEAD = 400_000
_BEANCOUNT = re.compile(
    r"^\d{4}-\d\d-\d\d\s+(?:open|close|balance|pad|commodity)\s+[A-Z]"
    r'|^option\s+"|^\d{4}-\d\d-\d\d\s+(?:\*|!|txn)\s+"',
    re.MULTILINE,
)
_TRANSACTION = re.compile(
    r"^\d[\d/.\-=]*\d(?:[ \t][^\n]*)?\n(?:[ \t]+;[^\n]*\n)*"
    r"[ \t]+(?:[*!] ?)?[(\[]?[^\W\d_;][^\n]*(?:\n|$)",
    re.MULTILINE,
)
_TABLE_LINE = re.compile(r"[;,\t]")
_ROOTS = (
    ("A", r"assets?|aktiva|vermögen|activos?|actifs?|资产|資產"),
    ("L", r"liabilit(?:y|ies)|debts?|passiva|verbindlichkeiten|schulden|pasivos?|负债|負債"),
    ("E", r"equity|eigenkapital|patrimonio|capital|权益|權益"),
    ("R", r"incomes?|revenues?|einnahmen|ertrag|erträge|ingresos|revenus|收入"),
    ("X", r"expenses?|ausgaben|aufwand|gastos|dépenses|支出|费用"),
)
_CLASSES = tuple((letter, re.compile(pattern, re.IGNORECASE)) for letter, pattern in _ROOTS)
_KINDS = {"E": AccountKind.EQUITY, "R": AccountKind.INCOME, "X": AccountKind.EXPENSE}


def is_beancount(bundle: Bundle) -> bool:
    """Tell whether the files are those of beancount."""
    if bundle.is_archive:
        return any(bundle.ending(*BEANCOUNT_SUFFIXES))
    return _is_text(bundle.only()) and bool(_BEANCOUNT.search(_head(bundle.only())))


def is_journal(bundle: Bundle) -> bool:
    """Tell whether the files are journals of hledger or ledger."""
    if bundle.is_archive:
        found = [data for _path, data in bundle.ending(*SUFFIXES[:-2])]
        return any(_has_transactions(data) for data in found)
    return _has_transactions(bundle.only())


def _has_transactions(data: bytes) -> bool:
    return _is_text(data) and bool(_TRANSACTION.search(_head(data)))


def _is_text(data: bytes) -> bool:
    return bool(data) and b"\0" not in data[:_HEAD]


def _head(data: bytes) -> str:
    return decoded(data[:_HEAD])


def read_beancount_books(bundle: Bundle) -> ParsedBooks:
    """Return the books of beancount's files."""
    return _books(read_beancount(bundle), "beancount")


def read_journal_books(bundle: Bundle) -> ParsedBooks:
    """Return the books of hledger's or ledger's journals."""
    return _books(read_hledger(bundle), "journal")


def _books(journal: Journal, book_format: str) -> ParsedBooks:
    balancer = Balancer(journal)
    transactions = tuple(balancer.run())
    legs = [leg for each in transactions for leg in each.legs]
    used = {leg.account for leg in legs} - set(OWN_KEYS)
    commodities: dict[str, set[str]] = defaultdict(set)
    for leg in legs:
        commodities[leg.account].add(leg.currency)
    classes = Classes(journal)
    accounts = {
        name: _account(name, classes, commodities[name], is_closed=name in journal.closed)
        for name in sorted(used | {name for name in journal.opened if name})
    }
    days = [each.on for each in transactions]
    count = len(transactions) + journal.undated
    return ParsedBooks(
        format=book_format,
        dialect=journal.dialect,
        accounts=accounts,
        transactions=transactions,
        balances=_balances(balancer.held),
        figures=Figures(count, {}, min(days, default=None), max(days, default=None)),
        not_carried=journal.omissions.all(),
        problems=tuple(journal.problems),
        asserted=balancer.asserted.all(),
    )


def _balances(held: Mapping[tuple[str, str], Decimal]) -> dict[tuple[str, str], Decimal]:
    return {key: amount for key, amount in held.items() if key[0] not in OWN_KEYS}


class Classes:
    """Says of an account whether it is an asset, a debt, equity, income or an expense."""

    def __init__(self, journal: Journal) -> None:
        self.types = journal.types
        self.roots = journal.roots

    def letter(self, name: str) -> str:
        """Return the class: as declared for it or for what is above it, else by its root's name."""
        at = name
        while at:
            if at in self.types:
                return self.types[at]
            at = at.rpartition(":")[0]
        root = name.partition(":")[0]
        if root in self.roots:
            return self.roots[root]
        return next((letter for letter, found in _CLASSES if found.fullmatch(root)), "")


def _account(name: str, classes: Classes, commodities: set[str], *, is_closed: bool) -> BookAccount:
    letter = classes.letter(name)
    parts = tuple(part.strip() or "Account" for part in name.split(":"))
    guess = liability_kind if letter == "L" else asset_kind
    kind = _KINDS.get(letter) or guess(name)
    if letter and len(parts) > 1 and not classes.types.get(name):
        parts = parts[1:]
    currency = next(iter(commodities)) if len(commodities) == 1 else ""
    if kind in _KINDS.values():
        currency = ""
    return BookAccount(name, parts, kind, currency, is_closed)
