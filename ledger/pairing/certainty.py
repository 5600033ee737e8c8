"""How sure a pair is, from the grounds for and against it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Certainty(StrEnum):
    """How sure it is that two transactions are one event; people are shown all three."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNSURE = "unsure"


class Level(IntEnum):
    """The least hundredths of a score that make a pair that certain."""

    CERTAIN = 85
    LIKELY = 65
    UNSURE = 45


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason for a pair, or against it: `weight` in hundredths of a score."""

    name: str
    weight: int


def certainty_of(score: int) -> Certainty | None:
    """Return how certain a score in hundredths is, None when it is no pair at all."""
    for level in Level:
        if score >= level:
            return Certainty[level.name]
    return None
