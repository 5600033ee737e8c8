"""A household's accounts as the choices of forms: read once, offered by many fields."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.enums import AccountKind, SystemRole
from ledger.models import Account
from ledger.reports.tree import AccountTree
from ledger.taxonomy import FEES

Choices = list[tuple[Any, Any]]


@dataclass(frozen=True)
class AccountChoices:
    """The live accounts of a tree as choices: own name first, so that typing finds it."""

    tree: AccountTree
    barred: frozenset[int] = frozenset()
    """The places that the reader may not fill, which are not offered."""

    def _options(self, accepts: Callable[[Account], bool]) -> Choices:
        return [
            (row.pk, self.name(row))
            for _depth, row in self.tree.walk()
            if row.deleted_at is None and accepts(row)
        ]

    def name(self, account: Account) -> str:
        """Return the account's name with those above it: `Groceries · Food`."""
        return " · ".join(above.name for above in reversed(self.tree.ancestry(account)))

    def open_places(self) -> list[Account]:
        return [
            row
            for _depth, row in self.tree.walk()
            if row.is_place
            and row.deleted_at is None
            and row.closed_on is None
            and row.pk not in self.barred
        ]

    def places(self, *, keep: Collection[int] = ()) -> Choices:
        """Return the open places; `keep` adds closed ones that a row already has."""
        return self._options(
            lambda row: (
                row.is_place
                and row.pk not in self.barred
                and (row.closed_on is None or row.pk in keep)
            )
        )

    def categories_of(self, kind: AccountKind) -> Choices:
        """Return the categories of one kind, without the ledger's own uncategorised one."""
        return self._options(lambda row: row.kind == kind and not row.system_role)

    def categories(self) -> Choices:
        """Return the categories in two groups, spending before income."""
        return list(self._categories)

    @cached_property
    def _categories(self) -> Choices:
        return [
            (kind.label, self.categories_of(kind))
            for kind in (AccountKind.EXPENSE, AccountKind.INCOME)
        ]

    def everything(self) -> Choices:
        """Return categories, then places, then equity, in groups."""
        equity = self._options(lambda row: row.kind == AccountKind.EQUITY)
        return [*self.categories(), (_("Accounts"), self.places()), (_("Equity"), equity)]

    def system(self, role: SystemRole) -> Account:
        """Return the household's account of that role; raises KeyError when it has none."""
        return {row.system_role: row for row in self.tree.accounts}[role]

    def fees(self) -> Account | None:
        """Return the household's category of bank fees, None when there is none any more."""
        live = (row for row in self.tree.accounts if row.deleted_at is None)
        return next((row for row in live if row.taxonomy_id == FEES), None)


class AccountField(forms.ChoiceField):
    """A choice of one account; cleans to the `Account`, or None when left empty."""

    def __init__(self, *, empty: Any = "", **options: Any) -> None:
        super().__init__(**options)
        self.empty = empty
        self.accounts: dict[int, Account] = {}

    def offer(self, accounts: AccountChoices, choices: Choices) -> None:
        """Take the accounts to choose from."""
        self.accounts = accounts.tree.by_id
        self.choices = [("", self.empty), *choices]

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, Account) else value

    def clean(self, value: Any) -> Account | None:
        text = super().clean(value)
        return self.accounts[int(text)] if text else None


def offer_accounts(form: forms.BaseForm, accounts: AccountChoices, **choices: Choices) -> None:
    """Give the account fields of a form, by name, their choices."""
    for name, offered in choices.items():
        field = form.fields[name]
        if not isinstance(field, AccountField):
            raise TypeError(f"{name} is not an AccountField")
        field.offer(accounts, offered)
