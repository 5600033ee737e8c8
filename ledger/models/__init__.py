"""The double-entry ledger of a household.

    Account ──< Posting >── Transaction >── Payee ──< PayeeAlias
       │                        │   └──< TransactionTag >── Tag
       ├──< MonthlyTotal        └── ImportBatch ──< ImportRow        Rule
       └──< AccountRight                                             Period
    ChangeSet ──< Change        ImportProfile        ExchangeRate

An `Account` is a place money is, a category, or equity. A `Transaction` has a `Posting` per leg,
debit positive, and their values sum to zero. `MonthlyTotal` is kept by the database, and read as
`VisibleTotal`. A `ChangeSet` is one act, which can be undone.
An `Attachment` is a file of a transaction. A `Schedule` says what is due again and again, an
`Occurrence` what became of one time of it. A `Pair` is two transactions that are one event.
A `Refund` is money that came back for a purchase, a `Claim` what somebody still owes of one.
A `PersonAccount` says that an account keeps what is owed to a person.
A `SavedView` is a query under a name, a `TransactionTemplate` a transaction to be entered again.
A `Reconciliation` is a statement held against the books, a `Tick` a transaction that is on it. A
`BalanceAssertion` says what an account held.
A `RuleRun` is what rules changed together at one time, a `RuleGroup` some rules that are asked one
after another. A `CalendarFeed` is an address that a calendar reads. An `Operation` is a bulk change
under a name. A `Reminder` is words for a day, perhaps about a transaction.
"""

from __future__ import annotations

from ledger.models.accounts import Account, Category
from ledger.models.assertions import BalanceAssertion
from ledger.models.attachments import Attachment
from ledger.models.changes import Change, ChangeSet
from ledger.models.debts import PersonAccount
from ledger.models.feeds import CalendarFeed
from ledger.models.imports import ImportBatch, ImportProfile, ImportRow
from ledger.models.operations import Operation
from ledger.models.pairs import Pair
from ledger.models.payees import Payee, PayeeAlias, Tag
from ledger.models.periods import Period
from ledger.models.rates import ExchangeRate
from ledger.models.reconciliations import Reconciliation, Tick
from ledger.models.refunds import Claim, Refund
from ledger.models.reminders import Reminder
from ledger.models.rights import AccountRight
from ledger.models.rules import RejectedSuggestion, Rule, RuleGroup, RuleRun
from ledger.models.saved_views import SavedView
from ledger.models.schedules import Occurrence, Schedule
from ledger.models.search import SearchQueue, SearchWord
from ledger.models.templates import TransactionTemplate
from ledger.models.transactions import MonthlyTotal, Posting, Transaction, TransactionTag
from ledger.models.visible import VisibleTotal

__all__ = [
    "Account",
    "AccountRight",
    "Attachment",
    "BalanceAssertion",
    "CalendarFeed",
    "Category",
    "Change",
    "ChangeSet",
    "Claim",
    "ExchangeRate",
    "ImportBatch",
    "ImportProfile",
    "ImportRow",
    "MonthlyTotal",
    "Occurrence",
    "Operation",
    "Pair",
    "Payee",
    "PayeeAlias",
    "Period",
    "PersonAccount",
    "Posting",
    "Reconciliation",
    "Refund",
    "RejectedSuggestion",
    "Reminder",
    "Rule",
    "RuleGroup",
    "RuleRun",
    "SavedView",
    "Schedule",
    "SearchQueue",
    "SearchWord",
    "Tag",
    "Tick",
    "Transaction",
    "TransactionTag",
    "TransactionTemplate",
    "VisibleTotal",
]
