"""What is not in order in the books: how much of each kind, and one kind opened at a time.

What costs a look at every transaction is counted once for each state of the books and kept; what
the monthly totals tell is asked each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language

from accounts.models import Household
from ledger.pairing.certainty import Certainty
from ledger.reports.duplicates import find_duplicates
from ledger.reports.quality_facts import read_facts
from ledger.reports.quality_findings import (
    find_assertions,
    find_rates,
    find_released,
    find_schedules,
    find_stopped,
    find_uncategorised,
    tell_pairs,
)
from ledger.reports.quality_kinds import MOST_SHOWN, Counted, Finding, Issue
from ledger.reports.transfer_pairs import find_transfer_pairs

KEPT_FOR = 24 * 3_600
"""Seconds for which a count is known without looking again."""
KEPT_KINDS = (Issue.ASSERTION, Issue.SCHEDULE, Issue.DUPLICATE, Issue.TRANSFER)
"""Kinds whose count is kept, in the order in which they are counted: the cheap ones first."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of one kind is not in order; None while nobody counted since the last change."""

    issue: Issue
    count: int | None


@dataclass(frozen=True, slots=True)
class Findings:
    """All that is not in order of one kind: the first ones, and how many there are."""

    issue: Issue
    count: int
    shown: tuple[Finding, ...]

    @property
    def hidden(self) -> int:
        return max(self.count - len(self.shown), 0)


@dataclass(frozen=True, slots=True)
class Quality:
    """What is not in order in a household's books, the gravest kind first."""

    tallies: tuple[Tally, ...]
    """Every kind, those in order included."""
    opened: Findings | None
    """The kind asked for, else the gravest of which there is something."""

    @property
    def count(self) -> int:
        """How much is known to be not in order."""
        return sum(tally.count or 0 for tally in self.tallies)

    @property
    def is_counted(self) -> bool:
        """Whether every kind was counted since the books were last changed."""
        return all(tally.count is not None for tally in self.tallies)


def data_quality(
    household: Household,
    *,
    today: date,
    hidden: Iterable[int] = (),
    issue: Issue | None = None,
    most_counted: int = len(KEPT_KINDS),
) -> Quality:
    """Return what is not in order as of `today`, as the person sees it from whom `hidden` is kept.

    Opened is `issue`, or the gravest kind of which there is something. Of the kinds that are dear
    and were not counted since the books changed, at most `most_counted` are, and the one opened;
    three queries each. Everything else takes four, whatever the size of the books. A complete
    count is remembered for `known_count`.
    """
    look = _Look(household, today, tuple(sorted(hidden)))
    if issue in KEPT_KINDS:
        look.count(issue)
    waiting = [each for each in KEPT_KINDS if each not in look.kept]
    for each in waiting[:most_counted]:
        look.count(each)
    tallies = tuple(Tally(each, look.count_of(each)) for each in Issue)
    chosen = issue or next((tally.issue for tally in tallies if tally.count), None)
    opened = None
    if chosen is not None:
        opened = Findings(chosen, look.count_of(chosen) or 0, look.findings(chosen)[:MOST_SHOWN])
    quality = Quality(tallies, opened)
    look.keep()
    if quality.is_counted:
        remember_count(household, hidden, quality.count)
    return quality


class _Look:
    """One look at the books of a household, with what is kept of the looks before."""

    def __init__(self, household: Household, today: date, hidden: tuple[int, ...]) -> None:
        self.household = household
        self.today = today
        self.facts = read_facts(household)
        self.rates = find_rates(household, self.facts, today)
        # Rates that come for what is booked already make pairs without an act of anybody.
        self._stamp = (
            today,
            get_language(),
            self.facts.acts,
            tuple(sorted(self.facts.unrated.items())),
        )
        self._key = f"{_key(household, hidden)}.kinds"
        stamp, kept = cache.get(self._key) or (None, {})
        self.kept: dict[Issue, Counted] = kept if stamp == self._stamp else {}
        self._found: dict[Issue, list[Finding]] = {}
        self._is_new = False

    def count(self, issue: Issue) -> None:
        """Count a kind whose count is kept, unless it is known."""
        if issue in self.kept:
            return
        find = _PAIRS.get(issue)
        if find is not None:
            self.kept[issue] = _counted(find(self.household))
        else:
            self.kept[issue] = Counted(len(self.findings(issue)))
        self._is_new = True

    def count_of(self, issue: Issue) -> int | None:
        """Return how much there is of a kind, None when that is not known."""
        if issue in KEPT_KINDS:
            return self.kept[issue].count if issue in self.kept else None
        return {
            Issue.STATEMENT: self.facts.released,
            Issue.MISSING: len(self.facts.stopped),
            Issue.RATE: len(self.rates),
            Issue.UNCATEGORISED: self.facts.uncategorised,
        }[issue]

    def findings(self, issue: Issue) -> tuple[Finding, ...]:
        """Return what is found of a kind, or the first of it."""
        if issue not in self._found:
            self._found[issue] = _FIND[issue](self)
        return tuple(self._found[issue])

    def keep(self) -> None:
        """Keep what was counted now for whoever looks next."""
        if self._is_new:
            cache.set(self._key, (self._stamp, self.kept), KEPT_FOR)


_FIND: dict[Issue, Callable[[_Look], list[Finding]]] = {
    Issue.ASSERTION: lambda look: find_assertions(look.household),
    Issue.STATEMENT: lambda look: find_released(look.household),
    Issue.DUPLICATE: lambda look: _tell(look, Issue.DUPLICATE),
    Issue.TRANSFER: lambda look: _tell(look, Issue.TRANSFER),
    Issue.SCHEDULE: lambda look: find_schedules(look.household, look.today),
    Issue.MISSING: lambda look: find_stopped(look.facts),
    Issue.RATE: lambda look: look.rates,
    Issue.UNCATEGORISED: lambda look: find_uncategorised(look.household),
}
_PAIRS: dict[Issue, Callable[[Household], Any]] = {
    Issue.DUPLICATE: find_duplicates,
    Issue.TRANSFER: find_transfer_pairs,
}


def _tell(look: _Look, issue: Issue) -> list[Finding]:
    return tell_pairs(look.household, issue, look.kept[issue])


def _counted(pairs: Iterable[Any]) -> Counted:
    sure = [pair for pair in pairs if pair.certainty is not Certainty.UNSURE]
    shown = ((pair.key, "; ".join(map(str, pair.reasons))) for pair in sure[:MOST_SHOWN])
    return Counted(len(sure), tuple(shown))


def remember_count(household: Household, hidden: Iterable[int], count: int) -> None:
    """Keep how much is not in order, as somebody sees it from whom `hidden` accounts are kept."""
    cache.set(_key(household, hidden), count, KEPT_FOR)


def known_count(household: Household, hidden: Iterable[int]) -> int | None:
    """Return how much was not in order when somebody last looked, None when nobody did today."""
    found: int | None = cache.get(_key(household, hidden))
    return found


def _key(household: Household, hidden: Iterable[int]) -> str:
    kept = "-".join(str(key) for key in sorted(hidden))
    return f"ledger.quality.{household.pk}.{kept}"
