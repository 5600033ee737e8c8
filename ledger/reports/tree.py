"""The account tree of a household in memory, and the names of accounts in journals."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Model

from accounts.models import Household
from ledger.enums import ASSET_KINDS, LIABILITY_KINDS, AccountKind
from ledger.models import Account

_ROOTS = {
    **dict.fromkeys(ASSET_KINDS, "Assets"),
    **dict.fromkeys(LIABILITY_KINDS, "Liabilities"),
    AccountKind.INCOME: "Income",
    AccountKind.EXPENSE: "Expenses",
    AccountKind.EQUITY: "Equity",
}
PRIVATE_PATH = "Equity:Private"
"""Where a journal books the legs that the person may not see, so that it still balances."""
ROOT_ORDER = ("Assets", "Liabilities", "Income", "Expenses", "Equity")


@dataclass(frozen=True)
class AccountTree:
    """Every account of a household, those in the trash included, in their order."""

    accounts: tuple[Account, ...]

    @cached_property
    def by_id(self) -> dict[int, Account]:
        """The accounts by id."""
        return {account.pk: account for account in self.accounts}

    @cached_property
    def _children(self) -> dict[int | None, list[Account]]:
        found: dict[int | None, list[Account]] = {}
        for account in self.accounts:
            found.setdefault(account.parent_id, []).append(account)
        return found

    def children(self, account: Account | None) -> tuple[Account, ...]:
        """Return the accounts right below one, or those at the top for None."""
        return tuple(self._children.get(account.pk if account else None, ()))

    def walk(self) -> tuple[tuple[int, Account], ...]:
        """Return every account with its depth, a parent before its children."""
        return self._walked

    @cached_property
    def _walked(self) -> tuple[tuple[int, Account], ...]:
        return tuple(self._walk(None, 0))

    def _walk(self, above: Account | None, depth: int) -> Iterator[tuple[int, Account]]:
        for account in self.children(above):
            yield depth, account
            yield from self._walk(account, depth + 1)

    def ancestry(self, account: Account) -> tuple[Account, ...]:
        """Return the accounts from the top down to `account`, which is the last."""
        line = [account]
        while (above := line[0].parent_id) is not None:
            line.insert(0, self.by_id[above])
        return tuple(line)

    def with_descendants(self, ids: Iterable[int]) -> tuple[int, ...]:
        """Return `ids` and every account below them, in id order; unknown ids are left out."""
        found: set[int] = set()
        for key in ids:
            found.update(self._families.get(key, ()))
        return tuple(sorted(found))

    @cached_property
    def _families(self) -> dict[int, list[int]]:
        """Each account's id and those of all below it, by its id."""
        found: dict[int, list[int]] = {}
        for account in self.accounts:
            above: Account | None = account
            while above is not None:
                found.setdefault(above.pk, []).append(account.pk)
                above = self.by_id.get(above.parent_id or 0)
        return found

    def attach(self, rows: Iterable[Model], *names: str) -> None:
        """Give rows the accounts that these foreign keys of theirs name, in place of a join.

        What is not in the tree, because it is hidden, is left to the row.
        """
        for row in rows:
            for name in names:
                account = self.by_id.get(getattr(row, f"{name}_id") or 0)
                if account is not None:
                    setattr(row, name, account)

    @cached_property
    def paths(self) -> dict[int, str]:
        """The accounts' journal names by id; see `account_paths`."""
        taken: set[str] = set()
        return {key: self._free_path(self.by_id[key], taken) for key in sorted(self.by_id)}

    def path_of(self, account: Account) -> str:
        """Return an account's journal name; accounts kept from the person share PRIVATE_PATH."""
        return self.paths[account.pk] if account.pk else PRIVATE_PATH

    def _free_path(self, account: Account, taken: set[str]) -> str:
        parts = [_ROOTS[AccountKind(account.kind)]]
        parts += [_component(each.name) for each in self.ancestry(account)]
        path = ":".join(parts)
        while path.casefold() in taken:
            path += f"-{account.pk}"
        taken.add(path.casefold())
        return path


def account_tree(household: Household) -> AccountTree:
    """Return the household's accounts as a tree, in one query."""
    rows = Account.objects.in_household(household).order_by("position", "name", "pk")
    return AccountTree(tuple(rows))


def account_paths(household: Household) -> dict[int, str]:
    """Return each account's name in journals by account id: `Assets:Bank:Checking`.

    The first part is the class of the account, the rest its line of parents. Valid in hledger and
    beancount: each part is letters, digits and dashes and starts with a capital or a digit. Unique
    whatever the case: where two names come out alike, the account with the higher id ends with it.
    """
    return account_tree(household).paths


def _component(name: str) -> str:
    kept = [
        char if unicodedata.category(char)[0] == "L" or char.isdecimal() else " "
        for char in unicodedata.normalize("NFKC", name)
    ]
    text = "-".join("".join(kept).split()) or "Unnamed"
    text = text[0].upper()[:1] + text[1:]
    is_capital = unicodedata.category(text[0]) in {"Lu", "Nd"}
    return text if is_capital else f"X{text}"
