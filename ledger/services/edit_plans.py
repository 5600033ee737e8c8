"""What a bulk edit does to one transaction, under the rules of provenance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from django.utils.translation import gettext as _

from accounts.actors import Actor, Origin
from ledger.enums import Status, ValueSource
from ledger.models import Account
from ledger.services.closed import ClosedDays
from ledger.services.edit_rows import EditRow
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
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Planner:
    """Decides what an edit does to a transaction, under the rules of provenance."""

    source: ValueSource
    is_automatic: bool
    categories: Mapping[int, str]
    """The household's live categories and the part each plays for the ledger itself, if any."""
    closed: ClosedDays

    @classmethod
    def of(cls, by: Actor) -> Planner:
        """Read what deciding needs, in two queries."""
        rows = Account.objects.in_household(by.household).live().categories()
        return cls(
            source=value_source(by),
            is_automatic=by.origin not in {Origin.USER, Origin.API},
            categories=dict(rows.values_list("pk", "system_role")),
            closed=ClosedDays.of(by.household),
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
        if edit.memo is not None:
            wanted["memo"] = edit.memo
        if edit.status is not None:
            wanted["status"] = edit.status.value
        held = as_json(row)
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
