"""Pieces of SQL that a query is put together from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

ANY_RANK = 9


@dataclass(frozen=True, slots=True)
class Piece:
    """A condition on a transaction `t`, and SQL for the ids of those that can meet it, if known.

    The lower the `rank`, the fewer they are likely to be.
    """

    sql: str
    candidates: str = ""
    rank: int = ANY_RANK


def all_of(pieces: Sequence[Piece]) -> Piece:
    """Return what holds when all hold; the likely fewest candidates are its own."""
    if not pieces:
        return Piece("true")
    best = min(pieces, key=lambda piece: piece.rank)
    return Piece(_joined(" and ", pieces), best.candidates, best.rank)


def any_of(pieces: Sequence[Piece]) -> Piece:
    """Return what holds when one does; it has candidates when each of them has."""
    if len(pieces) == 1:
        return pieces[0]
    sql = _joined(" or ", pieces)
    if not all(piece.candidates for piece in pieces):
        return Piece(sql)
    candidates = " union all ".join(f"({piece.candidates})" for piece in pieces)
    return Piece(sql, candidates, max(piece.rank for piece in pieces))


def none_of(piece: Piece) -> Piece:
    """Return what holds when `piece` does not, an unknown among its values included."""
    return Piece(f"({piece.sql}) is not true")


def _joined(word: str, pieces: Sequence[Piece]) -> str:
    return word.join(f"({piece.sql})" for piece in pieces)


def leg_where(tests: str) -> str:
    """Return that a transaction has a posting `s` for which `tests` hold."""
    return f"""exists (
    select 1 from ledger_posting s where s.household_id = %(household)s
      and s.transaction_id = t.id and {tests})"""  # noqa: S608 -- put together from constants


Bind = Callable[[object], str]
"""Keeps a value and returns its placeholder."""
