"""Proof of the books: everything that is kept twice is computed again from the postings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from accounts.models import Household
from ledger.money import Money
from ledger.reports.assertions import CheckedAssertion, check_assertions
from ledger.reports.partings import Parting, first_parting
from ledger.reports.proofs import COUNTS, PROOFS, Proof

MOST_SHOWN = 200
"""Differences listed of one kind; a broken load may have millions."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where two records of the same thing disagree."""

    kind: str
    """The proof that found it, such as `unbalanced`."""
    object_id: int | None
    """The transaction, account or batch that it is about."""
    detail: str


@dataclass(frozen=True, slots=True)
class FailedAssertion:
    """A balance that the books do not hold, and the first row in which they part from it."""

    account_id: int
    date: date
    said: Money
    found: Money
    parting: Parting | None


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked in a household's books and every difference found."""

    household_id: int
    checked: Mapping[str, int]
    differences: tuple[Difference, ...]
    assertions: int = 0
    """How many balances somebody or the bank asserts."""
    failed: tuple[FailedAssertion, ...] = ()
    """Those of them that the books do not hold; the books may be whole all the same."""
    is_complete: bool = True
    """False when a kind has more than MOST_SHOWN differences, which are not all listed."""

    @property
    def is_ok(self) -> bool:
        return not self.differences


def verify_ledger(household: Household) -> Verification:
    """Compute everything anew from the household's postings and return each difference.

    Asserted balances that do not hold are told beside them, each with the first row that parts.
    Reads every posting: seconds for a million. Writes nothing. Runs in the household's scope.
    """
    differences: list[Difference] = []
    is_complete = True
    for proof in PROOFS:
        found = _run(household, proof)
        is_complete = is_complete and len(found) <= MOST_SHOWN
        differences.extend(found[:MOST_SHOWN])
    checked = check_assertions(household)
    return Verification(
        household.pk,
        _counts(household),
        tuple(differences),
        len(checked),
        _failed(household, checked),
        is_complete,
    )


def _failed(
    household: Household, checked: Iterable[CheckedAssertion]
) -> tuple[FailedAssertion, ...]:
    """Return the assertions that do not hold, the latest first, those of one account explained."""
    failed = [each for each in checked if not each.is_held][:MOST_SHOWN]
    return tuple(
        FailedAssertion(
            each.assertion.account_id,
            each.assertion.date,
            each.assertion.money,
            each.found,
            first_parting(household, each.assertion),
        )
        for each in failed
    )


def _run(household: Household, proof: Proof) -> list[Difference]:
    with connection.cursor() as cursor:
        values = {"household": household.pk, "limit": MOST_SHOWN + 1}
        cursor.execute(proof.sql + " limit %(limit)s", values)
        return [Difference(proof.kind, key, detail) for key, detail in cursor.fetchall()]


def _counts(household: Household) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"household": household.pk})
        names = [column.name for column in cursor.description or ()]
        return dict(zip(names, cursor.fetchone(), strict=True))
