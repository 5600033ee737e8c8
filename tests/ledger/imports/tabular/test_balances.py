from __future__ import annotations

from decimal import Decimal

import pytest

from ledger.imports.tabular.balances import prove


def figures(*values: str | None) -> list[Decimal | None]:
    return [None if value is None else Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("amounts", "balances", "order", "matched", "tested"),
    [
        (("1", "-2", "5"), ("10", "8", "13"), "ascending", 2, 2),
        (("5", "-2", "1"), ("13", "8", "10"), "descending", 2, 2),
        (("1", "2"), ("10", "10"), "ascending", 0, 1),
        (("1", None, "2"), ("10", None, "12"), "ascending", 0, 0),
    ],
)
def test_prove_counts_the_steps_that_fit(
    amounts: tuple[str | None, ...],
    balances: tuple[str | None, ...],
    order: str,
    matched: int,
    tested: int,
) -> None:
    proof = prove(figures(*amounts), figures(*balances))

    assert (proof.order, proof.matched, proof.tested) == (order, matched, tested)


def test_proof_holds_when_most_steps_fit() -> None:
    mostly = prove(figures("1", "1", "1", "1"), figures("1", "2", "3", "9"))
    hardly = prove(figures("1", "1", "1", "1"), figures("1", "2", "7", "9"))

    assert mostly.holds is True
    assert hardly.holds is False
    assert prove([], []).share == 0.0
