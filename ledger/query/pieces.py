"""Pieces of SQL that a query is put together from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

MANY_RANK, ANY_RANK, DEAR_RANK = 7, 9, 10
"""Candidates that are many, that may be any transactions, and that are dear to find."""
DEAR_RANKS = frozenset({MANY_RANK, DEAR_RANK})
"""Candidates that are worth it only where all transactions would be read."""
ONE_BY_ONE = "/* one by one */"
"""Stands in a condition where `offset 0` has a planner look at one transaction's postings only.

Without, it may read the postings of all transactions at once: dearer when most transactions that
it meets are meant, cheaper when hardly any is.
"""
_OF_HEADER = "s.transaction_id = t.id"
_OF_POSTING = "s.transaction_id = p.transaction_id"


@dataclass(frozen=True, slots=True)
class Piece:
    """A condition on a transaction `t`, and SQL for the ids of those that can meet it, if known.

    The lower the `rank`, the fewer they are likely to be. `turned` says what holds when it does
    not, where a planner makes more of that than of the condition with a `not` around.
    """

    sql: str
    candidates: str = ""
    rank: int = ANY_RANK
    turned: str = ""

    @property
    def opposite(self) -> str:
        """What holds when the condition does not, an unknown among its values included."""
        return self.turned or f"({self.sql}) is not true"


def all_of(pieces: Sequence[Piece]) -> Piece:
    """Return what holds when all hold; the likely fewest candidates are its own."""
    if not pieces:
        return Piece("true")
    if len(pieces) == 1:
        return pieces[0]
    best = min(pieces, key=lambda piece: (not piece.candidates, piece.rank))
    return Piece(_joined(" and ", pieces), best.candidates, best.rank)


def any_of(pieces: Sequence[Piece]) -> Piece:
    """Return what holds when one does; it has candidates when each of them has."""
    if len(pieces) == 1:
        return pieces[0]
    # What is known without a look at other rows comes first.
    sql = _joined(" or ", sorted(pieces, key=lambda piece: "select" in piece.sql))
    turned = ""
    if any(piece.turned for piece in pieces):
        turned = " and ".join(f"({piece.opposite})" for piece in pieces)
    if not all(piece.candidates for piece in pieces):
        return Piece(sql, turned=turned)
    candidates = " union all ".join(f"({piece.candidates})" for piece in pieces)
    return Piece(sql, candidates, max(piece.rank for piece in pieces), turned)


def none_of(piece: Piece) -> Piece:
    """Return what holds when `piece` does not, an unknown among its values included."""
    return Piece(piece.opposite, turned=piece.sql)


def _joined(word: str, pieces: Sequence[Piece]) -> str:
    return word.join(f"({piece.sql})" for piece in pieces)


def leg_piece(tests: str, candidates: str = "", rank: int = ANY_RANK) -> Piece:
    """Return that a transaction has a posting `s` for which `tests` hold."""
    sql = leg_where(tests)
    return Piece(sql, candidates, rank, f"not {sql}")


def leg_where(tests: str) -> str:
    """Return as SQL that a transaction has a posting `s` for which `tests` hold."""
    return f"""exists (
    select 1 from ledger_posting s where s.household_id = %(household)s
      and {_OF_HEADER} and {tests} {ONE_BY_ONE})"""  # noqa: S608 -- constants


def beside_posting(condition: str) -> str:
    """Return a condition that asks of the viewed posting `p` which transaction it is of.

    So it can be decided before the header is read, which is not for every posting then.
    """
    return condition.replace(_OF_HEADER, _OF_POSTING)


def leg_in(ids: str) -> Piece:
    """Return that a transaction has a posting in one of the accounts that `ids` stands for."""
    test = f"s.account_id = any({ids}::bigint[])"
    candidates = f"""
select s.transaction_id as id from ledger_posting s
where s.household_id = %(household)s and {test}"""  # noqa: S608 -- put together from constants
    return leg_piece(test, candidates)


Bind = Callable[[object], str]
"""Keeps a value and returns its placeholder."""
