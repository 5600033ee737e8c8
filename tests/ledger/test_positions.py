"""Positions at average cost: what is settled, what is left, and that nothing is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.positions import Position, moved

CASES = {
    # Moves as (amount, value); then balance, cost and what is realised.
    "bought twice": ([("100", "90"), ("100", "110")], "200", "200", "0"),
    "half sold at a gain": ([("100", "90"), ("-50", "-60")], "50", "45", "15"),
    "all sold at a loss": ([("100", "90"), ("-100", "-80")], "0", "0", "-10"),
    "average cost of two prices": ([("100", "90"), ("100", "110"), ("-50", "-60")],
        "150", "150", "10"),
    "owed and paid back dearer": ([("-50", "-45"), ("50", "48")], "0", "0", "-3"),
    "owed and paid back in part": ([("-50", "-45"), ("20", "20")], "-30", "-27", "-2"),
    "through zero into debt": ([("30", "27"), ("-50", "-47.50")], "-20", "-19.00", "1.50"),
    "out of debt and beyond": ([("-30", "-27"), ("50", "50")], "20", "20", "-3"),
    "thirds keep every cent": ([("3", "10"), ("-1", "-3.33")], "2", "6.67", "0.00"),
    "what has no amount is cost": ([("10", "9"), ("0", "1")], "10", "10", "0"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_position_after_moves(name: str) -> None:
    moves, amount, cost, realised = CASES[name]
    held = Position()

    for move, value in moves:
        held = moved(held, Decimal(move), Decimal(value), "EUR")

    assert held == Position(Decimal(amount), Decimal(cost), Decimal(realised))


cents = st.integers(-100_000, 100_000).map(lambda n: Decimal(n) / 100)


@given(st.lists(st.tuples(cents, st.integers(1, 500)), max_size=30))
def test_realised_and_cost_are_what_was_given_and_received(
    moves: list[tuple[Decimal, int]],
) -> None:
    held = Position()

    for amount, rate in moves:
        value = round(amount * rate / 100, 2)
        before, held = held, moved(held, amount, value, "EUR")
        assert held.realised - held.cost == before.realised - before.cost - value

    assert held.amount == sum((amount for amount, _rate in moves), Decimal(0))
