"""After a run of every feature, in several currencies, both programs come to our balances."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pytest_django import Settings

from ledger.exports.journal import JournalFormat, journal
from ledger.models import ChangeSet
from ledger.reports.verify import verify_ledger
from tests.factories.books import Books
from tests.factories.every_feature import use_every_feature
from tests.ledger.exports.test_journal_oracles import (
    beancount_figures,
    hledger_figures,
    our_months,
    ours,
)

USED = {
    "category.merge", "claim.settle", "claim.share", "debt.setoff", "debt.settle",
    "edit.categorise", "import", "import.undo", "pair.part", "pair.reject", "payee.merge",
    "rate.set", "reconciliation.finish", "refund.link", "refund.month", "schedule.matched",
    "schedule.posted", "transaction.delete", "transaction.merge", "transaction.record",
    "transaction.restore", "transaction.rules", "transaction.transfer", "transaction.undo",
    "transaction.update", "trash.purge",
}  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_balances_are_those_of_beancount_and_hledger_after_every_feature(
    books: Books, settings: Settings, tmp_path: Path, seed: int
) -> None:
    settings.MEDIA_ROOT = tmp_path

    use_every_feature(books, random.Random(seed))

    kinds = set(ChangeSet.objects.in_household(books.household).values_list("kind", flat=True))
    assert USED - kinds == set()
    expected = ours(books.household), our_months(books.household)
    texts = {form: "".join(journal(books.household, form)) for form in JournalFormat}
    assert books.household.base_currency == "USD"
    assert verify_ledger(books.household).differences == ()
    assert {currency for _path, currency in expected[0]} >= {"EUR", "USD", "JPY", "GBP", "GEX"}
    assert beancount_figures(texts[JournalFormat.BEANCOUNT]) == expected
    assert hledger_figures(texts[JournalFormat.HLEDGER]) == expected
