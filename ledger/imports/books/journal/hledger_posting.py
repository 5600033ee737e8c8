"""One posting of a hledger or ledger journal: account, amount, price, cost, assertion, comment."""

from __future__ import annotations

import re

from ledger.enums import Status
from ledger.imports.books.journal.entries import Assertion, Posting
from ledger.imports.books.journal.numbers import Styles
from ledger.imports.readers.printed import Unreadable

_POSTING = re.compile(r"(?:(?P<mark>[*!])\s*)?(?P<account>.*?)(?:\s{2,}|\t\s*|$)(?P<rest>.*)")
_ASSERTION = re.compile(r"(={1,2})(\*?)\s*")
_PRICE = re.compile(r"\(?(@@?)\)?\s*")
_COST = re.compile(r"\{(\{?)=?([^}]*)\}?\}\s*")
_LOT_NOTE = re.compile(r"\[[^\]]*\]\s*|\([^)]*\)\s*")
_MARKS = {"*": Status.CLEARED, "!": Status.PENDING}


def read_posting(text: str, line: int, styles: Styles) -> Posting:
    """Return the posting that a line writes; raises Unreadable."""
    before, _mark, comment = text.partition(";")
    found = _POSTING.fullmatch(before.rstrip())
    if not found or not found["account"]:
        raise Unreadable(f"“{text[:40]}” is no posting")
    posting = Posting(found["account"].strip(), line=line, memo=comment.strip())
    posting.status = _MARKS.get(found["mark"])
    _unwrap(posting)
    rest = found["rest"].strip()
    if rest and not rest.startswith("="):
        if rest.startswith("("):
            raise Unreadable("amounts that are calculated are not read")
        posting.amount, rest = styles.read(rest)
    while rest := rest.strip():
        rest = _more(posting, rest, styles)
    return posting


def _unwrap(posting: Posting) -> None:
    name = posting.account
    if name.startswith("(") and name.endswith(")"):
        posting.account, posting.is_virtual = name[1:-1].strip(), True
    elif name.startswith("[") and name.endswith("]"):
        posting.account, posting.is_apart = name[1:-1].strip(), True


def _more(posting: Posting, rest: str, styles: Styles) -> str:
    """Read one of the things that may follow an amount; returns what comes after it."""
    if found := _ASSERTION.match(rest):
        quantity, rest = styles.read(rest[found.end() :])
        is_total, is_inclusive = found[1] == "==", bool(found[2])
        posting.assertion = Assertion(quantity, is_total, is_inclusive)
        return rest
    if found := _PRICE.match(rest):
        posting.price, rest = styles.read(rest[found.end() :])
        posting.is_total_price = found[1] == "@@"
        return rest
    if found := _COST.match(rest):
        if found[2].strip():
            posting.cost, _rest = styles.read(found[2])
            posting.is_total_cost = bool(found[1])
        else:
            posting.lot = ""
        return rest[found.end() :]
    if found := _LOT_NOTE.match(rest):
        return rest[found.end() :]
    raise Unreadable(f"“{rest[:40]}” behind an amount is not understood")
