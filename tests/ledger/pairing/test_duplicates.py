"""What is there twice, and what only looks so: named cases, and figures over drawn books."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest

from ledger.pairing.assignment import Key
from ledger.pairing.certainty import Certainty
from ledger.pairing.duplicates import Entry, Twins, choose

DAY = date(2025, 3, 3)
CERTAIN, LIKELY, UNSURE = Certainty
CHECKING, CARD = 1, 2


def entry(number: int, source: str, amount: str = "-12.50", day: int = 0, **more: Any) -> Entry:
    """Return an entry of checking; `source` is by hand, or the number of its file or bank."""
    usual: dict[str, Any] = {"account": CHECKING, "words": "REWE Markt"}
    if source.startswith("file"):
        usual |= {"batches": frozenset({int(source.removeprefix("file"))})}
        source = "import"
    return Entry(
        id=number, day=DAY + timedelta(day), amount=Decimal(amount),
        **({"sources": frozenset({source})} | usual | more),
    )  # fmt: skip


def found(entries: Iterable[Entry]) -> list[Twins]:
    return list(choose(combinations(entries, 2)))


def shown(entries: Iterable[Entry]) -> list[tuple[int, int, Certainty]]:
    return sorted((each.first.id, each.second.id, each.certainty) for each in found(entries))


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param(
            [entry(1, "manual"), entry(2, "file1", day=1)],
            [(1, 2, CERTAIN)],
            id="by hand and from the bank",
        ),
        pytest.param(
            [entry(1, "manual", words=""), entry(2, "file1", day=1)],
            [(1, 2, LIKELY)],
            id="by hand without words",
        ),
        pytest.param(
            [entry(1, "manual", words="Lunch"), entry(2, "file1", day=1)],
            [(1, 2, UNSURE)],
            id="by hand with other words",
        ),
        pytest.param(
            [entry(1, "file1"), entry(2, "file1")],
            [],
            id="two equal coffees of one file stay two",
        ),
        pytest.param(
            [entry(1, "manual"), entry(2, "file1"), entry(3, "file1")],
            [(1, 2, CERTAIN)],
            id="one by hand, two of one file",
        ),
        pytest.param(
            [
                entry(1, "manual"),
                entry(2, "import", sources=frozenset({"import", "manual"})),
            ],
            [(1, 2, UNSURE)],
            id="a second by hand beside one that was merged already",
        ),
        pytest.param(
            [
                entry(1, "import", batches=frozenset({1, 2})),
                entry(2, "file2"),
            ],
            [],
            id="a twin of what was merged already",
        ),
        pytest.param(
            [entry(1, "manual"), entry(2, "manual"), entry(3, "file1"), entry(4, "file1")],
            [(1, 3, CERTAIN), (2, 4, CERTAIN)],
            id="two by hand, two of one file",
        ),
        pytest.param(
            [
                entry(1, "file1", external_id="A", is_pending=True, amount="-20"),
                entry(2, "file2", external_id="B", amount="-24", day=2),
            ],
            [(1, 2, UNSURE)],
            id="pending with a tip, under another id",
        ),
        pytest.param(
            [
                entry(1, "file1", is_pending=True, amount="-20"),
                entry(2, "file2", amount="-24", day=2),
            ],
            [(1, 2, LIKELY)],
            id="pending with a tip",
        ),
        pytest.param(
            [
                entry(1, "file1", is_pending=True, amount="-20"),
                entry(2, "file2", amount="-26", day=2),
            ],
            [],
            id="more than a tip",
        ),
        pytest.param(
            [
                entry(1, "file1", is_pending=True, amount="-20"),
                entry(2, "file2", amount="-24", day=2, words="Cinema"),
            ],
            [],
            id="a tip elsewhere",
        ),
        pytest.param(
            [entry(1, "file1", is_pending=True), entry(2, "file2", day=6)],
            [(1, 2, LIKELY)],
            id="pending and booked",
        ),
        pytest.param(
            [entry(1, "file1"), entry(2, "bank", words="Rewe Markt GmbH", day=1)],
            [(1, 2, CERTAIN)],
            id="from two providers",
        ),
        pytest.param(
            [
                entry(1, "file1", external_id="A", words="Shop"),
                entry(2, "file2", external_id="A", day=5, words="Shop"),
            ],
            [(1, 2, LIKELY)],
            id="the same id in two files",
        ),
        pytest.param(
            [
                entry(1, "file1", external_id="A"),
                entry(2, "file2", external_id="B"),
            ],
            [],
            id="two ids of one bank",
        ),
        pytest.param(
            [entry(1, "file1"), entry(2, "file2", day=3)],
            [],
            id="the same shop again, in the next file",
        ),
        pytest.param(
            [entry(1, "manual", day=0, times=9), entry(2, "file1", day=7, times=9)],
            [(1, 2, UNSURE)],
            id="a weekly habit",
        ),
        pytest.param(
            [entry(1, "manual"), entry(2, "file1", day=8)],
            [],
            id="a week and a day",
        ),
        pytest.param(
            [entry(1, "manual"), entry(2, "file1", account=CARD)],
            [],
            id="in two accounts",
        ),
        pytest.param(
            [entry(1, "manual"), entry(2, "file1", amount="12.50")],
            [],
            id="the sign flipped",
        ),
        pytest.param(
            [entry(1, "manual"), entry(2, "manual")],
            [(1, 2, UNSURE)],
            id="twice by hand",
        ),
    ],
)
def test_choose(entries: list[Entry], expected: list[tuple[int, int, Certainty]]) -> None:
    assert shown(entries) == expected
    assert shown(reversed(entries)) == expected


SHOPS = ("REWE", "DM Drogerie", "Shell", "Amazon", "Bakery Krume", "Ikea", "Cafe Blau", "Netflix")


def drawn(seed: int) -> tuple[list[Entry], set[Key]]:
    """Return a year of an account: from the bank in monthly files, some of it by hand as well."""
    dice = random.Random(seed)
    rows: list[dict[str, Any]] = []
    true: list[tuple[int, int]] = []

    def add(day: int, amount: Decimal, words: str, source: str, **more: Any) -> int:
        rows.append({"day": day, "amount": amount, "words": words, "source": source, **more})
        return len(rows)

    for number in range(500):
        day, shop = dice.randrange(364), dice.choice(SHOPS)
        cents = dice.choice((350, 450, 999)) if dice.random() < 0.3 else dice.randrange(300, 9_000)
        amount = Decimal(-cents) / 100
        first = add(day, amount, f"{shop} {number}", f"file{1 + day // 30}")
        kind = dice.random()
        if kind < 0.08:
            words = dice.choice((shop, shop, shop, ""))
            true.append((first, add(day - dice.randrange(3), amount, words, "manual")))
        elif kind < 0.1:
            booked = day + dice.randrange(4)
            more = amount * Decimal("1.1")
            rows[-1] |= {"is_pending": True}
            true.append((first, add(booked, round(more, 2), shop, f"file{20 + booked // 30}")))
        elif kind < 0.12:
            true.append((first, add(day, amount, f"{shop} EU", "bank")))
        elif kind < 0.16:
            add(day, amount, f"{shop} {number}", f"file{1 + day // 30}")
    counts: dict[tuple[Decimal, str], int] = defaultdict(int)
    for row in rows:
        counts[row["amount"], row["words"].split(" ")[0]] += 1
    entries = [
        entry(
            number, row["source"], str(row["amount"]), row["day"], words=row["words"],
            is_pending=row.get("is_pending", False),
            times=counts[row["amount"], row["words"].split(" ")[0]],
        )
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    return entries, {(min(pair), max(pair)) for pair in true}


def test_precision_and_recall_over_drawn_books() -> None:
    """Unsure pairs are for people to decide, so they count as neither found nor wrong."""
    right = wrong = missed = 0
    for seed in range(8):
        entries, true = drawn(seed)
        near = [
            (one, other)
            for one, other in combinations(entries, 2)
            if abs((one.day - other.day).days) <= 7
        ]
        kept = {
            (twins.first.id, twins.second.id)
            for twins in choose(near)
            if twins.certainty is not UNSURE
        }
        right, wrong = right + len(kept & true), wrong + len(kept - true)
        missed += len(true - kept)

    precision, recall = right / (right + wrong), right / (right + missed)
    assert precision >= 0.95, (precision, recall)
    assert recall >= 0.9, (precision, recall)
