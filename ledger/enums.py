"""The closed vocabularies of the ledger."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AccountKind(TextChoices):
    """What an account is: a place money is, a category, or equity."""

    CHECKING = "checking", _("Checking")
    SAVINGS = "savings", _("Savings")
    CASH = "cash", _("Cash")
    CREDIT_CARD = "credit_card", _("Credit card")
    LOAN = "loan", _("Loan")
    MORTGAGE = "mortgage", _("Mortgage")
    INVESTMENT = "investment", _("Investment")
    PROPERTY = "property", _("Property")
    OTHER_ASSET = "other_asset", _("Other asset")
    OTHER_LIABILITY = "other_liability", _("Other liability")
    INCOME = "income", _("Income")
    EXPENSE = "expense", _("Expense")
    EQUITY = "equity", _("Equity")


LIABILITY_KINDS = frozenset(
    {
        AccountKind.CREDIT_CARD,
        AccountKind.LOAN,
        AccountKind.MORTGAGE,
        AccountKind.OTHER_LIABILITY,
    }
)
CATEGORY_KINDS = frozenset({AccountKind.INCOME, AccountKind.EXPENSE})
PLACE_KINDS = frozenset(AccountKind) - CATEGORY_KINDS - {AccountKind.EQUITY}
ASSET_KINDS = PLACE_KINDS - LIABILITY_KINDS


class SystemRole(TextChoices):
    """Accounts that the ledger itself needs, one of each in a household."""

    NONE = "", _("None")
    OPENING = "opening", _("Opening balances")
    ADJUSTMENT = "adjustment", _("Balance adjustments")
    TRADING = "trading", _("Currency trading")
    UNCATEGORISED_INCOME = "uncategorised_income", _("Uncategorised income")
    UNCATEGORISED_EXPENSE = "uncategorised_expense", _("Uncategorised expense")
    REFUNDS = "refunds", _("Money back of other months")


UNCATEGORISED_ROLES = frozenset({SystemRole.UNCATEGORISED_EXPENSE, SystemRole.UNCATEGORISED_INCOME})
"""Of the accounts that hold what has no category."""


class SharingKind(TextChoices):
    """How a purchase is shared with others."""

    EQUAL = "equal", _("equally")
    AMOUNTS = "amounts", _("by amounts")
    PERCENT = "percent", _("by percent")
    SHARES = "shares", _("by shares")


class Status(TextChoices):
    """How far a transaction has come."""

    PENDING = "pending", _("Pending")
    CLEARED = "cleared", _("Cleared")
    RECONCILED = "reconciled", _("Reconciled")


class TransactionSource(TextChoices):
    """Where a transaction came from."""

    MANUAL = "manual", _("Manual")
    IMPORT = "import", _("Import")
    SCHEDULE = "schedule", _("Schedule")
    RECEIPT = "receipt", _("Receipt")
    API = "api", _("API")
    BANK = "bank", _("Bank connection")


class ValueSource(TextChoices):
    """Who set a value; automation never overwrites what a user set."""

    NONE = "", _("Not set")
    USER = "user", _("You")
    RULE = "rule", _("Rule")
    PAYEE = "payee", _("Payee's category")
    MODEL = "model", _("Model")
    IMPORT = "import", _("Bank file")
    SCHEDULE = "schedule", _("Schedule")
    ASSISTANT = "assistant", _("Assistant")


class ReconciliationState(TextChoices):
    """How far the reconciliation of a statement has come."""

    OPEN = "open", _("In progress")
    DONE = "done", _("Reconciled")


class AssertionSource(TextChoices):
    """Who says what an account held."""

    TYPED = "typed", _("Typed")
    STATEMENT = "statement", _("Bank file")


class PeriodState(TextChoices):
    """How far a period's close has come."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")


class BatchState(TextChoices):
    """How far an import has come."""

    UPLOADED = "uploaded", _("Waiting for review")
    RUNNING = "running", _("Importing")
    POSTED = "posted", _("Imported")
    FAILED = "failed", _("Failed")
    UNDONE = "undone", _("Undone")


class RowOutcome(TextChoices):
    """What became of a row of a file."""

    ADDED = "added", _("Added")
    MATCHED = "matched", _("Matched")
    SKIPPED = "skipped", _("Skipped")
    FAILED = "failed", _("Failed")


class ScanState(TextChoices):
    """What a scanner said of a file; only unscanned and clean ones are handed out."""

    UNSCANNED = "unscanned", _("Not scanned")
    WAITING = "waiting", _("Waiting for the scanner")
    CLEAN = "clean", _("Clean")
    INFECTED = "infected", _("Quarantined")


class ScheduleState(TextChoices):
    """What a schedule does; a dismissed one is only remembered, so as not to be proposed again."""

    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    DISMISSED = "dismissed", _("Dismissed")


class AmountKind(TextChoices):
    """How much a schedule is about."""

    EXACT = "exact", _("exactly")
    ABOUT = "about", _("about")
    RANGE = "range", _("between")
    BALANCE = "balance", _("what the card is owed on the day")
    STATEMENT = "statement", _("what the card’s statement says")

    @property
    def pays_a_card(self) -> bool:
        """Whether the amount is that of the card which is paid."""
        return self in {AmountKind.BALANCE, AmountKind.STATEMENT}


class OccurrenceState(TextChoices):
    """What became of one time of a schedule."""

    EXPECTED = "expected", _("Expected")
    MATCHED = "matched", _("Arrived")
    POSTED = "posted", _("Recorded")
    SKIPPED = "skipped", _("Skipped")
    MISSED = "missed", _("Missed")


class PairKind(TextChoices):
    """What two transactions are taken for."""

    TRANSFER = "transfer", _("Two halves of a transfer")
    DUPLICATE = "duplicate", _("The same thing twice")


class PairState(TextChoices):
    """What a person made of a pair."""

    JOINED = "joined", _("Joined")
    REJECTED = "rejected", _("Rejected")


class ClaimState(TextChoices):
    """What became of a claim; what came for it is told by its refunds."""

    OPEN = "open", _("Open")
    WAIVED = "waived", _("Given up")


class ViewSort(TextChoices):
    """In which order a saved view lists transactions."""

    NEWEST = "newest", _("Newest first")
    OLDEST = "oldest", _("Oldest first")


class ViewColumn(TextChoices):
    """What a list of transactions may show beside payee and amount."""

    CATEGORY = "category", _("Category")
    ACCOUNT = "account", _("Account")
    STATUS = "status", _("Status")


class RuleTrigger(TextChoices):
    """What made rules run."""

    IMPORT = "import", _("Import")
    EDIT = "edit", _("Entry or edit")
    HAND = "hand", _("By hand")
