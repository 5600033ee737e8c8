"""A household of any number of transactions over ten years, made inside the database.

Rows are numbered from 1; everything about a row follows from its number by hashing, so that the
same call makes the same books. They go through the staging tables and bulk posting of imports.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db import transaction as db

from accounts.actors import Actor, Origin
from accounts.bulk import copy_rows
from accounts.models import Household, User
from accounts.scope import household_scope
from accounts.services.households import create_household
from ledger.enums import AccountKind, SystemRole, TransactionSource
from ledger.imports.staging import analyse_stage, create_stage
from ledger.models import Account
from ledger.money import minor_units
from ledger.periods import add_months
from ledger.seeding.shops import SHOPS, Shop
from ledger.services.accounts import create_account
from ledger.services.bulk_posting import StagePosting, post_stage
from ledger.services.payees import create_payees
from ledger.services.tags import ensure_tags

YEARS = 10
CHUNK = 100_000
TAGS = ("Holiday", "Work", "Home", "Gift", "Refundable")

# 60 rows in a row are a salary, a transfer to savings, a card payment and 57 purchases: 21 by
# card, the rest from checking. A row in 97 is split, one in 20 tagged, one in 41 uncategorised.
ROWS = """
insert into import_stage (
  no, line, account_id, date, amount, currency, raw_payee, memo, external_id, fingerprint,
  status, payee_no, payee_source, category_id, category_source, category_reason, tag_set,
  has_splits)
select n, n,
  case when turn between 4 and 24 then %(card)s else %(checking)s end,
  %(start)s::date + ((n - 1) * %(days)s / %(steps)s)::int,
  case turn when 0 then 2450.00 when 30 then -250.00 when 45 then -600.00
    else -round((%(sizes)s::numeric[])[shop] * (50 + dice %% 101) / 100, 2) end,
  %(currency)s,
  case turn when 0 then 'SEED SALARY' when 30 then 'TO SAVINGS' when 45 then 'CARD PAYMENT'
    else upper((%(names)s::text[])[shop]) || ' ' || 1000 + dice %% 40 end,
  case when dice %% 3 = 0 then 'Ref ' || to_char(n, 'FM000000000') else '' end,
  '', hashint8extended(n, 7), case when n > %(total)s - 20 then 'pending' else 'cleared' end,
  case when turn in (0, 30, 45) then null else shop end,
  case when turn in (0, 30, 45) then '' else 'import' end,
  case when turn = 0 then %(salary)s when turn = 30 then %(savings)s when turn = 45 then %(card)s
    when n %% 41 = 0 then %(uncategorised)s else (%(categories)s::bigint[])[shop] end,
  case when n %% 41 = 0 or turn in (30, 45) then '' else 'payee' end, '',
  case when n %% 20 = 0 then 1 + dice %% %(tags)s end,
  n %% 97 = 5 and turn not in (0, 30, 45)
from (
  select n, n %% 60 as turn, dice, 1 + (dice / 128) %% %(shops)s as shop
  from (
    select n, (hashint8extended(n, 1) & 2147483647)::int as dice
    from generate_series(%(first)s::bigint, %(last)s::bigint) n
  ) thrown
) chosen
"""
SPLITS = """
insert into import_stage_split
select no, part.position, part.amount, part.category_id, ''
from import_stage cross join lateral (values
  (1::smallint, round(amount / 3, 2), category_id),
  (2::smallint, amount - round(amount / 3, 2), %(uncategorised)s::bigint)
) part (position, amount, category_id)
where has_splits
"""


@dataclass(frozen=True, slots=True)
class _Chart:
    """The accounts, payees and tags that rows are booked with."""

    checking: Account
    savings: Account
    card: Account
    salary: int
    uncategorised: int
    categories: list[int]
    payees: list[int]
    tags: list[int]


def seed_bench(*, name: str, transactions: int, until: date, password: str | None) -> Household:
    """Create a household named `name` with that many transactions in the ten years up to `until`.

    Its owner is `<name>@bench.example.org` and cannot sign in without a `password`. All or nothing.
    Raises ValueError for fewer than one transaction.
    """
    if transactions < 1:
        raise ValueError("a household to measure by needs a transaction at least")
    with db.atomic():
        email = f"{'-'.join(name.lower().split())}@bench.example.org"
        owner = User.objects.create_user(email, password)
        household = create_household(owner=owner, name=name)
        with household_scope(household.pk, user_id=owner.pk):
            chart = _open_accounts(Actor.system(household, Origin.SYSTEM))
            for first in range(1, transactions + 1, CHUNK):
                last = min(first + CHUNK - 1, transactions)
                _post_rows(household, chart, (first, last), transactions, until)
    with connection.cursor() as cursor:
        cursor.execute("analyze ledger_transaction, ledger_posting, ledger_monthlytotal")
        cursor.execute("analyze ledger_transactiontag, ledger_payee, ledger_account")
    return household


def _open_accounts(by: Actor) -> _Chart:
    currency = by.household.base_currency
    checking, savings, card = (
        create_account(by=by, name=name, kind=kind, currency=currency)
        for name, kind in (
            ("Checking", AccountKind.CHECKING),
            ("Savings", AccountKind.SAVINGS),
            ("Credit card", AccountKind.CREDIT_CARD),
        )
    )
    accounts = Account.objects.in_household(by.household)
    ids = dict(accounts.exclude(taxonomy_id="").values_list("taxonomy_id", "pk"))
    payees = create_payees(by.household, [shop.name for shop in SHOPS])
    return _Chart(
        checking,
        savings,
        card,
        ids["income.wages"],
        accounts.system(SystemRole.UNCATEGORISED_EXPENSE).pk,
        [ids[shop.category] for shop in SHOPS],
        [payees[shop.name.casefold()] for shop in SHOPS],
        [tag.pk for tag in ensure_tags(by=by, names=TAGS)],
    )


def _post_rows(
    household: Household, chart: _Chart, rows: tuple[int, int], total: int, until: date
) -> None:
    create_stage()
    copy_rows("import_stage_payee", "payee_no, payee_id", enumerate(chart.payees, start=1))
    copy_rows("import_stage_tag", "tag_set, tag_id", enumerate(chart.tags, start=1))
    start = add_months(until, -12 * YEARS)
    values: dict[str, Any] = {
        "first": rows[0],
        "last": rows[1],
        "total": total,
        "start": start,
        "days": (until - start).days,
        "steps": max(total - 1, 1),
        "currency": household.base_currency,
        "checking": chart.checking.pk,
        "savings": chart.savings.pk,
        "card": chart.card.pk,
        "salary": chart.salary,
        "uncategorised": chart.uncategorised,
        "categories": chart.categories,
        "names": [shop.name for shop in SHOPS],
        "sizes": [shop.size for shop in SHOPS],
        "shops": len(SHOPS),
        "tags": len(TAGS),
    }
    with connection.cursor() as cursor:
        cursor.execute(ROWS, values)
        cursor.execute(SPLITS, values)
    analyse_stage()
    base = household.base_currency
    post_stage(
        StagePosting(
            household_id=household.pk,
            base_currency=base,
            base_places=minor_units(base),
            batch_id=None,
            user_id=None,
            source=TransactionSource.BANK,
            is_simple=False,
            is_all_new=True,
        )
    )


__all__ = ["SHOPS", "Shop", "seed_bench"]
