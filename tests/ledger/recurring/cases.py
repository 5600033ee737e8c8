"""Labelled histories of one counterparty each: what recurs, and what only looks as if it did.

Every kind is drawn again and again from a seeded source, with other days and amounts, wobble,
weekend shifts, missed and late ones. A case names the rows of each of its series.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from ledger.periods import add_months, day_of_month
from ledger.recurring.series import Entry

START, DAYS = date(2022, 1, 3), 1_400


@dataclass
class Case:
    """A counterparty's rows, and the ids of those that belong together."""

    kind: str
    entries: list[Entry] = field(default_factory=list)
    series: list[frozenset[int]] = field(default_factory=list)


class Draw:
    """Writes one case, in few words."""

    def __init__(self, kind: str, seed: str) -> None:
        self.case = Case(kind)
        self.dice = random.Random(seed)

    def amount(self, low: float, high: float) -> Decimal:
        return -Decimal(str(round(self.dice.uniform(low, high), 2)))

    def add(self, day: date, amount: Decimal) -> int:
        number = len(self.case.entries) + 1
        self.case.entries.append(Entry(number, day.toordinal(), amount))
        return number

    def recur(self, days: list[date], amount: Callable[[int], Decimal]) -> None:
        ids = [self.add(day, amount(nth)) for nth, day in enumerate(days)]
        self.case.series.append(frozenset(ids))

    def wobble(self, days: list[date], most: int) -> list[date]:
        return [day + timedelta(self.dice.randint(0, most)) for day in days]

    def start(self) -> date:
        return START + timedelta(self.dice.randrange(120))


def monthly(first: date, day: int, count: int, every: int = 1) -> list[date]:
    months = (add_months(first.replace(day=1), nth * every) for nth in range(count))
    return [day_of_month(month.year, month.month, day) for month in months]


def every(first: date, days: int, count: int) -> list[date]:
    return [first + timedelta(days * nth) for nth in range(count)]


def after_weekend(day: date) -> date:
    return day + timedelta({5: 2, 6: 1}.get(day.weekday(), 0))


def before_weekend(day: date) -> date:
    return day - timedelta({5: 1, 6: 2}.get(day.weekday(), 0))


def rent(of: Draw) -> None:
    price = of.amount(400, 1800)
    days = monthly(of.start(), of.dice.choice([1, 3, 5]), of.dice.randint(6, 40))
    of.recur([after_weekend(day) for day in days], lambda _nth: price)


def salary(of: Draw) -> None:
    pay = -of.amount(1800, 5200)
    days = monthly(of.start(), 31, of.dice.randint(5, 40))
    of.recur([before_weekend(day) for day in days], lambda _nth: pay)


def varying_salary(of: Draw) -> None:
    days = monthly(of.start(), of.dice.choice([25, 28, 30]), of.dice.randint(8, 30))
    of.recur([before_weekend(day) for day in days], lambda _nth: -of.amount(2000, 2300))


def price_rise(of: Draw) -> None:
    count = of.dice.randint(10, 36)
    rise_at, old = of.dice.randint(3, count - 3), of.amount(5, 20)
    new = (old * Decimal("1.2")).quantize(Decimal("0.01"))
    of.recur(
        monthly(of.start(), of.dice.randint(1, 28), count),
        lambda nth: old if nth < rise_at else new,
    )


def skipped_months(of: Draw) -> None:
    price = of.amount(15, 60)
    days = monthly(of.start(), of.dice.randint(1, 28), 24)
    gone = {of.dice.randint(4, 10), of.dice.randint(13, 20)}
    kept = [day for nth, day in enumerate(days) if nth not in gone]
    of.recur(kept, lambda _nth: price)


def energy(of: Draw) -> None:
    days = monthly(of.start(), of.dice.randint(2, 25), of.dice.randint(10, 36))
    of.recur(of.wobble(days, 2), lambda _nth: of.amount(60, 110))


def end_of_month(of: Draw) -> None:
    price = of.amount(9, 90)
    of.recur(
        monthly(of.start(), of.dice.choice([29, 30, 31]), of.dice.randint(6, 30)),
        lambda _nth: price,
    )


def wobbling(of: Draw) -> None:
    price = of.amount(9, 90)
    of.recur(of.wobble(monthly(of.start(), 10, 20), 4), lambda _nth: price)


def cleaner(of: Draw) -> None:
    price = of.amount(40, 80)
    days = every(of.start(), 7, of.dice.randint(8, 90))
    kept = [day for nth, day in enumerate(days) if nth == 0 or of.dice.random() > 0.06]
    of.recur(kept, lambda _nth: price)


def fortnightly_wage(of: Draw) -> None:
    pay = -of.amount(700, 1500)
    of.recur(every(of.start(), 14, of.dice.randint(6, 50)), lambda _nth: pay)


def four_weekly(of: Draw) -> None:
    price = of.amount(8, 15)
    of.recur(every(of.start(), 28, of.dice.randint(6, 40)), lambda _nth: price)


def water(of: Draw) -> None:
    days = monthly(of.start(), 15, of.dice.randint(5, 18), every=2)
    of.recur(of.wobble(days, 3), lambda _nth: of.amount(50, 62))


def quarterly(of: Draw) -> None:
    price = of.amount(50, 300)
    days = monthly(of.start(), 15, of.dice.randint(4, 14), every=3)
    of.recur([after_weekend(day) for day in days], lambda _nth: price)


def half_yearly(of: Draw) -> None:
    price = of.amount(80, 400)
    of.recur(monthly(of.start(), 1, of.dice.randint(4, 7), every=6), lambda _nth: price)


