"""Conditions on texts: words in them, the whole of them, or a regular expression."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from ledger.query.errors import QueryError
from ledger.query.pieces import DEAR_RANK, Bind, Piece, leg_where
from ledger.query.regex import database_pattern, literal_pattern, longest_run, read_pattern
from ledger.query.syntax import Term, Text, Value
from ledger.query.words import PAYEE_WORD, Search, part_candidates, words_search
from ledger.search_text import search_words

_PAYEES = """array(
      select y.id from ledger_payee y
      where y.household_id = %(household)s and y.name ~* {pattern})"""
_PAYEE = f"""(t.payee_id = any({_PAYEES})
    or t.payee_id is null and t.raw_payee ~* {{pattern}})"""
_IMPORTS = """t.import_batch_id in (
    select b.id from ledger_importbatch b
    where b.household_id = %(household)s and {test})"""
_LONG = 4
"""Words of so many letters are likely in few transactions."""
_SHORTEST_RUN = 3
"""So many letters side by side are looked for among the words."""
_NEXT = chr(1)
"""After a word, what stands before every longer one."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a text stands: SQL that a pattern matches there, and whether its words are indexed."""

    pattern: str
    word: str = ""
    is_indexed: bool = False

    @property
    def of_word(self) -> str:
        """The same with the placeholders that `words_search` fills."""
        return self.word or self.pattern.format(pattern="%({word}_begun)s")


_PLACES = {
    "memo": _Place("t.memo ~* {pattern}", is_indexed=True),
    "text": _Place("t.raw_payee ~* {pattern}", is_indexed=True),
    "payee": _Place(_PAYEE, PAYEE_WORD, is_indexed=True),
    "note": _Place(leg_where("s.memo <> '' and s.memo ~* {pattern}"), is_indexed=True),
    "import": _Place(_IMPORTS.format(test="b.file_name ~* {pattern}")),
}


def text_piece(text: Text, key: str) -> tuple[Piece, Search]:
    """Return the condition of words that are no term; its values are named from `key` on."""
    words = search_words(text.text)
    if not words:
        # Nothing but marks is in no transaction's words.
        return Piece("false"), Search()
    search = words_search(words, key=key, is_phrase=text.is_phrase)
    return _piece(search, words), search


def field_piece(term: Term, value: Value, key: str) -> tuple[Piece, Search]:
    """Return the condition of words in one field, values named from `key` on.

    Raises QueryError for a value without letters or digits.
    """
    words = search_words(value.text)
    if not words:
        problem = _("there is nothing to look for in “%s”") % value.text
        raise QueryError(value.span, problem, _("write letters or digits, or use ~ and a pattern"))
    return _words_piece(term, words, key, is_phrase=value.is_quoted)


def _words_piece(
    term: Term, words: list[str], key: str, *, is_phrase: bool
) -> tuple[Piece, Search]:
    place = _PLACES[term.field]
    search = words_search(
        words,
        key=key,
        is_phrase=is_phrase,
        condition=place.of_word,
        has_payees=term.field == "payee",
    )
    piece = _piece(search, words)
    return (piece if place.is_indexed else Piece(piece.sql)), search


def _piece(search: Search, words: list[str]) -> Piece:
    sql = " and ".join(search.conditions)
    return Piece(sql, search.candidates, 1 if max(map(len, words)) >= _LONG else 6)


def pattern_piece(term: Term, value: Value, bind: Bind) -> Piece:
    """Return the condition of a regular expression in one field; raises QueryError when refused."""
    read_pattern(value)
    pattern = bind(database_pattern(value.text))
    place = _PLACES[term.field]
    sql = place.pattern.format(pattern=pattern)
    run = longest_run(value.text)
    if not place.is_indexed or len(run) < _SHORTEST_RUN:
        return Piece(sql)
    payees = _PAYEES.format(pattern=pattern) if term.field == "payee" else ""
    return Piece(sql, part_candidates(bind(run), sql, payees=payees), DEAR_RANK)


def whole_piece(term: Term, value: Value, bind: Bind, key: str) -> tuple[Piece, Search]:
    """Return the condition of a field that is a text, no more and no less.

    Its words are looked for where words are indexed; their values are named from `key` on.
    """
    pattern = bind(rf"\A{literal_pattern(value.text)}\Z")
    sql = _PLACES[term.field].pattern.format(pattern=pattern)
    words = search_words(value.text)
    if not words or not _PLACES[term.field].is_indexed:
        return Piece(sql), Search()
    piece, search = _words_piece(term, words, key, is_phrase=True)
    # Of whole texts the words are whole, not beginnings of others.
    values = search.values | {f"{key}_after": _NEXT}
    return replace(piece, sql=sql), replace(search, values=values)


def import_piece(value: Value, bind: Bind) -> Piece:
    """Return the transactions of one import, by its number."""
    number = bind(int(value.text))
    candidates = f"""select t.id from ledger_transaction t
where t.household_id = %(household)s and t.import_batch_id = {number}"""  # noqa: S608 -- constants
    return Piece(f"t.import_batch_id = {number}", candidates, 5)
