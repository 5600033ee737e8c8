"""What the pages of pairs share: both sides of each, grouped by how sure they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.http import HouseholdRequest
from accounts.roles import Permission, Right
from finehance.kit.ids import id_in
from ledger.enums import TransactionSource
from ledger.models import ImportBatch
from ledger.pairing.certainty import Certainty
from ledger.reports.register import RegisterRow, register_rows
from ledger.services.pairs import Key
from ledger.services.reach import barred_transactions

MOST_SHOWN = 60
"""Pairs of one certainty on a page; the next ones come up as these are settled."""
LABELS: dict[Certainty, Promise] = {
    Certainty.CERTAIN: _("Certain"),
    Certainty.LIKELY: _("Likely"),
    Certainty.UNSURE: _("Not sure"),
}


@dataclass(frozen=True, slots=True)
class PairCard:
    """A pair with both of its rows as the register shows them."""

    pair: Any
    first: RegisterRow
    second: RegisterRow
    can_change: bool
    """Whether the reader may change what lies in the accounts of both."""

    @property
    def sources(self) -> tuple[str, str]:
        """Where each of them came from, in words."""
        first, second = (TransactionSource(row.source) for row in (self.first, self.second))
        return str(first.label), str(second.label)

    @property
    def value(self) -> str:
        """What a form sends for the pair."""
        return f"{self.first.id}-{self.second.id}"


@dataclass(frozen=True, slots=True)
class PairGroup:
    """The pairs that are equally sure; `hidden` is how many more there are."""

    certainty: Certainty
    cards: tuple[PairCard, ...]
    hidden: int

    @property
    def label(self) -> Promise:
        return LABELS[self.certainty]

    @property
    def count(self) -> int:
        return len(self.cards) + self.hidden


def pair_groups(request: HouseholdRequest, pairs: Sequence[Any]) -> list[PairGroup]:
    """Return the pairs by certainty, each with its rows; groups without any are left out."""
    parts = {each: [p for p in pairs if p.certainty is each] for each in Certainty}
    shown = {each: part[:MOST_SHOWN] for each, part in parts.items()}
    cards = _cards(request, [pair for part in shown.values() for pair in part])
    return [
        PairGroup(each, tuple(cards[pair.key] for pair in part), len(parts[each]) - len(part))
        for each, part in shown.items()
        if part
    ]


def _cards(request: HouseholdRequest, pairs: Iterable[Any]) -> dict[Key, PairCard]:
    keys = {pair.key: pair for pair in pairs}
    ids = [pk for key in keys for pk in key]
    rows = {row.id: row for row in register_rows(request.household, ids)} if ids else {}
    barred = barred_transactions(request.actor, ids, Right.FULL)
    may = request.actor.may(Permission.RECORD)
    return {
        key: PairCard(pair, rows[key[0]], rows[key[1]], may and barred.isdisjoint(key))
        for key, pair in keys.items()
    }


def posted_pair(request: HouseholdRequest) -> Key:
    """Return the pair that a form sends, as its two ids; raises Http404 for anything else."""
    first, _dash, second = request.POST.get("pair", "").partition("-")
    if not (first.isdecimal() and second.isdecimal() and len(first + second) < 36):
        raise Http404
    return int(first), int(second)


def asked_batch(request: HouseholdRequest) -> ImportBatch | None:
    """Return the import that the address or the form names; raises Http404 for none of ours."""
    text = request.POST.get("batch") or request.GET.get("batch") or ""
    if not text:
        return None
    rows = ImportBatch.objects.in_household(request.household)
    key = id_in(text)
    found = rows.filter(pk=key).first() if key is not None else None
    if found is None:
        raise Http404
    return found
