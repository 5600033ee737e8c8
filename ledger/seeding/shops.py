"""Invented shops and what people spend there."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple


class Shop(NamedTuple):
    """A payee that does not exist, its category's taxonomy id and the usual amount there."""

    name: str
    category: str
    size: Decimal


_BY_CATEGORY: dict[str, tuple[str, str]] = {
    "food.groceries": (
        "38.40",
        "Nordmarkt, Kornblume Bio, Frischhof Weber, Lindenladen, Greenbasket, Marktkiste, Sonntag",
    ),
    "food.restaurants": (
        "42.50",
        "Trattoria Lumino, Gasthaus zur Mühle, The Copper Ladle, Saigon Garten, Alter Kran",
    ),
    "food.coffee": (
        "5.80",
        "Café Morgenrot, Rösterei Nordlicht, Bean & Bridge, Kaffeeklatsch, The Quiet Cup",
    ),
    "food.fast-food": ("12.90", "Burger Wache, Falafel Karim, Slice Station, Pommes Paule"),
    "transport.fuel": ("58.00", "Tankhof Süd, Autohof Birkenfeld, Brightway Fuel"),
    "transport.public": ("9.60", "Stadtbahn Auental, Regio Nordwest, Metroline"),
    "transport.parking": ("4.50", "Parkhaus Domplatz, City Park 7"),
    "shopping.clothing": ("64.00", "Stoffwerk, Modehaus Keller, Wren & Field, Schuhkontor"),
    "shopping.electronics": ("119.00", "Elektro Hansen, Voltwerk, Pixel & Plug"),
    "shopping.online": ("33.00", "Versandhaus Falke, Parcelwise, Kistenweise"),
    "shopping.books": ("18.50", "Buchhandlung Seitenwind, Inkwell Books"),
    "health.pharmacy": ("16.20", "Linden-Apotheke, Adler-Apotheke, Corner Pharmacy"),
    "personal.beauty": ("36.00", "Salon Scherenschnitt, Barbier Anton"),
    "leisure.outings": ("24.00", "Kino Astoria, Stadttheater Auental, Kletterhalle Gipfel"),
    "housing.hardware": ("47.00", "Baumarkt Eiche, Hammer & Nail"),
    "family.pets": ("29.00", "Tierladen Pfote, Paw Corner"),
    "public.gifts": ("27.00", "Blumen Rosengarten, Papeterie Kranich"),
}

SHOPS: tuple[Shop, ...] = tuple(
    Shop(name.strip(), category, Decimal(size))
    for category, (size, names) in _BY_CATEGORY.items()
    for name in names.split(",")
)
