"""Which money that left one account arrived in which other: judged by amount, days and words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from ledger.pairing.assignment import Key, assign
from ledger.pairing.certainty import Certainty, Ground, Level, certainty_of

DAYS_BEFORE, DAYS_AFTER = 3, 7
"""Money may be booked as arrived this many days before, or after, it is booked as gone."""
FEE_SHARE, FEE_FLAT, FEE_MOST = Decimal("0.03"), Decimal(5), Decimal("0.2")
"""A fee is at most 3 % of what was sent or five units of money, and never more than a fifth."""
FX_TOLERANCE = Decimal("0.05")
"""What arrives in another currency may be this far from the day's rate: the bank's own margin."""
_MARGIN = 10
_SUREST_WITH_FEE = Level.CERTAIN - 1

STRONG = (
    r"\m(?:transfers?|xfer|tfr|trf|umbuchung(?:en)?|übertrag|uebertrag|virement interne|giroconto"
    r"|overboeking|spaarrekening|traspaso|własny|own account|eigenes konto"
    r"|payment (?:received )?thank you|(?:credit )?card payment|payment to card|autopay"
    r"|kreditkarten(?:abrechnung|zahlung)|sparplan|top[ -]?up|aufladung)\M"
)
WEAK = (
    r"\m(?:überweisung|ueberweisung|dauerauftrag|virement|bonifico|transferencia|przelew|wise"
    r"|paypal|revolut|atm|cash|geldautomat|bargeld|einzahlung|deposit|savings|sparen|lastschrift"
    r"|withdrawal)\M"
)
"""Words of moving money, for PostgreSQL's and, by `python_pattern`, for Python's engine."""


def python_pattern(pattern: str) -> re.Pattern[str]:
    """Return a pattern of the database for Python: its word edges are written otherwise."""
    return re.compile(pattern.replace(r"\m", r"\b").replace(r"\M", r"\b"), re.IGNORECASE)


_STRONG, _WEAK = python_pattern(STRONG), python_pattern(WEAK)


class Nature(StrEnum):
    """How the amounts of two halves agree."""

    EQUAL = "equal"
    FEE = "fee"
    EXCHANGE = "exchange"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An account of the household, and the words by which banks may name it."""

    id: int
    names: tuple[str, ...] = ()
    is_debt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """A transaction with one leg in a place and one in a category; money out is negative."""

    id: int
    day: date
    account: int
    amount: Decimal
    currency: str
    words: str = ""
    base: Decimal | None = None
    """The amount in the household's base currency at the day's rate, where that is known."""
    is_categorised: bool = False
    """Whether its category is a real one, not where the ledger files what has none."""
    is_by_user: bool = False
    """Whether a person chose the category."""


@dataclass(frozen=True, slots=True)
class Match:
    """Two halves that are taken for one transfer: how sure that is, in hundredths, and why."""

    out: Half
    into: Half
    nature: Nature
    score: int
    grounds: tuple[Ground, ...]

    @property
    def certainty(self) -> Certainty:
        return certainty_of(self.score) or Certainty.UNSURE

    @property
    def days(self) -> int:
        """How many days later it arrived."""
        return (self.into.day - self.out.day).days

    @property
    def fee(self) -> Decimal:
        """What was lost on the way, in the currency of both; nothing between currencies."""
        is_fee = self.nature is Nature.FEE
        return -self.out.amount - self.into.amount if is_fee else Decimal(0)


def nature_of(out: Half, into: Half) -> Nature | None:
    """Return how the amounts agree, None when they do not."""
    sent, arrived = -out.amount, into.amount
    if out.account == into.account or sent <= 0 or arrived <= 0:
        return None
    if out.currency == into.currency:
        if sent == arrived:
            return Nature.EQUAL
        fee = sent - arrived
        is_fee = 0 < fee <= min(max(sent * FEE_SHARE, FEE_FLAT), sent * FEE_MOST)
        return Nature.FEE if is_fee else None
    off = _off_rate(out, into)
    return Nature.EXCHANGE if off is not None and off <= FX_TOLERANCE else None


def _off_rate(out: Half, into: Half) -> Decimal | None:
    """Return how far what arrived is from the day's rate, as a share; None without a rate."""
    if not out.base or not into.base:
        return None
    return abs(into.base / -out.base - 1)


def judge(out: Half, into: Half, places: Mapping[int, Place]) -> Match | None:
    """Return two halves as a match with its grounds, None when they are no transfer."""
    nature = nature_of(out, into)
    days = (into.day - out.day).days
    if nature is None or not -DAYS_BEFORE <= days <= DAYS_AFTER:
        return None
    said = _said(out, into, places)
    grounds = [
        _amount_ground(nature, out, into),
        Ground("days", _days_weight(days)),
        *said,
        *_category_grounds(out, into),
        *_size_grounds(nature, out, is_said=any(each.weight > 0 for each in said)),
    ]
    pays_debt = places[into.account].is_debt and not places[out.account].is_debt
    if pays_debt and any(each.weight > 0 for each in said):
        grounds.append(Ground("pays_debt", 8))
    score = min(sum(each.weight for each in grounds), 100)
    if nature is Nature.FEE:
        score = min(score, _SUREST_WITH_FEE)
    return Match(out, into, nature, score, tuple(each for each in grounds if each.weight))


