"""What is in the books twice: judged by amount, days, words, ids and where each came from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ledger.pairing.assignment import Key
from ledger.pairing.certainty import Certainty, Ground, Level, certainty_of

DAYS = 7
"""Twins are booked at most this many days apart."""
DAYS_OF_ONE_SOURCE = 1
"""What came twice by one road is booked at most this many days apart."""
TIP = Decimal("1.25")
"""What is pending may be booked with up to a quarter more."""
OFTEN = 4
"""As many of one payee and amount are a habit, not the same thing again and again."""
BY_HAND = "manual"
_TOKEN = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A transaction's leg in a place, with all that it was said to be; money out is negative.

    `sources` and `batches` are its own and those of what was joined into it.
    """

    id: int
    day: date
    account: int
    amount: Decimal
    words: str = ""
    payee: int | None = None
    external_id: str = ""
    is_pending: bool = False
    sources: frozenset[str] = field(default_factory=frozenset)
    batches: frozenset[int] = field(default_factory=frozenset)
    times: int = 1
    """How often the books have this amount and payee in this account."""


@dataclass(frozen=True, slots=True)
class Twins:
    """Two entries that are taken for one: how sure that is, in hundredths, and why."""

    first: Entry
    second: Entry
    score: int
    grounds: tuple[Ground, ...]

    @property
    def certainty(self) -> Certainty:
        return certainty_of(self.score) or Certainty.UNSURE

    @property
    def days(self) -> int:
        """How many days they are apart."""
        return abs((self.second.day - self.first.day).days)


def judge(first: Entry, second: Entry) -> Twins | None:
    """Return two entries as twins with their grounds, None when they cannot be.

    Two rows of one file are two: the bank wrote both.
    """
    if first.account != second.account or first.batches & second.batches:
        return None
    days = abs((second.day - first.day).days)
    amount = _amount_ground(first, second)
    is_same_id = bool(first.external_id) and first.external_id == second.external_id
    is_one_source = bool(first.sources & second.sources) and not _is_posted(first, second)
    most = DAYS_OF_ONE_SOURCE if is_one_source and not is_same_id else DAYS
    if amount is None or days > most:
        return None
    said = _words_ground(first, second)
    if amount.name == "tip" and said.weight <= 0:
        return None
    grounds = [
        amount,
        Ground("days", (20, 15, 10, 10, 5, 5, 0, 0)[days]),
        said,
        _id_ground(first, second, is_same_id=is_same_id),
        _source_ground(first, second, is_one_source=is_one_source),
    ]
    if max(first.times, second.times) >= OFTEN and days > 2 and not is_same_id:
        grounds.append(Ground("habit", -25))
    score = min(sum(each.weight for each in grounds), 100)
    return Twins(first, second, score, tuple(each for each in grounds if each.weight))


def _amount_ground(first: Entry, second: Entry) -> Ground | None:
    if first.amount == second.amount:
        return Ground("equal", 40)
    if not _is_posted(first, second) or first.amount * second.amount <= 0:
        return None
    pending, booked = sorted((first, second), key=lambda each: not each.is_pending)
    more = abs(booked.amount) / abs(pending.amount)
    is_tip = 1 < more <= TIP and 0 <= (booked.day - pending.day).days <= DAYS
    return Ground("tip", 25) if is_tip else None


def _is_posted(first: Entry, second: Entry) -> bool:
    return first.is_pending is not second.is_pending


def _words_ground(first: Entry, second: Entry) -> Ground:
    if first.payee is not None and first.payee == second.payee:
        return Ground("same_payee", 20)
    one, other = _tokens(first.words), _tokens(second.words)
    if not one or not other:
        return Ground("no_words", 0)
    share = len(one & other) / min(len(one), len(other))
    if share >= 1:
        return Ground("same_words", 20)
    if share >= 0.4:
        return Ground("alike_words", 12)
    return Ground("other_words", -25 if not share else -10)


def _tokens(words: str) -> set[str]:
    return set(_TOKEN.findall(words.casefold()))


def _id_ground(first: Entry, second: Entry, *, is_same_id: bool) -> Ground:
    if is_same_id:
        return Ground("same_id", 40)
    is_one_bank = bool(first.sources & second.sources - {BY_HAND})
    has_both = bool(first.external_id and second.external_id)
    return Ground("other_id", -25 if has_both and is_one_bank else 0)


def _source_ground(first: Entry, second: Entry, *, is_one_source: bool) -> Ground:
    if _is_posted(first, second):
        return Ground("posted", 20)
    if is_one_source:
        return Ground("one_source", -25)
    if (BY_HAND in first.sources) is not (BY_HAND in second.sources):
        return Ground("by_hand", 20)
    return Ground("two_sources", 10)


def choose(candidates: Iterable[tuple[Entry, Entry]]) -> tuple[Twins, ...]:
    """Return the twins, each entry used once, the surest first, then the latest.

    Equal ones are paired in their order, the first with the first, so that as many stay as the
    fuller side has.
    """
    judged: dict[Key, Twins] = {}
    for first, second in candidates:
        twins = judge(*sorted((first, second), key=lambda each: each.id))
        if twins is not None and twins.score >= Level.UNSURE:
            key = (twins.first.id, twins.second.id)
            judged[key] = max(twins, judged.get(key, twins), key=lambda each: each.score)
    used: set[int] = set()
    chosen = []
    for twins in sorted(judged.values(), key=_order):
        ids = {twins.first.id, twins.second.id}
        if used.isdisjoint(ids):
            used |= ids
            chosen.append(twins)
    return tuple(sorted(chosen, key=lambda t: (-t.score, -t.first.day.toordinal(), t.first.id)))


def _order(twins: Twins) -> tuple[int, int, int, int]:
    return -twins.score, twins.days, twins.first.id, twins.second.id
