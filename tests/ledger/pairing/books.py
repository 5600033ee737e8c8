"""Labelled books for the finder of transfers: years of a household, drawn from a seeded source.

Every transfer has both halves, with the words, days, fees and rates that banks give them; between
them lie shopping, wages, refunds, and look-alikes that are no transfers.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from ledger.pairing.assignment import Key
from ledger.pairing.transfers import Half, Place

CHECKING, SAVINGS, CARD, JOINT, DOLLARS = range(1, 6)
PLACES = {
    CHECKING: Place(id=CHECKING, names=("everyday", "4711")),
    SAVINGS: Place(id=SAVINGS, names=("rainy days", "0815")),
    CARD: Place(id=CARD, names=("gold card", "9001"), is_debt=True),
    JOINT: Place(id=JOINT, names=("joint account", "3300")),
    DOLLARS: Place(id=DOLLARS, names=("dollar account", "7788")),
}
RATE = Decimal("0.92")
"""Euros a dollar."""
START, DAYS = date(2024, 1, 1), 730


@dataclass
class Drawn:
    """The rows of a household, and which of them are transfers."""

    seed: int
    halves: list[Half] = field(default_factory=list)
    true: set[Key] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def day(self) -> date:
        return START + timedelta(self.dice.randrange(DAYS))

    def money(self, low: float, high: float, *, is_round: bool = False) -> Decimal:
        if is_round:
            return Decimal(self.dice.randrange(int(low), int(high) + 1, 50))
        return Decimal(str(round(self.dice.uniform(low, high), 2)))

    def add(
        self, account: int, day: date, amount: Decimal, words: str, *, filed: bool = False,
        chosen: bool = False,
    ) -> int:  # fmt: skip
        number = len(self.halves) + 1
        is_dollars = account == DOLLARS
        self.halves.append(
            Half(
                id=number,
                account=account,
                day=day,
                amount=amount,
                words=words,
                currency="USD" if is_dollars else "EUR",
                base=round(amount * RATE, 2) if is_dollars else amount,
                is_categorised=filed or chosen,
                is_by_user=chosen,
            )
        )
        return number

    def move(
        self, out: int, into: int, sent: Decimal, words: tuple[str, str], *, days: int,
        arrived: Decimal | None = None,
    ) -> None:  # fmt: skip
        day = self.day()
        first = self.add(out, day, -sent, words[0])
        second = self.add(into, day + timedelta(days), arrived or sent, words[1])
        self.true.add((first, second))


def to_savings(books: Drawn) -> None:
    words = books.dice.choice(
        [
            ("Umbuchung auf Rainy Days", "Umbuchung von Everyday"),
            ("TRANSFER TO 0815", "TRANSFER FROM 4711"),
            ("Sparen", "Umbuchung"),
            ("Standing order rainy days", "Alice Miller"),
        ]
    )
    amount = books.money(50, 900, is_round=True)
    books.move(CHECKING, SAVINGS, amount, words, days=books.dice.choice([0, 0, 1, 1, 2]))


def card_payment(books: Drawn) -> None:
    words = ("Gold Card payment", "PAYMENT THANK YOU")
    books.move(CHECKING, CARD, books.money(150, 1_900), words, days=books.dice.choice([0, 1, 2, 3]))


def to_joint(books: Drawn) -> None:
    words = ("Alice Miller joint account", "Alice Miller")
    amount = books.money(300, 1_500, is_round=True)
    books.move(CHECKING, JOINT, amount, words, days=books.dice.choice([0, 1, 3]))


def over_a_long_weekend(books: Drawn) -> None:
    words = ("Überweisung 3300", "Gutschrift von 0815")
    books.move(SAVINGS, JOINT, books.money(100, 800), words, days=books.dice.choice([5, 6]))


def with_a_fee(books: Drawn) -> None:
    sent = books.money(150, 900)
    fee = min(books.money(1, 4.9), sent * Decimal("0.029")).quantize(Decimal("0.01"))
    words = ("Wire transfer to joint account", "Incoming transfer 4711")
    books.move(CHECKING, JOINT, sent, words, days=1, arrived=sent - fee)


def exchanged(books: Drawn) -> None:
    sent = books.money(200, 3_000)
    margin = Decimal(str(round(books.dice.uniform(0.985, 1.0), 4)))
    arrived = round(sent / RATE * margin, 2)
    words = ("Wise transfer dollar account", "From Wise 4711")
    books.move(CHECKING, DOLLARS, sent, words, days=books.dice.choice([0, 1, 2]), arrived=arrived)


def without_words(books: Drawn) -> None:
    days = books.dice.choice([0, 0, 1])
    books.move(SAVINGS, CHECKING, books.money(100, 2_000), ("", "Gutschrift"), days=days)


def quiet_and_round(books: Drawn) -> None:
    amount = books.money(100, 900, is_round=True)
    books.move(SAVINGS, JOINT, amount, ("", "Gutschrift"), days=books.dice.choice([0, 1, 2]))


def shopping(books: Drawn) -> None:
    account = books.dice.choice([CHECKING, CARD, CARD, JOINT])
    shop = books.dice.choice(["REWE", "DM", "Shell", "Amazon", "Bakery", "Ikea"])
    whole = books.dice.random() < 0.2
    amount = books.money(5, 400, is_round=False) if not whole else Decimal(books.dice.choice(
        [10, 20, 25, 50, 100, 200]))  # fmt: skip
    books.add(account, books.day(), -amount, shop, filed=books.dice.random() < 0.85)


def wages(books: Drawn) -> None:
    books.add(CHECKING, books.day(), books.money(1_800, 3_200), "ACME payroll", filed=True)


def from_friends(books: Drawn) -> None:
    amount = Decimal(books.dice.choice([10, 20, 25, 50, 100]))
    account = books.dice.choice([CHECKING, JOINT])
    books.add(account, books.day(), amount, "Bob Jones dinner", chosen=books.dice.random() < 0.4)


def refund(books: Drawn) -> None:
    """What the shop takes by card comes back to checking: equal, near, and no transfer."""
    amount, day = books.money(15, 200), books.day()
    books.add(CARD, day, -amount, "Amazon", filed=True)
    books.add(CHECKING, day + timedelta(5), amount, "Amazon refund", filed=True)


def other_half_missing(books: Drawn) -> None:
    """An account that is not in the books; its half has no other."""
    amount = books.money(50, 900, is_round=True)
    books.add(CHECKING, books.day(), -amount, "Transfer to broker 5555")


def rent_and_gift(books: Drawn) -> None:
    amount, day = books.money(300, 900, is_round=True), books.day()
    books.add(CHECKING, day, -amount, "Landlord rent", filed=True)
    books.add(JOINT, day + timedelta(1), amount, "Mother birthday", chosen=True)


def paid_for_a_friend(books: Drawn) -> None:
    """A restaurant's bill, paid back in full the next day: an odd amount, and no transfer."""
    amount, day = books.money(20, 90), books.day()
    books.add(CARD, day, -amount, "Trattoria", filed=books.dice.random() < 0.85)
    books.add(CHECKING, day + timedelta(1), amount, "Bob Jones", chosen=books.dice.random() < 0.4)


MOVES: dict[Callable[[Drawn], None], int] = {
    to_savings: 24,
    card_payment: 24,
    to_joint: 20,
    over_a_long_weekend: 6,
    with_a_fee: 6,
    exchanged: 8,
    without_words: 6,
    quiet_and_round: 3,
}
OTHERS: dict[Callable[[Drawn], None], int] = {
    shopping: 1_400,
    wages: 30,
    from_friends: 40,
    refund: 25,
    other_half_missing: 12,
    rent_and_gift: 10,
    paid_for_a_friend: 10,
}


def draw(seed: int) -> Drawn:
    """Return two years of a household."""
    books = Drawn(seed)
    for write, times in (MOVES | OTHERS).items():
        for _time in range(times):
            write(books)
    return books
