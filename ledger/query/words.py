"""Words as conditions on a transaction `t`, and which few transactions can have them.

Conditions say exactly what is meant. The candidates come from the words indexed, the payees named
alike and what is not indexed yet; when they are few, a page is made of them alone, and when they
are many, a scan in order of date soon meets enough of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ledger.search_text import (
    FACTS_KNOWN,
    LONGEST_WORD,
    SIZE_MARK,
    part_pattern,
    size_word,
    word_pattern,
)

_LAST = chr(0x10FFFF)
_GAP = "[^[:alnum:]]+"


@dataclass(frozen=True, slots=True)
class Search:
    """Conditions on a transaction `t` (and its viewed posting `p`), and SQL for candidates.

    `candidates` selects ids, some of them perhaps twice; empty when the index is no help.
    """

    conditions: tuple[str, ...] = ()
    candidates: str = ""
    values: dict[str, Any] = field(default_factory=dict)


PAYEES = """array(
      select y.id from ledger_payee y
      where y.household_id = %(household)s and y.name ~* %({word}_part)s)"""
WORD = f"""(t.raw_payee ~* %({{word}}_begun)s or t.memo ~* %({{word}}_begun)s
    or t.payee_id = any({PAYEES}))"""
PAYEE_WORD = f"""(t.payee_id = any({PAYEES})
    or t.payee_id is null and t.raw_payee ~* %({{word}}_begun)s)"""
INDEXED = """
select unnest(i.transaction_ids) as id from ledger_searchword i
where i.household_id = %(household)s and i.word >= {first} and i.word {last}"""
_NAMED = """
union all
select t.id from ledger_transaction t
where t.household_id = %(household)s and t.payee_id = any({payees})"""
OF_PAYEES = _NAMED.format(payees=PAYEES)
# Households whose facts are not indexed yet have every transaction for a candidate.
_KNOWN = f"""
select unnest(i.transaction_ids) as id from ledger_searchword i
where i.household_id = %(household)s and i.word = {{fact}}
union all
select t.id from ledger_transaction t
where t.household_id = %(household)s and not exists (
  select 1 from ledger_searchword i
  where i.household_id = %(household)s and i.word = '{FACTS_KNOWN}')"""  # noqa: S608 -- constant
# Begun after the sizes; a word that was cut may go on with the part.
_PARTS = """
select unnest(i.transaction_ids) as id from ledger_searchword i
where i.household_id = %(household)s and i.word = any(array(
    select w.word from ledger_searchword w
    where w.household_id = %(household)s and w.word >= '0'
      and (strpos(w.word, {part}) > 0 or length(w.word) = {longest})))"""
# One range at a time: a planner that joins them would read every transaction.
WAITING = """
union all
select waiting.id from ledger_searchqueue q cross join lateral (
  select t.id from ledger_transaction t
  where t.id between q.first_id and q.last_id and t.household_id = %(household)s and {condition}
  offset 0
) waiting
where q.household_id = %(household)s"""


def words_search(
    words: Sequence[str],
    *,
    key: str = "word",
    is_phrase: bool = False,
    condition: str = WORD,
    has_payees: bool = True,
) -> Search:
    """Return what words ask for: each of them, or as a phrase one after the other.

    `condition` says where one is looked for, by %({word}_begun)s and %({word}_part)s; values are
    named from `key` on.
    """
    looked_for = [list(words)] if is_phrase else [[word] for word in words]
    values: dict[str, Any] = {}
    for number, run in enumerate(looked_for):
        values[f"{key}{number}_begun"] = _GAP.join(
            [word_pattern(run[0]), *map(part_pattern, run[1:])]
        )
        values[f"{key}{number}_part"] = _GAP.join(map(part_pattern, run))
    conditions = tuple(condition.format(word=f"{key}{number}") for number in range(len(looked_for)))
    # The longest word is likely the rarest: the index is asked for that one.
    rarest = max(range(len(words)), key=lambda number: len(words[number]))
    longest = f"{key}{0 if is_phrase else rarest}"
    values[f"{key}_first"] = words[rarest][:LONGEST_WORD]
    values[f"{key}_after"] = _LAST
    folded = f"btrim(ledger_fold(%({key}_first)s))"
    candidates = (
        INDEXED.format(first=folded, last=f"< {folded} || %({key}_after)s")
        + (OF_PAYEES.format(word=longest) if has_payees else "")
        + WAITING.format(condition=condition.format(word=longest))
    )
    return Search(conditions, candidates, values)


def part_candidates(part: str, condition: str, *, payees: str = "") -> str:
    """Return SQL for transactions with a word that has a part, given by its placeholder.

    `condition` looks at those that wait to be indexed; `payees` is SQL of payees that do as well.
    Reads every word there is, of which there are fewer than transactions.
    """
    named = ""
    if payees:
        named = _NAMED.format(payees=payees)
    words = _PARTS.format(part=part, longest=LONGEST_WORD)
    return words + named + WAITING.format(condition=condition)


def fact_candidates(fact: str, condition: str) -> str:
    """Return SQL for transactions of which a fact is indexed, given by its placeholder.

    `condition` looks at those that wait to be indexed.
    """
    return _KNOWN.format(fact=fact) + WAITING.format(condition=condition)


def size_candidates(
    least: Decimal | None, most: Decimal | None, condition: str, *, key: str = "size"
) -> Search:
    """Return the transactions with a posting of a size, both ends included; no conditions.

    `condition` looks at the transactions that wait to be indexed.
    """
    values = {
        f"{key}_low": SIZE_MARK if least is None else size_word(least),
        f"{key}_high": f"{SIZE_MARK}~" if most is None else size_word(most),
    }
    indexed = INDEXED.format(first=f"%({key}_low)s", last=f"<= %({key}_high)s")
    return Search((), indexed + WAITING.format(condition=condition), values)
