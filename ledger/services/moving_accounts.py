"""Where the accounts of other books belong here: found by name, chosen by a person, or opened."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.enums import AccountKind, BatchState, SystemRole
from ledger.imports.books.model import (
    ADJUSTMENT,
    OPENING,
    UNCATEGORISED,
    BookAccount,
    ParsedBooks,
)
from ledger.imports.books.planning import TRADING, Plan, PlannedLeg
from ledger.imports.normalise import clean_text
from ledger.models import Account, ImportBatch
from ledger.services.errors import Inconsistent
from ledger.services.families import family
from ledger.services.history import RowChange, record_change_set
from ledger.services.snapshots import NAMES, snapshot

NAME_LENGTH = 100
_MOST_EARLIER = 20
_ROLES = {
    OPENING: SystemRole.OPENING,
    ADJUSTMENT: SystemRole.ADJUSTMENT,
    TRADING: SystemRole.TRADING,
}
_OPENING_NAMES = {"opening balances", "opening-balances", "opening balance", "opening"}
Path = tuple[str, ...]


class Target(NamedTuple):
    """An account of the source in one currency; "" for categories and equity, which hold any."""

    key: str
    code: str


@dataclass(slots=True)
class Chart:
    """The household's accounts by where they stand, and those of the source that were placed."""

    by: Actor
    targets: dict[Target, Account] = field(default_factory=dict)
    made: list[Account] = field(default_factory=list)
    by_path: dict[tuple[str, Path], Account] = field(default_factory=dict)
    names: dict[int | None, set[str]] = field(default_factory=lambda: defaultdict(set))
    leaves: dict[tuple[str, str], list[Account]] = field(default_factory=lambda: defaultdict(list))
    roles: dict[str, Account] = field(default_factory=dict)
    placed: dict[Target, Account] = field(default_factory=dict)
    """Where earlier books of the same program were placed."""

    @classmethod
    def of(cls, by: Actor, book_format: str) -> Chart:
        """Read the household's live accounts and what was placed before, in two queries."""
        chart = cls(by)
        rows = {row.pk: row for row in Account.objects.in_household(by.household).live()}
        for row in rows.values():
            path: Path = (row.name.casefold(),)
            above = rows.get(row.parent_id or 0)
            while above is not None:
                path = (above.name.casefold(), *path)
                above = rows.get(above.parent_id or 0)
            chart._note(row, path)
        earlier = ImportBatch.objects.in_household(by.household).filter(
            state=BatchState.POSTED, format=book_format
        )
        reports = earlier.order_by("-pk").values_list("report", flat=True)[:_MOST_EARLIER]
        for report in reversed(reports):
            for key, code, pk in report.get("placed", []):
                if pk in rows:
                    chart.placed[Target(key, code)] = rows[pk]
        return chart

    def _note(self, row: Account, path: Path) -> None:
        self.by_path[family(row.kind), path] = row
        self.names[row.parent_id].add(row.name.casefold())
        self.leaves[family(row.kind), row.name.casefold()].append(row)
        if row.system_role:
            self.roles[row.system_role] = row

    def account(self, leg: PlannedLeg, *, is_place: bool) -> Account:
        """Return where a planned leg is booked; the chart must have been filled."""
        if leg.account == UNCATEGORISED:
            is_income = leg.amount < 0
            role = (
                SystemRole.UNCATEGORISED_INCOME if is_income else SystemRole.UNCATEGORISED_EXPENSE
            )
            return self.roles[role]
        if leg.account in _ROLES:
            return self.roles[_ROLES[leg.account]]
        return self.targets[Target(leg.account, leg.code if is_place else "")]

    def fill(self, books: ParsedBooks, plan: Plan, chosen: Mapping[str, int]) -> None:
        """Find or open every account that `plan` needs, and every place that the source has.

        `chosen` maps keys of places to accounts of the household. Raises Inconsistent for a choice
        that does not fit, PermissionDenied when accounts have to be opened and may not be.
        """
        codes = needed_codes(books, plan, self.by.household.base_currency)
        leaves = Counter(
            (account.kind, account.path[-1].casefold()) for account in books.accounts.values()
        )
        for key, account in sorted(books.accounts.items(), key=lambda each: len(each[1].path)):
            for number, code in enumerate(codes.get(key, ())):
                target = Target(key, code)
                if account.is_place and key in chosen and not number:
                    self.targets[target] = self._chosen(code, chosen[key])
                elif target in self.placed:
                    self.targets[target] = self.placed[target]
                elif account.is_place:
                    self.targets[target] = self._place(account, code, is_main=not number)
                else:
                    is_single = leaves[account.kind, account.path[-1].casefold()] == 1
                    self.targets[target] = self._category(account, is_single=is_single)
        self._record()

    def _chosen(self, code: str, pk: int) -> Account:
        found = Account.objects.in_household(self.by.household).live().places().get(pk=pk)
        if found.currency != code:
            text = _("%(name)s is kept in %(own)s, its rows are in %(code)s.")
            values = {"name": found, "own": found.currency, "code": code}
            raise Inconsistent(text % values)
        return found

    def _place(self, account: BookAccount, code: str, *, is_main: bool) -> Account:
        path = account.path if is_main else (*account.path[:-1], f"{account.path[-1]} {code}")
        found = self.by_path.get((family(account.kind), _folded(path)))
        if found is not None and found.currency == code:
            return found
        return self._open(path, account.kind, code)

    def _category(self, account: BookAccount, *, is_single: bool) -> Account:
        is_equity = account.kind is AccountKind.EQUITY
        if is_equity and account.path[-1].casefold() in _OPENING_NAMES:
            return self.roles[SystemRole.OPENING]
        found = self.by_path.get((family(account.kind), _folded(account.path)))
        if found is not None:
            return found
        named = self.leaves.get((family(account.kind), account.path[-1].casefold()), [])
        if is_single and len(named) == 1:
            return named[0]
        return self._open(account.path, account.kind, "")

    def _open(self, path: Path, kind: AccountKind, code: str) -> Account:
        self.by.must(Permission.MANAGE)
        parent = self._parent(path[:-1], kind, code)
        name = self._free_name(parent, path[-1], code or AccountKind(kind).label.lower())
        row = Account(
            household=self.by.household, parent=parent, name=name, kind=kind, currency=code
        )
        row.clean_fields(exclude=["household", "parent"])
        row.save(force_insert=True)
        self.made.append(row)
        self._note(row, _folded(path))
        return row

    def _parent(self, path: Path, kind: AccountKind, code: str) -> Account | None:
        """Return the account that stands for a part of a path, opened where there is none."""
        if not path:
            return None
        found = self.by_path.get((family(kind), _folded(path)))
        return found if found is not None else self._open(path, kind, code)

    def _free_name(self, parent: Account | None, wanted: str, hint: str) -> str:
        taken = self.names[parent.pk if parent else None]
        plain = clean_text(wanted, NAME_LENGTH) or _("Account")
        for number in range(1, 1_000):
            ending = ["", f" ({hint})"][number - 1] if number <= 2 else f" {number}"
            name = plain[: NAME_LENGTH - len(ending)] + ending
            if name.casefold() not in taken:
                return name
        raise Inconsistent(_("Too many accounts are named alike."))

    def _record(self) -> None:
        changes = [
            RowChange(NAMES[Account], row.pk, None, snapshot(row), row.version) for row in self.made
        ]
        if changes:
            summary = _("Opened %(n)d accounts and categories for other books")
            record_change_set(
                by=self.by,
                kind="account.create",
                summary=summary % {"n": len(changes)},
                rows=changes,
            )


def needed_codes(books: ParsedBooks, plan: Plan, base: str) -> dict[str, list[str]]:
    """Return per account key the currencies that it needs, its main one first; "" for categories.

    A place is needed whether or not it has rows, a category only where something is booked on it.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for leg in planned_legs(plan):
        if leg.account in books.accounts:
            is_place = books.accounts[leg.account].is_place
            counts[leg.account][leg.code if is_place else ""] += 1
    for key, account in books.accounts.items():
        if account.is_place and not counts[key]:
            counts[key][plan.codes.get(account.currency) or base] = 1
    return {key: [code for code, _n in found.most_common()] for key, found in counts.items()}


def planned_legs(plan: Plan) -> Iterable[PlannedLeg]:
    """Yield every leg of a plan."""
    for planned in plan.transactions:
        for part in planned.parts:
            yield from part.legs


def _folded(path: Path) -> Path:
    return tuple(part.casefold() for part in path)
