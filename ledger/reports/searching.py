"""Looking for words and sizes that a filter names: see `ledger.query.words`."""

from __future__ import annotations

from ledger.query.pieces import leg_where
from ledger.query.words import Search, size_candidates, words_search
from ledger.reports.filters import RegisterFilter
from ledger.search_text import search_words

FEW, MANY, RARE = 2_000, 20_000, 200
"""How many candidates are looked at one by one: always, at most, and of which few are meant."""
_SIZED = leg_where("abs(s.amount) between {low} and {high}")


def compile_search(chosen: RegisterFilter, *, is_leg: bool) -> Search:
    """Return what the filter's text and amounts ask for; `is_leg` when postings `p` are viewed."""
    text, size = _text(chosen), _size(chosen, is_leg=is_leg)
    return Search(
        (*text.conditions, *size.conditions),
        text.candidates or size.candidates,
        text.values | size.values,
    )


def _text(chosen: RegisterFilter) -> Search:
    if chosen.condition is not None:
        return Search()
    words = search_words(chosen.text)
    if not words:
        # Nothing but marks is in no transaction's words.
        return Search(("false",)) if chosen.text.strip() else Search()
    return words_search(words)


def _size(chosen: RegisterFilter, *, is_leg: bool) -> Search:
    least, most = chosen.amount_min, chosen.amount_max
    if least is None and most is None:
        return Search()
    low = "0" if least is None else "%(low)s"
    high = "'infinity'::numeric" if most is None else "%(high)s"
    exists = _SIZED.format(low=low, high=high)
    found = size_candidates(least, most, exists)
    condition = f"abs(p.amount) between {low} and {high}" if is_leg else exists
    return Search((condition,), found.candidates, found.values | {"low": least, "high": most})
