"""The demo household: three years of two people's money, up to today."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

from django.db import transaction as db
from django.utils import timezone

from accounts.actors import Actor, Origin
from accounts.bulk import copy_rows
from accounts.models import Household, Membership, User
from accounts.scope import household_scope, system_scope
from accounts.services.consents import agree_to_required
from accounts.services.households import create_household
from ledger.enums import AccountKind, BatchState, Status, SystemRole, TransactionSource, ValueSource
from ledger.imports.staging import ROW_COLUMNS, StagedRow, create_stage
from ledger.models import Account, ExchangeRate, ImportBatch, Payee
from ledger.money import minor_units
from ledger.periods import DAY, Period, add_months
from ledger.seeding.demo_bills import OPENING
from ledger.seeding.demo_people import seed_people
from ledger.seeding.demo_plan import Planned, plan_years
from ledger.seeding.demo_reminders import seed_reminders
from ledger.seeding.demo_schedules import seed_schedules
from ledger.seeding.demo_templates import seed_templates
from ledger.services.accounts import create_account
from ledger.services.bulk_posting import StagePosting, post_stage
from ledger.services.history import record_change_set
from ledger.services.operations import create_operation
from ledger.services.payees import create_payees
from ledger.services.posting import Leg
from ledger.services.rerating import rerate_postings
from ledger.services.rules import create_rule
from ledger.services.tags import ensure_tags
from ledger.services.transactions import TransactionDraft, record_transaction

YEARS = 3
SEED = 20_190
NAME = "Lindenhof 7"
_ACCOUNTS = {
    "checking": ("Checking", AccountKind.CHECKING, "EUR"),
    "joint": ("Joint account", AccountKind.CHECKING, "EUR"),
    "savings": ("Savings", AccountKind.SAVINGS, "EUR"),
    "cash": ("Cash", AccountKind.CASH, "EUR"),
    "card": ("Credit card", AccountKind.CREDIT_CARD, "EUR"),
    "dollars": ("Dollar account", AccountKind.CHECKING, "USD"),
    "fund": ("Index fund", AccountKind.INVESTMENT, "EUR"),
    "home": ("Flat", AccountKind.PROPERTY, "EUR"),
    "mortgage": ("Mortgage", AccountKind.MORTGAGE, "EUR"),
}
_RULES = (
    ("Groceries by name", "raw_payee", "markt", "food.groceries"),
    ("Streaming", "raw_payee", "filmkiste", "leisure.tv"),
    ("Fuel", "raw_payee", "tankhof", "transport.fuel"),
)
_OPERATIONS = (("Groceries, seen", "food.groceries"), ("Fuel, seen", "transport.fuel"))


@db.atomic
def seed_demo(*, email: str, password: str | None, today: date, seed: int = SEED) -> Household:
    """Create the demo household and its owner; when that person has one already, it is returned.

    The same seed and day make the same books. All or nothing. Takes a few seconds.
    """
    owner = User.objects.filter(email=email.lower()).first()
    if owner is not None:
        with system_scope("seed_demo looks for the person's household"):
            held = Membership.objects.filter(user=owner).select_related("household").first()
        if held is not None:
            return held.household
    else:
        owner = User.objects.create_user(email, password, display_name="Mara")
    household = create_household(owner=owner, name=NAME, time_zone="Europe/Berlin")
    with household_scope(household.pk, user_id=owner.pk):
        agree_to_required(user=owner)
        by = Actor.system(household, Origin.SYSTEM)
        span = Period(add_months(today, -12 * YEARS), today + DAY)
        _Seeding(by, span, seed).run()
    return household


@dataclass(frozen=True, slots=True)
class _Import:
    """Rows that came in a file: those of one account in one month."""

    account: str
    days: Period


class _Seeding:
    """Books a plan in one household."""

    def __init__(self, by: Actor, span: Period, seed: int) -> None:
        self.by = by
        self.span = span
        self.plan = plan_years(seed=seed, span=span)
        self.pending = {row for row in self.plan[-60:] if row.account == "card"}
        self.dice = random.Random(seed)  # noqa: S311 -- made-up figures, nothing secret
        self.accounts: dict[str, Account] = {}
        self.payees: dict[str, int] = {}
        self.tags: dict[str, int] = {}

    def run(self) -> None:
        self._open_accounts()
        self._name_payees()
        self.tags = {tag.name: tag.pk for tag in ensure_tags(by=self.by, names=self._every_tag())}
        self._add_rules()
        for name, category in _OPERATIONS:
            create_operation(
                by=self.by,
                name=name,
                category=self.accounts[category],
                status=Status.CLEARED,
                is_shared=True,
            )
        self._rate_dollars()
        self._exchange()
        files = self._imports()
        for file in files:
            self._post_file(file, [row for row in self.plan if _is_in(row, file)])
        self._post([row for row in self.plan if not any(_is_in(row, file) for file in files)])
        rerate_postings(self.by.household)
        today = self.span.last_day
        seed_schedules(self.by, accounts=self.accounts, payees=self.payees, today=today)
        seed_people(self.by, accounts=self.accounts, today=today)
        seed_templates(self.by)
        seed_reminders(self.by, today=today)

    def _every_tag(self) -> list[str]:
        return sorted({tag for row in self.plan for tag in row.tags})

    def _open_accounts(self) -> None:
        for key, (name, kind, currency) in _ACCOUNTS.items():
            self.accounts[key] = create_account(
                by=self.by,
                name=name,
                kind=kind,
                currency=currency,
                opening_balance=OPENING[key],
                opening_date=self.span.start - DAY,
            )
        held = Account.objects.in_household(self.by.household)
        self.accounts |= {row.taxonomy_id: row for row in held.exclude(taxonomy_id="")}
        self.accounts[""] = held.system(SystemRole.UNCATEGORISED_EXPENSE)
        self.accounts["adjustment"] = held.system(SystemRole.ADJUSTMENT)

    def _name_payees(self) -> None:
        usual = {row.payee: row.other for row in self.plan if row.payee and not row.parts}
        names = sorted({row.payee for row in self.plan if row.payee})
        self.payees = create_payees(self.by.household, names)
        rows = Payee.objects.in_bulk(list(self.payees.values()))
        for row in rows.values():
            category = self.accounts.get(usual.get(row.name, ""))
            row.default_category = category if category and category.is_category else None
        Payee.objects.bulk_update(rows.values(), ["default_category"])

    def _add_rules(self) -> None:
        for name, field, text, category in _RULES:
            create_rule(
                by=self.by,
                name=name,
                conditions={"all": [{"field": field, "op": "contains", "value": text}]},
                actions={"set_category": self.accounts[category].pk},
            )

    def _rate_dollars(self) -> None:
        """Keep a rate of the dollar for every week, as a slow random walk."""
        rate, day, rows = Decimal("0.9200"), self.span.start - 2 * DAY, []
        while day < self.span.end:
            rows.append(
                ExchangeRate(
                    household=self.by.household,
                    date=day,
                    base="USD",
                    quote="EUR",
                    rate=rate,
                    source="demo",
                )
            )
            rate = max(rate + Decimal(self.dice.randrange(-60, 61)) / 10_000, Decimal("0.8"))
            day += timedelta(days=7)
        ExchangeRate.objects.bulk_create(rows)

    def _exchange(self) -> None:
        """Buy dollars for the first trip that is paid in them."""
        trip = next((row.date for row in self.plan if row.account == "dollars"), None)
        if trip is None or trip - 21 * DAY not in self.span:
            return
        legs = (
            Leg(self.accounts["checking"], Decimal("-552.00")),
            Leg(self.accounts["dollars"], Decimal("600.00"), Decimal("552.00")),
        )
        draft = TransactionDraft(date=trip - 21 * DAY, legs=legs, memo="Dollars for the trip")
        record_transaction(by=self.by, draft=draft)

    def _imports(self) -> list[_Import]:
        month = self.span.last_day.replace(day=1)
        last = Period(add_months(month, -1), month)
        earlier = Period(add_months(month, -2), last.start)
        return [_Import("joint", earlier), _Import("joint", last), _Import("card", last)]

    def _post_file(self, file: _Import, rows: Sequence[Planned]) -> None:
        name = f"{_ACCOUNTS[file.account][0].lower().replace(' ', '-')}-{file.days.start:%Y-%m}.csv"
        batch = ImportBatch.objects.create(
            household=self.by.household,
            account=self.accounts[file.account],
            state=BatchState.POSTED,
            file_name=name,
            file_digest=sha256(name.encode()).hexdigest(),
            file_size=64 * len(rows),
            format="csv",
            dialect="utf-8, semicolon, day first, comma",
            confidence=1,
            added_count=len(rows),
            sums={"EUR": str(sum((row.amount for row in rows), Decimal(0)))},
            first_date=min((row.date for row in rows), default=None),
            last_date=max((row.date for row in rows), default=None),
            posted_at=timezone.now(),
        )
        self._post(rows, batch)
        record_change_set(
            by=self.by.via(Origin.IMPORT),
            kind="import",
            summary=f"Imported {name}: {len(rows)} transactions",
            import_batch=batch,
        )

    def _post(self, rows: Sequence[Planned], batch: ImportBatch | None = None) -> None:
        create_stage()
        copy_rows("import_stage", ROW_COLUMNS, self._staged(rows))
        copy_rows(
            "import_stage_split", "no, position, amount, category_id, memo", self._parts(rows)
        )
        numbers = enumerate(self.payees.values(), start=1)
        copy_rows("import_stage_payee", "payee_no, payee_id", numbers)
        sets = enumerate(self.tags.values(), start=1)
        copy_rows("import_stage_tag", "tag_set, tag_id", sets)
        base = self.by.household.base_currency
        post_stage(
            StagePosting(
                household_id=self.by.household.pk,
                base_currency=base,
                base_places=minor_units(base),
                batch_id=batch.pk if batch else None,
                user_id=None,
                source=TransactionSource.IMPORT if batch else TransactionSource.MANUAL,
                is_simple=False,
                is_all_new=True,
            )
        )

    def _staged(self, rows: Sequence[Planned]) -> Iterable[StagedRow]:
        payees = {name: number for number, name in enumerate(self.payees, start=1)}
        tags = {name: number for number, name in enumerate(self.tags, start=1)}
        for number, row in enumerate(rows, start=1):
            account = self.accounts[row.account]
            yield StagedRow(
                no=number,
                line=number,
                account_id=account.pk,
                date=row.date,
                amount=row.amount,
                currency=account.currency,
                raw_payee=row.raw,
                memo=row.memo,
                external_id="",
                fingerprint=self.dice.getrandbits(62),
                status=Status.PENDING if row in self.pending else Status.CLEARED,
                payee_no=payees.get(row.payee.casefold()),
                payee_source=ValueSource.USER,
                category_id=self.accounts[row.other].pk,
                category_source=ValueSource.PAYEE if "." in row.other else ValueSource.NONE,
                category_reason="",
                tag_set=tags.get(row.tags[0]) if row.tags else None,
                rule_set=None,
                has_splits=bool(row.parts),
            )

    def _parts(self, rows: Sequence[Planned]) -> Iterable[tuple[object, ...]]:
        for number, row in enumerate(rows, start=1):
            for position, (other, amount) in enumerate(row.parts, start=1):
                yield number, position, amount, self.accounts[other].pk, ""


def _is_in(row: Planned, file: _Import) -> bool:
    return row.account == file.account and row.date in file.days
