"""What the ledger refuses, in words for the person who asked; nothing was written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction


class LedgerError(Exception):
    """A write that was refused; `code` is stable for programs, the text is for people."""

    code = "BUSINESS_4000"


class Unbalanced(LedgerError):
    """The values of a transaction do not sum to zero."""

    code = "BUSINESS_4001"


class Inconsistent(LedgerError):
    """A posting disagrees with its transaction or its account."""

    code = "BUSINESS_4002"


class ClosedPeriod(LedgerError):
    """The date lies in a closed period."""

    code = "BUSINESS_4003"


class StaleEdit(LedgerError):
    """Somebody else changed the row since it was read."""

    code = "BUSINESS_4005"


class InUse(LedgerError):
    """The row cannot go while others need it."""

    code = "BUSINESS_4006"


class AlreadyUndone(LedgerError):
    """The act was undone before."""

    code = "BUSINESS_4007"


class CurrencyNeeded(LedgerError):
    """Legs of unlike currencies need the amount of each."""

    code = "BUSINESS_4008"


class NameTaken(LedgerError):
    """Another live row of the same kind and place carries this name."""

    code = "BUSINESS_4009"


class NotATransfer(LedgerError):
    """The transactions cannot be read as money moved between two accounts."""

    code = "BUSINESS_4010"


class PeriodOverlap(LedgerError):
    """The days are part of another closed period."""

    code = "BUSINESS_4011"


class UploadTooLarge(LedgerError):
    """The file is larger than the browser and the API may send."""

    code = "BUSINESS_4012"


class NotImportable(LedgerError):
    """The import is in a state in which its file cannot be read or posted (any more)."""

    code = "BUSINESS_4013"


class FileNotAccepted(LedgerError):
    """The file is none of the kinds that may be attached, or is broken."""

    code = "BUSINESS_4014"


class QuotaExceeded(LedgerError):
    """The household's files take all the room that they may."""

    code = "BUSINESS_4015"


class FileQuarantined(LedgerError):
    """The file was not found clean, so nobody gets it."""

    code = "BUSINESS_4016"


class NotDue(LedgerError):
    """The schedule has no time on that day."""

    code = "BUSINESS_4030"


class AlreadySettled(LedgerError):
    """Something became of this time of the schedule, or the transaction is of another one."""

    code = "BUSINESS_4031"


class NotJoined(LedgerError):
    """The two transactions are not joined, or cannot be parted any more."""

    code = "BUSINESS_4017"


class AlreadyLinked(LedgerError):
    """The transaction is money back for a purchase already."""

    code = "BUSINESS_4018"


class Reconciled(LedgerError):
    """The act would change what was reconciled with a statement, and nobody was asked."""

    code = "BUSINESS_4040"


class Unreconciled(LedgerError):
    """The ticked rows do not come to the statement's balance."""

    code = "BUSINESS_4041"


class NotReconciling(LedgerError):
    """The reconciliation is not in a state in which this can be done."""

    code = "BUSINESS_4042"


_BY_SQLSTATE: dict[str, type[LedgerError]] = {
    "23F01": Unbalanced,
    "23F02": Inconsistent,
    "23F03": ClosedPeriod,
}


@contextmanager
def guards_explained() -> Iterator[None]:
    """Run a block in a savepoint; turn what the database's guards refuse into a LedgerError."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        cause = error.__cause__
        kind = _BY_SQLSTATE.get(getattr(cause, "sqlstate", None) or "")
        if kind is None:
            raise
        text = str(cause).split("\n", 1)[0]
        raise kind(text[:1].upper() + text[1:]) from error
