"""Who bears how much, to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.enums import SharingKind
from ledger.money import Money
from ledger.sharing import SharingError, shared

EQUAL, AMOUNTS, PERCENT, SHARES = SharingKind


def cents(*texts: str) -> list[Money]:
    return [Money(Decimal(text), "EUR") for text in texts]


@pytest.mark.parametrize(
    ("kind", "parts", "own", "others", "left"),
    [
        (EQUAL, (1, 1), 1, ("33.34", "33.33"), "33.33"),
        (EQUAL, (1, 1), 0, ("50.00", "50.00"), "0.00"),
        (AMOUNTS, ("20", "30.50"), 1, ("20.00", "30.50"), "49.50"),
        (AMOUNTS, ("60", "40"), 1, ("60.00", "40.00"), "0.00"),
        (PERCENT, ("33.3", "25"), 1, ("33.30", "25.00"), "41.70"),
        (PERCENT, (50, 50), 0, ("50.00", "50.00"), "0.00"),
        (SHARES, (2, 1), 3, ("33.33", "16.67"), "50.00"),
        (SHARES, (1, 2), 0, ("33.33", "66.67"), "0.00"),
    ],
)
def test_parts_are_the_whole(
    kind: SharingKind, parts: tuple[str, ...], own: int, others: tuple[str, ...], left: str
) -> None:
    numbers = [Decimal(part) for part in parts]

    found = shared(Money(Decimal(100), "EUR"), kind, numbers, Decimal(own))

    assert found == (cents(*others), cents(left)[0])


@pytest.mark.parametrize(
    ("kind", "parts", "own"),
    [
        (EQUAL, [], 1),
        (AMOUNTS, ["60", "40.01"], 1),
        (AMOUNTS, ["0"], 1),
        (PERCENT, ["60", "40.1"], 1),
        (SHARES, ["1", "-1"], 1),
        (SHARES, ["1"], -1),
    ],
)
def test_parts_that_do_not_go_with_the_whole_are_refused(
    kind: SharingKind, parts: list[str], own: int
) -> None:
    with pytest.raises(SharingError):
        shared(Money(Decimal(100), "EUR"), kind, [Decimal(part) for part in parts], Decimal(own))


@given(
    st.integers(1, 10**9),
    st.lists(st.integers(1, 1_000), min_size=1, max_size=8),
    st.integers(0, 1_000),
    st.sampled_from([EQUAL, SHARES]),
    st.sampled_from(["EUR", "JPY", "KWD"]),
)
def test_nothing_is_lost_or_made(
    total: int, parts: list[int], own: int, kind: SharingKind, currency: str
) -> None:
    whole = Money(Decimal(total), currency)

    others, left = shared(whole, kind, [Decimal(part) for part in parts], Decimal(own))

    assert sum(others, left) == whole
    assert left.amount >= 0
    assert own or not left.amount