def yearly(of: Draw) -> None:
    price = of.amount(40, 600)
    of.recur(
        of.wobble(monthly(of.start(), 20, of.dice.randint(3, 4), every=12), 5),
        lambda nth: (price * (100 + 3 * nth) / 100).quantize(Decimal("0.01")),
    )


def two_subscriptions(of: Draw) -> None:
    first, second = of.amount(4, 6), of.amount(11, 15)
    of.recur(monthly(of.start(), of.dice.randint(1, 14), 20), lambda _nth: first)
    of.recur(monthly(of.start(), of.dice.randint(15, 28), 20), lambda _nth: second)


def two_on_one_day(of: Draw) -> None:
    first, second = of.amount(4, 6), of.amount(11, 15)
    days = monthly(of.start(), 7, 15)
    of.recur(days, lambda _nth: first)
    of.recur(days, lambda _nth: second)


def among_purchases(of: Draw) -> None:
    """A membership at a shop where other things are bought, too."""
    price = of.amount(7, 12)
    of.recur(monthly(of.start(), of.dice.randint(1, 28), 24), lambda _nth: price)
    for day in of.dice.sample(range(DAYS), 40):
        of.add(START + timedelta(day), of.amount(5, 150))


def restarted(of: Draw) -> None:
    price = of.amount(9, 30)
    days = monthly(of.start(), 12, 30)
    of.recur(days[:10], lambda _nth: price)
    of.recur(days[18:], lambda _nth: price)


def instalments(of: Draw) -> None:
    price = of.amount(30, 120)
    of.recur(
        monthly(of.start(), of.dice.randint(1, 28), of.dice.choice([4, 6, 12])), lambda _n: price
    )


def weekly_groceries(of: Draw) -> None:
    """Every Saturday, for what is needed."""
    for day in every(START + timedelta(5), 7, 150):
        if of.dice.random() < 0.9:
            of.add(day + timedelta(of.dice.choice([0, 0, 0, 1, -1])), of.amount(25, 140))


def groceries(of: Draw) -> None:
    for day in sorted(of.dice.sample(range(DAYS), 220)):
        of.add(START + timedelta(day), of.amount(4, 90))


def walk(of: Draw, low: int, high: int, amount: Callable[[], Decimal], most: int = 200) -> None:
    day = of.start()
    for _nth in range(most):
        if (day - START).days > DAYS:
            return
        of.add(day, amount())
        day += timedelta(of.dice.randint(low, high))


def fuel(of: Draw) -> None:
    walk(of, 6, 16, lambda: of.amount(45, 75))


def round_fuel(of: Draw) -> None:
    walk(of, 7, 24, lambda: Decimal(of.dice.choice([-40, -50, -50, -60])))


def cash(of: Draw) -> None:
    walk(of, 3, 26, lambda: Decimal(of.dice.choice([-50, -50, -100, -20])))


def coffee(of: Draw) -> None:
    walk(of, 1, 4, lambda: Decimal(of.dice.choice(["-3.20", "-3.20", "-4.10"])))


def canteen(of: Draw) -> None:
    day = START
    for _nth in range(200):
        if day.weekday() < 5 and of.dice.random() < 0.7:
            of.add(day, Decimal("-4.50") if of.dice.random() < 0.6 else of.amount(3, 7))
        day += timedelta(1)


def tickets(of: Draw) -> None:
    walk(of, 1, 15, lambda: Decimal("-2.90"))


def hairdresser(of: Draw) -> None:
    walk(of, 33, 62, lambda: Decimal("-38.00"))


def restaurant(of: Draw) -> None:
    walk(of, 12, 70, lambda: of.amount(25, 120))


def web_shop(of: Draw) -> None:
    walk(of, 1, 40, lambda: of.amount(6, 200))


def pharmacy(of: Draw) -> None:
    walk(of, 10, 90, lambda: of.amount(4, 45))


def pub(of: Draw) -> None:
    """Fridays, most of them, for about the same."""
    for day in every(START + timedelta(4), 7, 120):
        if of.dice.random() < 0.6:
            of.add(day, of.amount(18, 40))


def parking(of: Draw) -> None:
    walk(of, 2, 30, lambda: Decimal(of.dice.choice(["-2.00", "-3.00", "-4.00"])))


def few_visits(of: Draw) -> None:
    for day in sorted(of.dice.sample(range(DAYS), of.dice.randint(2, 4))):
        of.add(START + timedelta(day), of.amount(10, 300))


def friends(of: Draw) -> None:
    walk(of, 5, 120, lambda: Decimal(of.dice.choice([-10, -20, -25, -50])))


def top_ups(of: Draw) -> None:
    walk(of, 18, 50, lambda: Decimal("-15.00"))


RECURRING = (
    rent, salary, varying_salary, price_rise, skipped_months, energy, end_of_month, wobbling,
    cleaner, fortnightly_wage, four_weekly, water, quarterly, half_yearly, yearly,
    two_subscriptions, two_on_one_day, among_purchases, restarted, instalments,
)  # fmt: skip
LOOKALIKES = (
    weekly_groceries, groceries, fuel, round_fuel, cash, coffee, canteen, tickets, hairdresser,
    restaurant, web_shop, pharmacy, pub, parking, few_visits, friends, top_ups,
)  # fmt: skip


def draw(write: Callable[[Draw], None], number: int) -> Case:
    """Return the case of this kind and number; the same each time."""
    of = Draw(write.__name__, f"{write.__name__} {number}")
    write(of)
    return of.case


def every_case(rounds: int) -> Iterator[Case]:
    """Yield `rounds` cases of each kind."""
    for number in range(rounds):
        for write in (*RECURRING, *LOOKALIKES):
            yield draw(write, number)
