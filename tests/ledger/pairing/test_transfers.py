"""Who goes with whom: named cases, and precision and recall over drawn books."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from ledger.pairing.certainty import Certainty
from ledger.pairing.transfers import Half, Match, choose, judge, nature_of
from tests.ledger.pairing.books import CARD, CHECKING, DOLLARS, JOINT, PLACES, SAVINGS, draw

SEEDS = range(12)
DAY = date(2025, 3, 3)
CERTAIN, LIKELY, UNSURE = Certainty


def half(
    number: int, account: int, amount: str, words: str = "", day: int = 0, **more: Any
) -> Half:
    """Return a half on a day of March 2025; dollars are worth 0.92 euros."""
    money = Decimal(amount)
    is_dollars = account == DOLLARS
    return Half(
        id=number, account=account, day=DAY + timedelta(day), amount=money, words=words,
        currency="USD" if is_dollars else "EUR",
        base=money * Decimal("0.92") if is_dollars else money,
        **more,
    )  # fmt: skip


def found(*halves: Half) -> list[Match]:
    outs = [each for each in halves if each.amount < 0]
    ins = [each for each in halves if each.amount > 0]
    return list(choose(product(outs, ins), PLACES))


def shown(*halves: Half) -> list[tuple[int, int, Certainty]]:
    return sorted((each.out.id, each.into.id, each.certainty) for each in found(*halves))


TO_SAVINGS, FROM_CHECKING = "Umbuchung Rainy Days", "Umbuchung von Everyday"


@pytest.mark.parametrize(
    ("halves", "expected"),
    [
        pytest.param(
            [half(1, CHECKING, "-300", TO_SAVINGS), half(2, SAVINGS, "300", FROM_CHECKING)],
            [(1, 2, CERTAIN)],
            id="both say so",
        ),
        pytest.param(
            [half(1, CHECKING, "-412.37"), half(2, SAVINGS, "412.37")],
            [(1, 2, LIKELY)],
            id="an odd amount without words",
        ),
        pytest.param(
            [half(1, CHECKING, "-50", "Bakery"), half(2, JOINT, "50", "Bob Jones", day=1)],
            [(1, 2, UNSURE)],
            id="a round amount that may be anything",
        ),
        pytest.param(
            [
                half(1, CHECKING, "-100"),
                half(2, SAVINGS, "100"),
                half(3, JOINT, "100"),
            ],
            [(1, 2, UNSURE)],
            id="equal amounts among three accounts",
        ),
        pytest.param(
            [
                half(1, CHECKING, "-100", "Transfer to joint account"),
                half(2, SAVINGS, "100", "Transfer"),
                half(3, JOINT, "100", "Transfer"),
            ],
            [(1, 3, CERTAIN)],
            id="equal amounts among three accounts, one named",
        ),
        pytest.param(
            [
                half(1, CHECKING, "-100", "Transfer"),
                half(2, SAVINGS, "-100", "Transfer"),
                half(3, JOINT, "100", "Transfer"),
                half(4, CARD, "100", "Transfer"),
            ],
            [(1, 3, UNSURE), (2, 4, UNSURE)],
            id="two transfers that could be crossed",
        ),
        pytest.param(
            [
                half(1, CHECKING, "-100", TO_SAVINGS),
                half(2, CHECKING, "-100", TO_SAVINGS),
                half(3, SAVINGS, "100", FROM_CHECKING),
                half(4, SAVINGS, "100", FROM_CHECKING),
            ],
            [(1, 3, CERTAIN), (2, 4, CERTAIN)],
            id="twins stay two",
        ),
        pytest.param(
            [
                half(1, CHECKING, "-100", TO_SAVINGS, day=0),
                half(2, CHECKING, "-100", TO_SAVINGS, day=5),
                half(3, SAVINGS, "100", FROM_CHECKING, day=3),
                half(4, SAVINGS, "100", FROM_CHECKING, day=7),
            ],
            [(1, 3, CERTAIN), (2, 4, CERTAIN)],
            id="a weekly transfer meets its own arrival",
        ),
        pytest.param(
            [
                half(1, CHECKING, "-503", "Wire transfer joint account"),
                half(2, JOINT, "500", "Transfer 4711", day=1),
            ],
            [(1, 2, LIKELY)],
            id="a fee inside one leg",
        ),
        pytest.param(
            [half(1, CHECKING, "-530", "Transfer"), half(2, JOINT, "500", "Transfer")],
            [],
            id="more than a fee",
        ),
        pytest.param(
            [half(1, CHECKING, "-500", "Transfer"), half(2, JOINT, "503", "Transfer")],
            [],
            id="more arrives than was sent",
        ),
        pytest.param(
            [
                half(1, CHECKING, "-920", "Wise dollar account"),
                half(2, DOLLARS, "995", "From Wise", day=1),
            ],
            [(1, 2, CERTAIN)],
            id="exchanged near the day's rate",
        ),
        pytest.param(
            [
                half(1, CHECKING, "-920", "Wise dollar account"),
                half(2, DOLLARS, "930", "From Wise", day=1),
            ],
            [],
            id="exchanged far from the day's rate",
        ),
        pytest.param(
            [
                half(1, CHECKING, "-920", "Wise dollar account"),
                Half(id=2, account=DOLLARS, day=DAY, amount=Decimal(995), currency="USD"),
            ],
            [],
            id="exchanged on a day without a rate",
        ),
        pytest.param(
            [half(1, CHECKING, "-300", TO_SAVINGS), half(2, CARD, "300", "Credit note", day=2)],
            [(1, 2, UNSURE)],
            id="one leg before the start date",
        ),
        pytest.param(
            [
                half(1, CHECKING, "-300", TO_SAVINGS),
                half(2, SAVINGS, "300", FROM_CHECKING, day=6),
            ],
            [(1, 2, CERTAIN)],
            id="a gap of more than four days",
        ),
        pytest.param(
            [
                half(1, CHECKING, "-300", TO_SAVINGS),
                half(2, SAVINGS, "300", FROM_CHECKING, day=8),
            ],
            [],
            id="too late",
        ),
        pytest.param(
            [
                half(1, CHECKING, "-300", TO_SAVINGS),
                half(2, SAVINGS, "300", FROM_CHECKING, day=-2),
            ],
            [(1, 2, CERTAIN)],
            id="booked as arrived before it was booked as gone",
        ),
        pytest.param(
            [half(1, CHECKING, "-300", "Transfer"), half(2, CHECKING, "300", "Transfer")],
            [],
            id="two legs of one account",
        ),
        pytest.param(
            [
                half(1, CARD, "-39.99", "Amazon", is_categorised=True),
                half(2, CHECKING, "39.99", "Amazon refund", is_categorised=True, day=3),
            ],
            [],
            id="a refund to another account",
        ),
        pytest.param(
            [
                half(1, CHECKING, "-812.40", "Gold Card payment"),
                half(2, CARD, "812.40", "PAYMENT THANK YOU", day=2),
            ],
            [(1, 2, CERTAIN)],
            id="the card is paid",
        ),
        pytest.param(
            [
                half(1, CHECKING, "-300", TO_SAVINGS, is_categorised=True, is_by_user=True),
                half(2, SAVINGS, "300", FROM_CHECKING),
            ],
            [(1, 2, LIKELY)],
            id="a person said that it is spending",
        ),
    ],
)
def test_choose(halves: list[Half], expected: list[tuple[int, int, Certainty]]) -> None:
    assert shown(*halves) == expected
    assert shown(*reversed(halves)) == expected


def test_each_half_is_used_once() -> None:
    halves = [half(n, CHECKING, "-60", TO_SAVINGS, day=n) for n in range(4)]
    halves += [half(10 + n, SAVINGS, "60", FROM_CHECKING, day=n) for n in range(3)]

    pairs = shown(*halves)

    assert [(out, into) for out, into, _certainty in pairs] == [(0, 10), (1, 11), (2, 12)]


def test_a_match_says_what_it_is_made_of() -> None:
    match = judge(
        half(1, CHECKING, "-503", "Wire transfer joint account"), half(2, JOINT, "500"), PLACES
    )

    assert match is not None
    assert (match.fee, match.days, match.nature) == (Decimal(3), 0, "fee")
    assert {ground.name for ground in match.grounds} == {
        "fee", "days", "names_account", "transfer_words", "no_category",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "arrived", "expected"),
    [
        ("-100", "100", "equal"),
        ("-100", "95", "fee"),
        ("-100", "94.99", None),
        ("-1000", "970", "fee"),
        ("-1000", "969", None),
        ("-10", "8", "fee"),
        ("-10", "7.99", None),
    ],
)
def test_a_fee_is_bounded(sent: str, arrived: str, expected: str | None) -> None:
    assert nature_of(half(1, CHECKING, sent), half(2, JOINT, arrived)) == expected


def test_precision_and_recall_over_drawn_books() -> None:
    """Unsure pairs are for people to decide, so they count as neither found nor wrong."""
    found_right = found_wrong = missed = sure_wrong = 0
    for seed in SEEDS:
        books = draw(seed)
        matches = found(*books.halves)
        kept = {
            (match.out.id, match.into.id): match.certainty
            for match in matches
            if match.certainty is not UNSURE
        }
        found_right += len(books.true & kept.keys())
        found_wrong += len(kept.keys() - books.true)
        missed += len(books.true - kept.keys())
        sure_wrong += sum(
            certainty is CERTAIN for key, certainty in kept.items() if key not in books.true
        )

    precision = found_right / (found_right + found_wrong)
    recall = found_right / (found_right + missed)
    assert precision >= 0.95, (precision, recall)
    assert recall >= 0.9, (precision, recall)
    assert sure_wrong == 0
