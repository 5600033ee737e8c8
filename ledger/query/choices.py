"""`has:`, `is:` and the other fields of which there are a few values."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches

from django.utils.translation import gettext as _

from ledger.enums import CATEGORY_KINDS, AccountKind, Status
from ledger.query.errors import QueryError
from ledger.query.fields import BY_NAME, SYNONYMS
from ledger.query.names import Names
from ledger.query.pieces import MANY_RANK, Bind, Piece, leg_in, leg_piece, leg_where
from ledger.query.syntax import Term, Value
from ledger.query.words import fact_candidates
from ledger.search_text import SPLIT_FACT, TRANSFER_FACT, source_fact

_CODE = re.compile(r"[A-Z][A-Z0-9]{2,7}")
_KEY = re.compile(r"\d{1,18}", re.ASCII)
_HAS_TAG = """exists (
    select 1 from ledger_transactiontag g
    where g.household_id = %(household)s and g.transaction_id = t.id)"""
_FILES = """
select f.transaction_id as id from ledger_attachment f
where f.household_id = %(household)s and f.deleted_at is null"""
_NOTED = """
select s.transaction_id as id from ledger_posting s
where s.household_id = %(household)s and s.memo <> ''"""
_SPLIT = """(
    select count(*) from ledger_posting s where s.household_id = %(household)s
      and s.transaction_id = t.id and s.account_id = any({ids})) > 1"""


def read_choice(term: Term, value: Value) -> str:
    """Return which of its field's words a value is; raises QueryError for none of them."""
    choices = BY_NAME[term.field].choices
    word = SYNONYMS.get(value.text.lower(), value.text.lower())
    if word in choices:
        return word
    problem = _("“%(value)s” is nothing that %(field)s knows") % {
        "value": value.text,
        "field": term.field,
    }
    near = get_close_matches(word, choices, n=1)
    words = near[0] if near else ", ".join(choices)
    raise QueryError(value.span, problem, _("write %s") % words)


def read_code(value: Value) -> str:
    """Return a currency's code; raises QueryError for what is none."""
    code = value.text.upper()
    if not _CODE.fullmatch(code):
        problem = _("“%s” is no currency") % value.text
        raise QueryError(value.span, problem, _("write a code such as EUR"))
    return code


def key_piece(value: Value, bind: Bind) -> Piece:
    """Return the transaction of a number; raises QueryError for what is none."""
    if not _KEY.fullmatch(value.text):
        problem = _("“%s” is no number of a transaction") % value.text
        raise QueryError(value.span, problem, _("write digits, as in id:120"))
    number = bind(int(value.text))
    return Piece(f"t.id = {number}", f"select {number}::bigint as id", 0)


def choice_piece(term: Term, value: Value, names: Names, bind: Bind) -> Piece:
    """Return the condition of `has:`, `is:`, `status:` or `source:` with one of its words."""
    word = read_choice(term, value)
    if term.field == "source":
        test = f"t.source = {bind(word)}"
        return Piece(test, fact_candidates(bind(source_fact(word)), test))
    if term.field == "status" or word in Status.values:
        return Piece(f"t.status = {bind(word)}")
    return (_HAS if term.field == "has" else _IS)[word](names, bind)


def _in(ids: frozenset[int], bind: Bind) -> Piece:
    return leg_in(bind(sorted(ids)))


def _files(_names: Names, _bind: Bind) -> Piece:
    return Piece(f"t.id in ({_FILES})", _FILES, 3)


def _categorised(names: Names, bind: Bind) -> Piece:
    return _in(names.of_kinds(*CATEGORY_KINDS) - names.uncategorised, bind)


def _transfer(names: Names, bind: Bind) -> Piece:
    """Return what lies in places alone; what is kept from the person counts as one."""
    elsewhere = leg_where(f"s.account_id <> all({bind(sorted(names.places))}::bigint[])")
    test = f"not {elsewhere}"
    return Piece(test, fact_candidates(bind(TRANSFER_FACT), test), MANY_RANK, elsewhere)


def _split(names: Names, bind: Bind) -> Piece:
    ids = bind(sorted(names.of_kinds(*CATEGORY_KINDS)))
    test = _SPLIT.format(ids=f"{ids}::bigint[]")
    return Piece(test, fact_candidates(bind(SPLIT_FACT), test), 5)


Make = Callable[[Names, Bind], Piece]
_HAS: dict[str, Make] = {
    "attachment": _files,
    "tag": lambda _names, _bind: Piece(_HAS_TAG),
    "payee": lambda _names, _bind: Piece("t.payee_id is not null"),
    "category": _categorised,
    "memo": lambda _names, _bind: Piece("t.memo <> ''"),
    "note": lambda _names, _bind: leg_piece("s.memo <> ''", _NOTED, 8),
    "text": lambda _names, _bind: Piece("t.raw_payee <> ''"),
    "import": lambda _names, _bind: Piece("t.import_batch_id is not null"),
}
_IS: dict[str, Make] = {
    "uncategorised": lambda names, bind: _in(names.uncategorised, bind),
    "split": _split,
    "transfer": _transfer,
    "income": lambda names, bind: _in(names.of_kinds(AccountKind.INCOME), bind),
    "expense": lambda names, bind: _in(names.of_kinds(AccountKind.EXPENSE), bind),
}
