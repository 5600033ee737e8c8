"""A query's tree compiled to conditions of one SQL query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from itertools import count
from typing import Any

from django.utils.translation import gettext as _

from ledger.query.amounts import read_bounds
from ledger.query.choices import choice_piece, key_piece, read_choice, read_code
from ledger.query.condition import Condition
from ledger.query.dates import END, FIRST_DAY, read_span
from ledger.query.errors import QueryError, Span
from ledger.query.fields import BY_NAME, Kind
from ledger.query.legs import asked_of_legs, is_about_leg, least_and_most, names_accounts
from ledger.query.pieces import (
    ANY_RANK,
    DEAR_RANKS,
    Piece,
    all_of,
    any_of,
    beside_posting,
    leg_in,
    leg_piece,
    none_of,
)
from ledger.query.setting import Setting
from ledger.query.syntax import And, Node, Not, Or, Term, Text, Value, side_by_side
from ledger.query.texts import field_piece, import_piece, pattern_piece, text_piece, whole_piece
from ledger.query.words import size_candidates

Ids = frozenset[int] | None
"""The accounts whose postings are meant; None is all."""
_TAGGED = """
select g.transaction_id as id from ledger_transactiontag g
where g.household_id = %(household)s and g.tag_id = any({ids}::bigint[])"""
_BOTH = frozenset({"account", "category"})


def compile_query(
    node: Node,
    setting: Setting,
    *,
    may_view: Iterable[str] = _BOTH,
    viewed: Iterable[int] | None = None,
) -> Condition:
    """Return a query as a condition on transactions.

    By `account:` and `category:`, those of them in `may_view`, the query also says from where its
    transactions are seen; else that is `viewed`, the accounts that the list is about already.
    Raises QueryError for a name, date, amount, word or pattern that means nothing.
    """
    return _Compiler(setting).whole(
        node, frozenset(may_view), None if viewed is None else frozenset(viewed)
    )


class _Compiler:
    """Turns nodes into pieces; keeps their values under numbered names."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.values: dict[str, Any] = {}
        self.slow: Span | None = None
        self.at_hand: Term | None = None
        """What can be asked of the viewed posting itself, within groups too."""
        self.viewed: Ids = None
        self._numbers = count()

    def bind(self, value: object) -> str:
        """Keep a value; return its placeholder."""
        name = f"q{next(self._numbers)}"
        self.values[name] = value
        return f"%({name})s"

    def _key(self) -> str:
        """Return how the names of some more values begin."""
        return f"q{next(self._numbers)}_"

    def whole(self, node: Node, may_view: frozenset[str], viewed: Ids) -> Condition:
        parts, in_trash = _without_trash(side_by_side(node))
        start, end, parts = self._dated(parts)
        legs = self._legs(parts, viewed)
        naming = [part for part in parts if names_accounts(part)]
        kind = _first_kind(naming)
        hoists = kind in may_view
        # The one condition that the list is seen by needs no further look at the transaction.
        alone = [part for part in naming if names_accounts(part) == kind]
        shown = [part for part in parts if not (hoists and len(alone) == 1 and part is alone[0])]
        # A list that is read posting by posting asks the posting at hand.
        is_at_hand = legs is not None and (hoists or legs == viewed)
        asked = list(asked_of_legs(shown))
        if is_at_hand and len(asked) == 1:
            self.at_hand, self.viewed = asked[0], legs
        piece = self._together(shown, legs, is_at_hand=is_at_hand)
        # Where postings of a few accounts are read, these are the likely fewer.
        is_narrow = hoists or viewed is not None
        has_candidates = piece.rank < ANY_RANK or not is_narrow
        return Condition(
            sql=beside_posting(piece.sql) if is_narrow else piece.sql,
            values=self.values,
            candidates=piece.candidates if has_candidates else "",
            are_dear=piece.rank in DEAR_RANKS,
            viewed=tuple(sorted(legs or ())) if hoists else None,
            views_categories=hoists and kind == "category",
            start=start,
            end=end,
            in_trash=in_trash,
            slow=self.slow,
        )

    def _dated(self, parts: Sequence[Node]) -> tuple[date | None, date | None, list[Node]]:
        """Return the days that all parts ask for, and the parts that are about something else."""
        start, end, others = FIRST_DAY, END, []
        for part in parts:
            is_date = isinstance(part, Term) and part.field == "date" and part.op != "!="
            if isinstance(part, Term) and is_date and len(part.values) == 1:
                first, last = self._days(part, part.values[0])
                start, end = max(start, first), min(end, last)
            else:
                others.append(part)
        return (
            None if start == FIRST_DAY else start,
            None if end == END else end,
            others,
        )

    def _legs(self, parts: Sequence[Node], outer: Ids) -> Ids:
        """Return whose postings are meant beside some parts: a category's, else an account's."""
        naming = [part for part in parts if names_accounts(part)]
        kind = _first_kind(naming)
        if not kind:
            return outer
        return frozenset().union(
            *(self._accounts(part) for part in naming if names_accounts(part) == kind)
        )

    def _accounts(self, part: Node) -> frozenset[int]:
        if isinstance(part, Or):
            return frozenset().union(*(self._accounts(each) for each in part.parts))
        if isinstance(part, Term) and part.field == "is":
            return self.setting.names.uncategorised
        return self.setting.names.meant(part) if isinstance(part, Term) else frozenset()

    def _together(self, parts: Sequence[Node], legs: Ids, *, is_at_hand: bool = False) -> Piece:
        """Return what holds when all parts do; those about a posting are about the same one."""
        about_leg = [part for part in parts if isinstance(part, Term) and is_about_leg(part)]
        pieces = [self._piece(part, legs) for part in parts if part not in about_leg]
        if about_leg:
            pieces.append(self._leg(about_leg, legs, is_at_hand=is_at_hand))
        return all_of(pieces)

    def _group(self, node: Node, outer: Ids) -> Piece:
        parts = side_by_side(node)
        return self._together(parts, self._legs(parts, outer))

    def _piece(self, node: Node, legs: Ids) -> Piece:
        if isinstance(node, Not):
            return none_of(self._group(node.part, legs))
        if isinstance(node, Or):
            return any_of([self._group(part, legs) for part in node.parts])
        if isinstance(node, And):
            return self._group(node, legs)
        if isinstance(node, Text):
            return self._keep(*text_piece(node, self._key()))
        return self._term(node, legs)

    def _keep(self, piece: Piece, search: Any) -> Piece:
        self.values |= search.values
        return piece

    def _term(self, term: Term, legs: Ids) -> Piece:
        if term.op == "!=":
            return none_of(self._group(replace(term, op="="), legs))
        if is_about_leg(term):
            return self._leg([term], legs)
        if BY_NAME[term.field].kind is Kind.NAME:
            return self._named(term)
        return any_of([self._value(term, value) for value in term.values])

    def _named(self, term: Term) -> Piece:
        ids = self.bind(sorted(self.setting.names.meant(term)))
        if term.field == "tag":
            tagged = _TAGGED.format(ids=ids)
            return Piece(f"t.id in ({tagged})", tagged, 4)
        return leg_in(ids)

    def _value(self, term: Term, value: Value) -> Piece:
        kind = BY_NAME[term.field].kind
        if kind is Kind.DATE:
            return self._day_piece(term, value)
        if kind is Kind.KEY:
            return key_piece(value, self.bind)
        if kind is Kind.CHOICE:
            _refuse_trash(term, value)
            return choice_piece(term, value, self.setting.names, self.bind)
        return self._text(term, value)

    def _text(self, term: Term, value: Value) -> Piece:
        if term.op == "~":
            self.slow = self.slow or value.span
            return pattern_piece(term, value, self.bind)
        if term.op == "=":
            return self._keep(*whole_piece(term, value, self.bind, self._key()))
        is_number = value.text.isascii() and value.text.isdigit() and len(value.text) < 19
        if term.field == "import" and is_number and not value.is_quoted:
            return import_piece(value, self.bind)
        return self._keep(*field_piece(term, value, self._key()))

    def _days(self, term: Term, value: Value) -> tuple[date, date]:
        """Return the days [start, end) that a comparison means."""
        start, end = read_span(value, self.setting.calendar, self.setting.today)
        return {
            ">": (end, END),
            ">=": (start, END),
            "<": (FIRST_DAY, start),
            "<=": (FIRST_DAY, end),
        }.get(term.op, (start, end))

    def _day_piece(self, term: Term, value: Value) -> Piece:
        start, end = self._days(term, value)
        read: Callable[[date], object] = lambda day: day  # noqa: E731
        column = "t.date"
        if term.field == "created":
            column, read = "t.created_at", self._instant
        tests = [f"{column} >= {self.bind(read(start))}"] if start > FIRST_DAY else []
        tests += [f"{column} < {self.bind(read(end))}"] if end < END else []
        return Piece(" and ".join(tests) or "true")

    def _instant(self, day: date) -> datetime:
        return datetime.combine(day, time.min, tzinfo=self.setting.zone)

    def _leg(self, terms: Sequence[Term], legs: Ids, *, is_at_hand: bool = False) -> Piece:
        tests = [test for term in terms for test in self._leg_tests(term)]
        places = self.bind(sorted(self.setting.names.places))
        seen = tests
        if legs is not None:
            seen = [*tests, f"s.account_id = any({self.bind(sorted(legs))}::bigint[])"]
        elif any(term.field == "signed" for term in terms):
            seen = [*tests, f"s.account_id = any({places}::bigint[])"]
        there = leg_piece(" and ".join(seen).replace(_PLACES, places))
        at_hand = " and ".join(tests).replace("s.", "p.").replace(_PLACES, places)
        is_alone = any(term is self.at_hand for term in terms) and legs == self.viewed
        piece = Piece(at_hand) if is_at_hand or is_alone else there
        least, most = least_and_most(terms)
        if least is None and most is None:
            return piece
        key = self._key()
        search = size_candidates(least, most, there.sql, key=key)
        self.values |= search.values
        return replace(piece, candidates=search.candidates, rank=2 if least == most else 8)

    def _leg_tests(self, term: Term) -> list[str]:
        if term.field == "currency":
            codes = self.bind([read_code(value) for value in term.values])
            return [f"s.currency = any({codes})"]
        side = "abs(s.amount)" if term.field == "amount" else _SIGNED
        return [f"{side} {sign} {self.bind(number)}" for sign, number in read_bounds(term)]


_PLACES = "{places}"
# Places keep their sign; seen from a category or equity, the money went the other way.
_SIGNED = "case when s.account_id = any({places}::bigint[]) then s.amount else -s.amount end"


def _first_kind(naming: Sequence[Node]) -> str:
    """Return where a list is seen from: the categories that it names, else the accounts."""
    kinds = {names_accounts(part) for part in naming}
    return next((kind for kind in ("category", "account") if kind in kinds), "")


def _is_trash(node: Node) -> bool:
    if not (isinstance(node, Term) and node.field == "is" and node.op != "!="):
        return False
    return [read_choice(node, value) for value in node.values] == ["trash"]


def _without_trash(parts: Iterable[Node]) -> tuple[list[Node], bool]:
    parts = list(parts)
    others = [part for part in parts if not _is_trash(part)]
    return others, len(others) < len(parts)


def _refuse_trash(term: Term, value: Value) -> None:
    if term.field == "is" and value.text.lower() == "trash":
        problem = _("a list shows what lies in the trash, or what does not")
        raise QueryError(term.span, problem, _("write in:trash beside everything else, once"))
