from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.imports.readers.balances import balance_warning, refused_when_useless
from ledger.imports.statement import BrokenFile, Problem, StatementLine

LINE = StatementLine(date(2024, 1, 2), Decimal(1), 3)
LOST = Problem("the amount is missing", line=7)


def test_balance_warning_is_silent_when_the_entries_fit() -> None:
    warning = balance_warning(
        Decimal("1.10"), Decimal("-0.10"), Decimal(1), statement="", line=None
    )

    assert warning is None


@pytest.mark.parametrize(("number", "name"), [("", "the statement"), ("4/1", "statement 4/1")])
def test_balance_warning_says_both_figures(number: str, name: str) -> None:
    warning = balance_warning(Decimal(1), Decimal(2), Decimal(4), statement=number, line=9)

    message = (
        f"{name}: the opening balance 1 and the entries 2 give 3, but the closing balance is 4"
    )
    assert warning == Problem(message, 9, is_warning=True)


def test_refused_when_useless_passes_records_on() -> None:
    assert list(refused_when_useless([LOST, LINE], "a.xml")) == [LOST, LINE]
    assert list(refused_when_useless([], "a.xml")) == []


def test_refused_when_useless_raises_when_all_was_lost() -> None:
    with pytest.raises(BrokenFile, match=r"a\.xml, line 7: the amount is missing"):
        list(refused_when_useless([LOST, Problem("more", line=8)], "a.xml"))