def _amount_ground(nature: Nature, out: Half, into: Half) -> Ground:
    if nature is Nature.EQUAL:
        return Ground("equal", 40)
    if nature is Nature.FEE:
        return Ground("fee", 25)
    off = _off_rate(out, into) or Decimal(0)
    steps = ((Decimal("0.01"), 38), (Decimal("0.025"), 32), (FX_TOLERANCE, 22))
    return Ground("exchange", next(weight for most, weight in steps if off <= most))


def _days_weight(days: int) -> int:
    if days < 0:
        return 12 if days == -1 else 4
    return next(weight for most, weight in ((1, 20), (3, 16), (5, 10), (7, 5)) if days <= most)


def _said(out: Half, into: Half, places: Mapping[int, Place]) -> list[Ground]:
    """Return what the words of the halves say for a transfer, 32 hundredths at most."""
    named = [_named(half, places) for half in (out, into)]
    names = (into.account in named[0]) + (out.account in named[1])
    astray = sum(
        bool(found) and other not in found
        for found, other in zip(named, (into.account, out.account), strict=True)
    )
    strong = sum(bool(_STRONG.search(half.words)) for half in (out, into))
    weak = not strong and any(_WEAK.search(half.words) for half in (out, into))
    found = [
        Ground("names_account", (0, 20, 26)[names]),
        Ground("transfer_words", 8 if weak else (0, 15, 22)[strong]),
    ]
    is_same = out.words and out.words.casefold() == into.words.casefold()
    found.append(Ground("same_words", 10 if is_same else 0))
    left, kept = 32, [Ground("names_another", -30 * astray)] if astray else []
    for ground in found:
        weight = min(ground.weight, left)
        left -= weight
        if weight:
            kept.append(Ground(ground.name, weight))
    return kept


def _named(half: Half, places: Mapping[int, Place]) -> set[int]:
    """Return the other accounts that the words of a half name."""
    said = half.words.casefold()
    return {
        key
        for key, place in places.items()
        if key != half.account and place.names and _pattern(place.names).search(said)
    }


@lru_cache(maxsize=1_024)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")


def _category_grounds(out: Half, into: Half) -> list[Ground]:
    halves = (out, into)
    chosen = sum(half.is_categorised and half.is_by_user for half in halves)
    filed = sum(half.is_categorised and not half.is_by_user for half in halves)
    return [
        Ground("chosen_category", -25 * chosen),
        Ground("filed_category", -12 * filed),
        Ground("no_category", (10, 4, 0)[chosen + filed]),
    ]


def _size_grounds(nature: Nature, out: Half, *, is_said: bool) -> list[Ground]:
    """Return what the amount says: one that is rare is hardly met twice by chance."""
    size = -out.amount
    if nature is not Nature.EQUAL:
        return [] if is_said else [Ground("no_words", -15)]
    is_rare = size >= 20 and size % 5 != 0
    found = [Ground("rare_amount", 8)] if is_rare else []
    if not is_said and not is_rare:
        found.append(Ground("common_amount", 0 if size >= 1_000 else -10))
    return found


def choose(
    candidates: Iterable[tuple[Half, Half]], places: Mapping[int, Place]
) -> tuple[Match, ...]:
    """Return who goes with whom, each half used once, the surest first, then the latest.

    A pair is no more than unsure while another account would do as well for one of its halves.
    """
    judged: dict[Key, Match] = {}
    for out, into in candidates:
        match = judge(out, into, places)
        if match is not None and match.score >= Level.UNSURE:
            judged[out.id, into.id] = match
    chosen = assign(judged, lambda match: (match.score, -abs(match.days)))
    doubtful = _doubtful(chosen, judged)
    found = [_doubted(match) if key in doubtful else match for key, match in chosen.items()]
    return tuple(sorted(found, key=lambda m: (-m.score, -m.out.day.toordinal(), m.out.id)))


def _doubted(match: Match) -> Match:
    score = min(match.score, Level.LIKELY - 1)
    ground = Ground("other_account_fits", score - match.score)
    return Match(match.out, match.into, match.nature, score, (*match.grounds, ground))


def _doubtful(chosen: Mapping[Key, Match], judged: Mapping[Key, Match]) -> set[Key]:
    """Return the pairs in whose place others would do as well, and between other accounts."""
    by_out = {out: (out, into) for out, into in chosen}
    by_into = {into: (out, into) for out, into in chosen}
    found: set[Key] = set()
    for (out, into), rival in judged.items():
        mine, theirs = by_out.get(out), by_into.get(into)
        if mine == (out, into) or (mine is None and theirs is None):
            continue
        if mine is None or theirs is None:
            held = [key for key in (mine, theirs) if key is not None]
            found |= {key for key in held if _is_as_good(chosen[key], rival)}
        else:
            found |= _crossed(mine, theirs, chosen, judged)
    return found


def _is_as_good(held: Match, rival: Match) -> bool:
    return rival.score >= held.score - _MARGIN and _accounts([held]) != _accounts([rival])


def _crossed(
    mine: Key, theirs: Key, chosen: Mapping[Key, Match], judged: Mapping[Key, Match]
) -> set[Key]:
    """Return two chosen pairs when crossing them would do as well, between other accounts."""
    one = judged.get((mine[0], theirs[1]))
    other = judged.get((theirs[0], mine[1]))
    if one is None or other is None:
        return set()
    now = (chosen[mine], chosen[theirs])
    if one.score + other.score < now[0].score + now[1].score - 2 * _MARGIN:
        return set()
    return {mine, theirs} if _accounts(now) != _accounts((one, other)) else set()


def _accounts(matches: Iterable[Match]) -> list[tuple[int, int]]:
    return sorted((match.out.account, match.into.account) for match in matches)
