"""What a bulk edit does to one transaction, under the rules of provenance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum, auto

from django.utils.translation import gettext as _

from accounts.actors import Actor, Origin
from accounts.roles import Permission, Right
from ledger.enums import Status, ValueSource
from ledger.models import Account
from ledger.rules.actions import Part, Replacement
from ledger.services.closed import ClosedDays
from ledger.services.edit_rows import EditRow
from ledger.services.leg_plans import Unsplittable, moved_leg, read_legs, split_leg
from ledger.services.snapshots import JSON, plain
from ledger.services.transactions import value_source


class Keep(Enum):
    """Says that a value which may be empty is left as it is."""

    KEEP = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What one transaction is to have; what is left out stays as it is. Rows are given by id."""

    transaction: int
    payee: int | Keep | None = Keep.KEEP
    category: int | None = None
    category_reason: str = ""
    """Why this category, for people: the name of a rule, a model's evidence."""
    category_confidence: Decimal | None = None
    add_tags: frozenset[int] = frozenset()
    remove_tags: frozenset[int] = frozenset()
    memo: str | None = None
    replacements: tuple[Replacement, ...] = ()
    status: Status | None = None
    transfer_to: int | None = None
    """The place to which the category leg goes."""
    parts: tuple[Part, ...] = ()
    """The categories over which it is split."""

    @property
    def rewrites_legs(self) -> bool:
        return bool(self.transfer_to or self.parts)


