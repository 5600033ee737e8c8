"""Looking for words and sizes: conditions on transactions, and which few can meet them.

Conditions say exactly what is meant. The candidates come from the words indexed, the payees named
alike and what is not indexed yet; when they are few, a page is made of them alone, and when they
are many, a scan in order of date soon meets enough of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ledger.reports.filters import RegisterFilter
from ledger.search_text import (
    LONGEST_WORD,
    SIZE_MARK,
    part_pattern,
    search_words,
    size_word,
    word_pattern,
)

FEW = 2_000
_LAST = chr(0x10FFFF)


@dataclass(frozen=True, slots=True)
class Search:
    """Conditions on a transaction `t` (and its viewed posting `p`), and SQL for candidates.

    `candidates` selects ids, some of them perhaps twice; empty when the index is no help.
    """

    conditions: tuple[str, ...] = ()
    candidates: str = ""
    values: dict[str, Any] = field(default_factory=dict)


_PAYEES = """array(
      select y.id from ledger_payee y
      where y.household_id = %(household)s and y.name ~* %({word}_part)s)"""
_WORD = f"""(t.raw_payee ~* %({{word}}_begun)s or t.memo ~* %({{word}}_begun)s
    or t.payee_id = any({_PAYEES}))"""
_SIZED = """exists (
    select 1 from ledger_posting s where s.household_id = %(household)s
      and s.transaction_id = t.id and abs(s.amount) between {low} and {high})"""
_INDEXED = """
select unnest(i.transaction_ids) as id from ledger_searchword i
where i.household_id = %(household)s and i.word >= {first} and i.word {last}"""
_OF_PAYEES = f"""
union all
select t.id from ledger_transaction t
where t.household_id = %(household)s and t.payee_id = any({_PAYEES})"""  # noqa: S608 -- constant
# One range at a time: a planner that joins them would read every transaction.
_WAITING = """
union all
select waiting.id from ledger_searchqueue q cross join lateral (
  select t.id from ledger_transaction t
  where t.id between q.first_id and q.last_id and t.household_id = %(household)s and {condition}
  offset 0
) waiting
where q.household_id = %(household)s"""


def compile_search(chosen: RegisterFilter, *, is_leg: bool) -> Search:
    """Return what the filter's text and amounts ask for; `is_leg` when postings `p` are viewed."""
    text, size = _text(chosen), _size(chosen, is_leg=is_leg)
    return Search(
        (*text.conditions, *size.conditions),
        text.candidates or size.candidates,
        text.values | size.values,
    )


def _text(chosen: RegisterFilter) -> Search:
    words = search_words(chosen.text)
    if not words:
        # Nothing but marks is in no transaction's words.
        return Search(("false",)) if chosen.text.strip() else Search()
    values: dict[str, Any] = {}
    for number, word in enumerate(words):
        values[f"word{number}_begun"] = word_pattern(word)
        values[f"word{number}_part"] = part_pattern(word)
    conditions = tuple(_WORD.format(word=f"word{number}") for number in range(len(words)))
    # The longest word is likely the rarest: the index is asked for that one.
    rarest = max(range(len(words)), key=lambda number: len(words[number]))
    longest = f"word{rarest}"
    values["first_word"] = words[rarest][:LONGEST_WORD]
    values["after_word"] = _LAST
    folded = "btrim(ledger_fold(%(first_word)s))"
    candidates = (
        _INDEXED.format(first=folded, last=f"< {folded} || %(after_word)s")
        + _OF_PAYEES.format(word=longest)
        + _WAITING.format(condition=_WORD.format(word=longest))
    )
    return Search(conditions, candidates, values)


def _size(chosen: RegisterFilter, *, is_leg: bool) -> Search:
    least, most = chosen.amount_min, chosen.amount_max
    if least is None and most is None:
        return Search()
    low = "0" if least is None else "%(low)s"
    high = "'infinity'::numeric" if most is None else "%(high)s"
    exists = _SIZED.format(low=low, high=high)
    values = {
        "low": least,
        "high": most,
        "low_word": SIZE_MARK if least is None else size_word(least),
        "high_word": f"{SIZE_MARK}~" if most is None else size_word(most),
    }
    candidates = _INDEXED.format(first="%(low_word)s", last="<= %(high_word)s")
    candidates += _WAITING.format(condition=exists)
    condition = f"abs(p.amount) between {low} and {high}" if is_leg else exists
    return Search((condition,), candidates, values)
