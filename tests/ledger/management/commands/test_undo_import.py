from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Household
from ledger.models import ImportBatch
from ledger.services.bulk_edits import set_memo
from tests.factories.books import Books
from tests.ledger.imports.bank import added_by, batch_of, bring_in, csv, live

FILE = csv(("2026-02-28", "Landlord", "-700.00"), ("2026-03-02", "Coffee Bar", "-3.50"))


def run(household: Household, batch: ImportBatch | int) -> dict[str, Any]:
    out, pk = StringIO(), batch.pk if isinstance(batch, ImportBatch) else batch
    call_command("undo_import", str(pk), "--household", str(household.pk), "--json", stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def test_answer_tells_what_was_removed(books: Books) -> None:
    batch = batch_of(bring_in(books, FILE))

    assert run(books.household, batch) == {"removed": 2, "kept": []}
    assert live(books) == []


def test_answer_names_what_was_kept_and_why(books: Books) -> None:
    report = bring_in(books, FILE)
    edited = added_by(report)[1]
    set_memo(by=books.actor, transactions=[edited.pk], memo="Mine")

    assert run(books.household, batch_of(report)) == {
        "removed": 1,
        "kept": [{"transaction": edited.pk, "reason": "edited since the import"}],
    }


def test_import_is_not_undone_twice(books: Books) -> None:
    batch = batch_of(bring_in(books, FILE))
    run(books.household, batch)

    with pytest.raises(CommandError, match="This import is not in the books") as caught:
        run(books.household, batch)
    assert caught.value.returncode == 1


def test_unknown_import_is_refused(books: Books) -> None:
    with pytest.raises(CommandError, match="there is no import 999999 in Alice's household"):
        run(books.household, 999_999)


def test_import_of_another_household_is_unknown(books: Books, other_household: Household) -> None:
    batch = batch_of(bring_in(books, FILE))

    with pytest.raises(CommandError, match=f"there is no import {batch.pk} in"):
        run(other_household, batch)
    assert len(live(books)) == 2
