"""What the demo household did, day by day: rows to book, made from a seed alone.

Two people, Mara and Jonas, with a flat and its mortgage. Amounts are from the account's view:
money out negative, in cents rounded once, here.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ledger.periods import DAY, Period, add_months, day_of_month
from ledger.seeding.demo_bills import BILLS, HABITS, HOLIDAYS, OPENING, Bill, Habit, Holiday
from ledger.seeding.shops import SHOPS, Shop

CENT = Decimal("0.01")
UNKNOWN = ("SUMUP *K 9931", "PAYPOINT 00417", "KARTENZAHLUNG 88213", "IZ *MARKTSTAND")
MORTGAGE_RATE = Decimal("0.0265")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A transaction between an account and a category or another account, by key."""

    date: date
    account: str
    amount: Decimal
    other: str
    """A taxonomy id, an account's key, or empty for uncategorised."""
    payee: str = ""
    raw: str = ""
    memo: str = ""
    tags: tuple[str, ...] = ()
    parts: tuple[tuple[str, Decimal], ...] = ()
    """The other sides of a split and the amount of each; they sum to `amount`."""


def plan_years(*, seed: int, span: Period) -> list[Planned]:
    """Return everything that happened in `span`, in order of date; the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 -- made-up figures, nothing secret
    rows = [
        *_bills(dice, span),
        *_mortgage(span),
        *_habits(dice, span),
        *_holidays(dice, span),
        *_oddities(dice, span),
    ]
    rows = [row for row in rows if row.date in span]
    rows += _card_payments(rows, span)
    rows += _revaluations(dice, span)
    return sorted(rows, key=lambda row: (row.date, row.account, row.payee, row.amount))


def months_of(span: Period) -> Iterator[date]:
    """Yield the first of every month that shares a day with `span`."""
    month = span.start.replace(day=1)
    while month < span.end:
        yield month
        month = add_months(month, 1)


def _money(size: Decimal | str, factor: float = 1.0) -> Decimal:
    return (Decimal(size) * Decimal(str(round(factor, 4)))).quantize(CENT)


def _bills(dice: random.Random, span: Period) -> Iterator[Planned]:
    for month in months_of(span):
        for bill in BILLS:
            if (month.month - 1) % bill.every == bill.since:
                yield _bill(dice, bill, month, span)


def _bill(dice: random.Random, bill: Bill, month: date, span: Period) -> Planned:
    years = (month.year - span.start.year) + (month.month - span.start.month) / 12
    wobble = dice.uniform(1 - bill.wobble, 1 + bill.wobble)
    size = _money(bill.amount, wobble * (1 + bill.growth) ** int(years))
    return Planned(
        date=day_of_month(month.year, month.month, bill.day),
        account=bill.account,
        amount=size,
        other=bill.other,
        payee=bill.payee,
        raw=bill.payee.upper(),
        memo=bill.memo.format(month=f"{month:%m/%Y}"),
    )


def _mortgage(span: Period) -> Iterator[Planned]:
    """Pay the same every month: less and less of it is interest."""
    owed, rate = -OPENING["mortgage"], Decimal(1180)
    for month in months_of(span):
        interest = (owed * MORTGAGE_RATE / 12).quantize(CENT)
        owed -= rate - interest
        yield Planned(
            date=day_of_month(month.year, month.month, 2),
            account="joint",
            amount=-rate,
            other="mortgage",
            payee="Sparbank Auental",
            raw="SPARBANK AUENTAL DARLEHEN 4711",
            memo=f"Loan 4711 {month:%m/%Y}",
            parts=(("mortgage", interest - rate), ("housing.mortgage", -interest)),
        )


def _habits(dice: random.Random, span: Period) -> Iterator[Planned]:
    by_category: dict[str, list[Shop]] = {}
    for shop in SHOPS:
        by_category.setdefault(shop.category, []).append(shop)
    for month in months_of(span):
        for habit in HABITS:
            shops = by_category[habit.category]
            for _ in range(_times(dice, habit, month)):
                yield _purchase(dice, habit, dice.choice(shops), month)


def _times(dice: random.Random, habit: Habit, month: date) -> int:
    often = habit.a_month * (1.35 if month.month == 12 else 1)
    return int(often) + (dice.random() < often % 1)


def _purchase(dice: random.Random, habit: Habit, shop: Shop, month: date) -> Planned:
    day = month + dice.randrange(28) * DAY + dice.randrange(3) * DAY
    size = -_money(shop.size, dice.lognormvariate(0, 0.45))
    raw = f"{shop.name.upper()} {dice.randrange(100, 999)} AUENTAL"
    row = Planned(
        date=day,
        account=dice.choice(habit.accounts),
        amount=size,
        other=habit.category,
        payee=shop.name,
        raw=raw,
        tags=("Gift",) if month.month == 12 and dice.random() < 0.08 else (),
    )
    if habit.category == "food.groceries" and dice.random() < 0.07:
        return _shared(row, dice)
    return row


def _shared(row: Planned, dice: random.Random) -> Planned:
    """Return a purchase of which a part was something else."""
    part = _money(row.amount, dice.uniform(0.15, 0.4))
    other = dice.choice(["public.gifts", "personal.other", "family.pets"])
    return Planned(
        date=row.date,
        account=row.account,
        amount=row.amount,
        other=row.other,
        payee=row.payee,
        raw=row.raw,
        parts=((row.other, row.amount - part), (other, part)),
    )


def _holidays(dice: random.Random, span: Period) -> Iterator[Planned]:
    for year in range(span.start.year, span.end.year + 1):
        for holiday in HOLIDAYS:
            if (year - span.start.year) % holiday.every == holiday.since:
                yield from _holiday(dice, holiday, year)


def _holiday(dice: random.Random, holiday: Holiday, year: int) -> Iterator[Planned]:
    start = date(year, holiday.month, holiday.day)
    tags = (f"{holiday.name} {year}",)
    for payee, category, size, ahead in holiday.booked:
        yield Planned(
            date=start - timedelta(days=ahead),
            account="card",
            amount=-_money(size, dice.uniform(0.9, 1.2)),
            other=category,
            payee=payee,
            raw=payee.upper(),
            tags=tags,
        )
    for number in range(holiday.days):
        payee, category, size = dice.choice(holiday.spent)
        yield Planned(
            date=start + number * DAY,
            account=holiday.account,
            amount=-_money(size, dice.lognormvariate(0, 0.3)),
            other=category,
            payee=payee,
            raw=payee.upper(),
            tags=tags,
        )


def _oddities(dice: random.Random, span: Period) -> Iterator[Planned]:
    """Yield what nobody sorted yet, and a refund now and then."""
    for month in months_of(span):
        for _ in range(dice.randrange(1, 4)):
            day = month + dice.randrange(28) * DAY
            size = -_money("14.00", dice.lognormvariate(0, 0.6))
            yield Planned(date=day, account="card", amount=size, other="", raw=dice.choice(UNKNOWN))
        if month.month % 4 == 0:
            shop = next(shop for shop in SHOPS if shop.category == "shopping.clothing")
            yield Planned(
                date=month + 17 * DAY,
                account="card",
                amount=_money(shop.size, dice.uniform(0.5, 0.9)),
                other=shop.category,
                payee=shop.name,
                raw=f"{shop.name.upper()} RETURN",
                memo="Returned",
                tags=("Refund",),
            )


def _card_payments(rows: list[Planned], span: Period) -> Iterator[Planned]:
    """Yield what the joint account paid for the month before, to the cent."""
    for month in months_of(span):
        before = Period(add_months(month, -1), month)
        spent = (row.amount for row in rows if row.account == "card" and row.date in before)
        owed = sum(spent, Decimal(0))
        day = month + 7 * DAY
        if owed < 0 and day in span:
            yield Planned(
                date=day,
                account="joint",
                amount=owed,
                other="card",
                raw="KREDITKARTE ABRECHNUNG",
                memo=f"Card statement {before.start:%m/%Y}",
            )


def _revaluations(dice: random.Random, span: Period) -> Iterator[Planned]:
    """Yield what the fund gained or lost each quarter, and the flat each year."""
    for month in months_of(span):
        last = add_months(month, 1) - DAY
        if last not in span:
            continue
        if month.month % 3 == 0:
            gain = _money("520.00", dice.gauss(1, 1.6))
            yield Planned(
                date=last, account="fund", amount=gain, other="adjustment", memo="Market value"
            )
        if month.month == 12:
            gain = _money("4200.00", dice.uniform(0.4, 1.5))
            yield Planned(
                date=last, account="home", amount=gain, other="adjustment", memo="Valuation"
            )
