"""What is planted in requests, rows and exceptions, to be looked for where it must not come out."""

from __future__ import annotations

PLANTED = {
    "email": "planted.person@example.net",
    "iban": "DE89370400440532013000",
    "card": "4111 1111 1111 1111",
    "password": "planted-horse-battery",
    "token": "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyIjoxfQ.cGxhbnRlZA",
    "amount": "98,765.43 EUR",
    "payee": "Planted Payee GmbH",
}
ALL = " ".join([PLANTED["email"], PLANTED["iban"], PLANTED["card"], PLANTED["amount"]])
MARKS = [*PLANTED.values(), "planted", "Planted", "98,765", "98765.43"]


def marks_in(text: str) -> list[str]:
    """Return what was planted and stands in a text."""
    return [mark for mark in MARKS if mark in text]
