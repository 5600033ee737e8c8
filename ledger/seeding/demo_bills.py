"""What the demo household earns, owes and does again and again. All names are invented."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

OPENING = {
    "checking": Decimal("2310.55"),
    "joint": Decimal("1874.20"),
    "savings": Decimal("9600.00"),
    "cash": Decimal("85.00"),
    "card": Decimal("-412.35"),
    "mortgage": Decimal("-214500.00"),
    "fund": Decimal("12750.00"),
    "home": Decimal("318000.00"),
    "dollars": Decimal("150.00"),
}
"""Balances on the day before the first, by account."""


class Bill(NamedTuple):
    """Something that comes every so many months on a day: `amount` from the account's view."""

    account: str
    day: int
    amount: str
    other: str
    payee: str = ""
    memo: str = ""
    every: int = 1
    since: int = 0
    growth: float = 0.0
    """Rise of the amount a year."""
    wobble: float = 0.0


BILLS = (
    Bill("checking", 25, "3120.00", "income.wages", "Werkhalle Nord", "Pay {month}", growth=0.03),
    Bill("joint", 28, "2640.00", "income.wages", "Stadtwerke Auental", "Pay {month}", growth=0.02),
    Bill("checking", 1, "-700.00", "joint", memo="Household money"),
    Bill("checking", 27, "-1150.00", "savings", memo="Rainy days"),
    Bill("checking", 26, "-600.00", "fund", memo="Savings plan"),
    Bill("checking", 6, "-160.00", "cash", memo="Cash machine"),
    Bill("checking", 19, "-120.00", "cash", memo="Cash machine"),
    Bill("joint", 3, "-212.00", "housing.other", "Hausverwaltung Lindenhof", "Service charge"),
    Bill("joint", 5, "-118.00", "utilities.energy", "Grünstrom Auental", growth=0.05, wobble=0.12),
    Bill("joint", 15, "-64.00", "utilities.water", "Wasserwerk Auental", every=3, wobble=0.1),
    Bill("joint", 7, "-39.90", "utilities.internet", "Glasnetz", "Contract 20881"),
    Bill("joint", 9, "-24.99", "utilities.phone", "Funkturm Mobil", "Mara"),
    Bill("joint", 9, "-14.99", "utilities.phone", "Funkturm Mobil", "Jonas"),
    Bill("joint", 12, "-62.40", "finance.insurance", "Sicher & Sohn", growth=0.04),
    Bill("joint", 14, "-384.00", "finance.insurance", "Autoschutz Direkt", every=12, since=0),
    Bill("joint", 15, "-158.00", "public.taxes", "Finanzamt Auental", "Car tax", every=12, since=3),
    Bill("card", 4, "-12.99", "leisure.tv", "Filmkiste"),
    Bill("card", 11, "-10.99", "leisure.music", "Tonstrom"),
    Bill("card", 16, "-2.99", "services.professional", "Wolkenspeicher"),
    Bill("checking", 2, "-34.90", "personal.fitness", "Studio Kraftraum"),
    Bill("checking", 1, "-58.00", "transport.public", "Stadtbahn Auental", "Monthly pass"),
    Bill("joint", 20, "-25.00", "public.donations", "Tierheim Auental", every=3, since=2),
    Bill("checking", 18, "640.00", "income.tax-refund", "Finanzamt Auental", every=12, since=5,
         wobble=0.3),
    Bill("savings", 31, "96.00", "income.interest", "Sparbank Auental", "Interest", every=12,
         since=11, wobble=0.2),
    Bill("checking", 24, "-900.00", "savings", memo="Christmas bonus saved", every=12, since=11),
)  # fmt: skip


class Habit(NamedTuple):
    """Shopping of one category, so often a month, paid from one of some accounts."""

    category: str
    a_month: float
    accounts: tuple[str, ...]


HABITS = (
    Habit("food.groceries", 12.5, ("joint", "joint", "card", "cash")),
    Habit("food.coffee", 9.0, ("card", "cash", "checking")),
    Habit("food.restaurants", 3.4, ("card", "joint")),
    Habit("food.fast-food", 3.0, ("card", "cash")),
    Habit("transport.fuel", 2.2, ("card",)),
    Habit("transport.parking", 2.5, ("cash", "card")),
    Habit("shopping.clothing", 1.1, ("card",)),
    Habit("shopping.electronics", 0.3, ("card",)),
    Habit("shopping.online", 2.0, ("card",)),
    Habit("shopping.books", 0.9, ("card", "checking")),
    Habit("health.pharmacy", 1.1, ("joint", "cash")),
    Habit("personal.beauty", 1.2, ("checking", "cash")),
    Habit("leisure.outings", 1.8, ("card",)),
    Habit("housing.hardware", 0.7, ("joint",)),
    Habit("family.pets", 1.4, ("joint",)),
    Habit("public.gifts", 0.9, ("card",)),
)


class Holiday(NamedTuple):
    """A trip every so many years: what was booked ahead, and one purchase a day."""

    name: str
    month: int
    day: int
    days: int
    account: str
    booked: tuple[tuple[str, str, str, int], ...]
    """Payee, category, amount, days ahead."""
    spent: tuple[tuple[str, str, str], ...]
    every: int = 1
    since: int = 0


HOLIDAYS = (
    Holiday("Summer", 7, 12, 12, "card", (
        ("Fluglinie Albatros", "travel.flights", "486.00", 95),
        ("Pension Meerblick", "travel.lodging", "890.00", 60),
    ), (
        ("Taverna Galini", "food.restaurants", "48.00"),
        ("Strandkiosk 4", "food.coffee", "9.50"),
        ("Inselbus", "transport.public", "7.00"),
        ("Museo del Mare", "leisure.outings", "22.00"),
    )),
    Holiday("Snow", 2, 8, 5, "card", (
        ("Berghof Tannenruh", "travel.lodging", "540.00", 40),
    ), (
        ("Skipass Hochgrat", "leisure.outings", "46.00"),
        ("Hütte am Joch", "food.restaurants", "38.00"),
    )),
    Holiday("New York", 10, 3, 7, "dollars", (
        ("Fluglinie Albatros", "travel.flights", "1120.00", 70),
        ("Hudson Yard Inn", "travel.lodging", "980.00", 30),
    ), (
        ("Corner Deli 44", "food.fast-food", "17.50"),
        ("Blue Note Diner", "food.restaurants", "61.00"),
        ("City Ferry", "transport.public", "8.00"),
        ("Gallery on Ninth", "leisure.outings", "28.00"),
    ), every=2, since=1),
)  # fmt: skip