@dataclass(frozen=True, slots=True)
class Planner:
    """Decides what an edit does to a transaction, under the rules of provenance."""

    source: ValueSource
    is_automatic: bool
    categories: Mapping[int, str]
    """The household's live categories and the part each plays for the ledger itself, if any."""
    closed: ClosedDays
    by: Actor
    legs: Mapping[int, list[JSON]] = field(default_factory=dict)
    """The legs of the transactions whose legs are written anew, by id."""
    places: Mapping[int, str] = field(default_factory=dict)
    """The open places and their currencies, where legs are written anew."""

    @classmethod
    def of(cls, by: Actor, edits: Iterable[Edit] = ()) -> Planner:
        """Read what deciding needs, in two queries, and two more where legs are written anew."""
        rows = Account.objects.in_household(by.household).live().categories()
        return cls(
            source=value_source(by),
            is_automatic=by.origin not in {Origin.USER, Origin.API},
            categories=dict(rows.values_list("pk", "system_role")),
            closed=ClosedDays.of(by.household),
            by=by,
        ).with_legs([edit.transaction for edit in edits if edit.rewrites_legs])

    def with_legs(self, transactions: Sequence[int]) -> Planner:
        """Return the planner knowing the legs of these transactions."""
        if not transactions:
            return self
        places = Account.objects.in_household(self.by.household).live().places().open()
        return replace(
            self,
            legs=read_legs(self.by.household.pk, transactions),
            places=dict(places.values_list("pk", "currency")),
        )

    def plan(self, row: EditRow, edit: Edit) -> tuple[JSON, JSON, list[str]]:
        """Return the parts that change, before and after, and why others are left alone."""
        if row.deleted_at is not None:
            return {}, {}, [_("It is in the trash.")]
        if self.closed.holds(row.date):
            return {}, {}, [_("It lies in a closed period.")]
        wanted: JSON = {}
        refused: list[str] = []
        self._payee(row, edit, wanted, refused)
        self._category(row, edit, wanted, refused)
        self._tags(row, edit, wanted, refused)
        if edit.rewrites_legs:
            self._legs(row, edit, wanted, refused)
        self._memo(row, edit, wanted)
        self._status(row, edit, wanted, refused)
        held = as_json(row) | {"postings": self.legs.get(row.id)}
        after = {key: value for key, value in wanted.items() if held[key] != value}
        return {key: held[key] for key in after}, after, refused

    def _is_users(self, source: str) -> bool:
        return self.is_automatic and source == ValueSource.USER

    def _payee(self, row: EditRow, edit: Edit, wanted: JSON, refused: list[str]) -> None:
        if isinstance(edit.payee, Keep) or edit.payee == row.payee_id:
            return
        if self._is_users(row.payee_source):
            refused.append(_("You chose its payee yourself."))
            return
        wanted |= {"payee_id": edit.payee, "payee_source": self.source.value}

    def _category(self, row: EditRow, edit: Edit, wanted: JSON, refused: list[str]) -> None:
        if edit.category is None:
            return
        legs = [i for i, account in enumerate(row.accounts) if account in self.categories]
        is_users = self._is_users(row.category_source)
        if len(legs) == 1 and row.accounts[legs[0]] == edit.category and self.is_automatic:
            return
        if len(legs) != 1:
            split = _("It is split over several categories.")
            refused.append(split if legs else _("It has no category: it is a transfer."))
        elif is_users:
            refused.append(_("You chose its category yourself."))
        else:
            accounts = list(row.accounts)
            accounts[legs[0]] = edit.category
            is_none = bool(self.categories[edit.category])
            source = ValueSource.NONE if is_none else self.source
            wanted |= {
                "accounts": accounts,
                "category_source": source.value,
                "category_reason": edit.category_reason[:200],
                "category_confidence": plain(edit.category_confidence),
            }

    def _legs(self, row: EditRow, edit: Edit, wanted: JSON, refused: list[str]) -> None:
        """Plan the category leg written anew; what is so already, or was split so, stays."""
        reason = edit.category_reason[:200]
        is_done = row.category_source == self.source and row.category_reason == reason
        if edit.transfer_to in row.accounts or (edit.parts and is_done):
            return
        at = [i for i, account in enumerate(row.accounts) if account in self.categories]
        problem = self._leg_problem(row, edit, at)
        if problem:
            refused.append(problem)
            return
        try:
            legs = self._new_legs(row, edit, at[0])
        except Unsplittable as error:
            refused.append(str(error))
            return
        source = self.source if edit.parts else ValueSource.NONE
        wanted |= {
            "postings": legs,
            "category_source": source.value,
            "category_reason": reason if edit.parts else "",
            "category_confidence": None,
        }

    def _new_legs(self, row: EditRow, edit: Edit, at: int) -> list[JSON]:
        held = self.legs[row.id]
        if edit.transfer_to is not None:
            return moved_leg(held, at, edit.transfer_to)
        return split_leg(held, at, edit.parts, self.by.household.base_currency)

    def _leg_problem(self, row: EditRow, edit: Edit, at: Sequence[int]) -> str:
        """Return why the category leg cannot be written anew, "" where it can."""
        if len(at) > 1:
            return _("It is split over several categories.")
        if not at:
            return _("It has no category: it is a transfer.")
        if self._is_users(row.category_source):
            return _("You chose its category yourself.")
        if self.is_automatic and row.status == Status.RECONCILED:
            return _("It is reconciled.")
        barred = self.by.barred(Right.FULL)
        if not self.by.may(Permission.RECORD) or not barred.isdisjoint(
            {*row.accounts, edit.transfer_to or 0}
        ):
            return _("This takes the right to record transactions in its accounts.")
        if edit.transfer_to is None:
            return ""
        if edit.transfer_to not in self.places:
            return _("The account of the transfer is closed or in the trash.")
        currency = self.legs[row.id][at[0]]["currency"]
        is_same = self.places[edit.transfer_to] == currency
        return "" if is_same else _("The account of the transfer has another currency.")

    def _memo(self, row: EditRow, edit: Edit, wanted: JSON) -> None:
        memo = row.memo if edit.memo is None else edit.memo
        for replacement in edit.replacements:
            memo = replacement.of(memo)
        if memo != row.memo:
            wanted["memo"] = memo

    def _status(self, row: EditRow, edit: Edit, wanted: JSON, refused: list[str]) -> None:
        if edit.status is None or edit.status == row.status:
            return
        if self.is_automatic and row.status == Status.RECONCILED:
            refused.append(_("It is reconciled."))
            return
        wanted["status"] = edit.status.value

    def _tags(self, row: EditRow, edit: Edit, wanted: JSON, refused: list[str]) -> None:
        tags = sorted(set(row.tags) - edit.remove_tags | edit.add_tags)
        if tags == row.tags:
            return
        if self._is_users(row.tags_source):
            refused.append(_("You chose its tags yourself."))
            return
        source = self.source.value if tags else ValueSource.NONE.value
        wanted |= {"tags": tags, "tags_source": source}


def as_json(row: EditRow) -> JSON:
    """Return the parts of a row that edits touch, as the history keeps them."""
    return {
        "payee_id": row.payee_id,
        "payee_source": row.payee_source,
        "accounts": row.accounts,
        "category_source": row.category_source,
        "category_reason": row.category_reason,
        "category_confidence": plain(row.category_confidence),
        "tags": row.tags,
        "tags_source": row.tags_source,
        "memo": row.memo,
        "status": row.status,
    }
