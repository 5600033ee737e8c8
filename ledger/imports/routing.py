"""Which account each row of a file goes to.

A file is imported into one account. Rows in another currency, and those of further accounts that
the same file holds, go to the household's account of that number, or to a sibling that is made
for them, so that nothing of the file is lost and no currencies are mixed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from accounts.actors import Actor
from accounts.encryption import digests
from ledger.imports.statement import AccountSection
from ledger.models import Account
from ledger.services.accounts import create_account


def _number(section: AccountSection) -> str:
    return "".join(section.account.split()).upper()


@dataclass(slots=True)
class Router:
    """Finds or makes the account of a section and currency; remembers what it made."""

    by: Actor
    account: Account
    made: list[Account] = field(default_factory=list)
    _main_number: str | None = None
    _routes: dict[tuple[str, str], Account] = field(default_factory=dict)

    def begin(self, section: AccountSection) -> None:
        """Take the first section of the file for the account that the file is imported into."""
        if self._main_number is None:
            self._main_number = _number(section)

    def standing(self, section: AccountSection, currency: str) -> Account | None:
        """Return where `section` in `currency` belongs when that is known without making it."""
        number, currency = _number(section), currency or section.currency
        is_main = number in {"", self._main_number}
        if is_main and currency in {"", self.account.currency}:
            return self.account
        return self._routes.get((number, currency))

    def route(self, section: AccountSection, currency: str) -> Account:
        """Return where a row of `section` in `currency` ("" where the file is silent) belongs."""
        self.begin(section)
        number = _number(section)
        key = (number, currency or section.currency)
        found = self._routes.get(key)
        if found is None:
            found = self._find(number, key[1], section)
            self.by.must_write([found.pk])
            self._routes[key] = found
        return found

    def _find(self, number: str, currency: str, section: AccountSection) -> Account:
        is_main = number in {"", self._main_number}
        currency = currency or self.account.currency
        if is_main and currency == self.account.currency:
            return self.account
        places = Account.objects.in_household(self.by.household).live().places()
        places = places.filter(currency=currency)
        numbered = places.filter(number_digest__in=digests(number)).first() if number else None
        if numbered and not is_main:
            return numbered
        name = self._sibling_name(number, currency, section, is_main=is_main)
        sibling = places.filter(name=name, parent=self.account.parent).first()
        if sibling is None:
            sibling = create_account(
                by=self.by,
                name=name,
                kind=self.account.kind,
                currency=currency,
                parent=self.account.parent,
                institution=self.account.institution,
                number="" if is_main else number,
            )
            self.made.append(sibling)
        return sibling

    def _sibling_name(
        self, number: str, currency: str, section: AccountSection, *, is_main: bool
    ) -> str:
        parts = [self.account.name]
        if not is_main:
            parts.append(section.name or f"•••• {number[-4:]}")
        if currency != self.account.currency:
            parts.append(currency)
        return " ".join(parts)[:100]
