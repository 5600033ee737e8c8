"""What a query that is being typed may become."""

from __future__ import annotations

import pytest

from ledger.query.completing import complete
from ledger.query.names import Name, Names
from ledger.query.parser import parse_query

NAMES = Names(
    accounts=(
        Name(1, "Checking", kind="checking"),
        Name(2, "Credit card", kind="credit_card"),
        Name(3, "Food & drink", kind="expense"),
        Name(4, "Café", kind="expense", parent=3),
    ),
    tags=(Name(1, "work"), Name(2, "Side work")),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("acc", ["account:"]),
        ("coffee -t", ["coffee -tag:", "coffee -text:"]),
        ("(am", ["(amount>"]),
        ("account:ch", ["account:Checking"]),
        ("account:c", ["account:Checking", 'account:"Credit card"']),
        ('account:"cre', ['account:"Credit card"']),
        ("account:Checking,cre", ['account:Checking,"Credit card"']),
        ("x category:cafe", ["x category:Café"]),
        ("category:drink", ['category:"Food & drink"']),
        ("-tag:work", ['-tag:"Side work"']),
        ("tag:wo", ["tag:work", 'tag:"Side work"']),
        ("status:rec", ["status:reconciled"]),
        ("status:pending,cl", ["status:pending,cleared"]),
        ("is:unc", ["is:uncategorised"]),
        ("date:last-m", ["date:last-month"]),
        ("payee:mar", ['payee:"Corner market"']),
        ("amount>5", []),
        ("nothing:x", []),
        ("zzz", []),
        ('"an open phrase acc', []),
    ],
)
def test_complete(text: str, expected: list[str]) -> None:
    assert complete(text, NAMES, ["Corner market"]) == expected


def test_complete_begins_with_the_fields() -> None:
    begun = complete("", NAMES)

    assert begun[:3] == ["account:", "category:", "payee:"]


@pytest.mark.parametrize("text", ["account:c", "tag:", "category:", "status:", "is:", "date:"])
def test_completions_can_be_read(text: str) -> None:
    for completion in complete(text, NAMES):
        parse_query(completion)
