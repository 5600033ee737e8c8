"""The cells of rows: a status, the other side."""

from __future__ import annotations

import pytest

from ledger.enums import AccountKind, SystemRole
from ledger.models import Account
from ledger.reports.legs import Counterpart, CounterpartKind
from ledger.templatetags.rows import opposite, status_badge


@pytest.mark.parametrize(
    ("status", "level", "label"),
    [
        ("pending", '<span class="badge">', "pending"),
        ("cleared", '<span class="badge">', "cleared"),
        ("reconciled", '<span class="badge badge-good">', "reconciled"),
    ],
)
def test_status_badge_names_the_status(status: str, level: str, label: str) -> None:
    badge = status_badge(status).strip()

    assert (badge.startswith(level), badge.endswith(f"{label}</span>")) == (True, True)


def test_opposite_of_a_category_is_its_name_escaped() -> None:
    category = Account(name="Food & drink", kind=AccountKind.EXPENSE)

    assert opposite(Counterpart(CounterpartKind.CATEGORY, category)) == "Food &amp; drink"


def test_opposite_asks_for_a_category_where_the_ledger_filed_it() -> None:
    category = Account(
        name="Uncategorised", kind=AccountKind.EXPENSE, system_role=SystemRole.UNCATEGORISED_EXPENSE
    )

    badge = opposite(Counterpart(CounterpartKind.CATEGORY, category)).strip()

    assert badge == '<span class="badge badge-warn">needs a category</span>'


@pytest.mark.parametrize(
    ("kind", "account", "picture", "label"),
    [
        (CounterpartKind.SPLIT, None, "split", "Split"),
        (CounterpartKind.TRANSFER, "Savings <1>", "transfer", "Transfer from Savings &lt;1&gt;"),
    ],
)
def test_opposite_draws_a_picture_beside_splits_and_transfers(
    kind: CounterpartKind, account: str | None, picture: str, label: str
) -> None:
    place = Account(name=account, kind=AccountKind.SAVINGS) if account else None

    cell = opposite(Counterpart(kind, place))

    assert (f'#{picture}"' in cell, cell.endswith(f"{label}</span>")) == (True, True)
