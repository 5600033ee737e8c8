"""What the lists of pairs that were found share: an import they are of, a certainty, rows there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Household
from accounts.token_scopes import TokenScope
from ledger.api.serializers.pairs import PairsQuery
from ledger.api.views.unlocking import UnlockViewSet
from ledger.models import ImportBatch, Pair, Transaction

T = TypeVar("T")


class Found(Protocol):
    """A pair that was found."""

    @property
    def certainty(self) -> str: ...


P = TypeVar("P", bound=Found)
P_co = TypeVar("P_co", bound=Found, covariant=True)


class Find(Protocol[P_co]):
    """Finds the pairs of a household, or those that an import has a part in."""

    def __call__(
        self, household: Household, *, batch: ImportBatch | None = None
    ) -> Iterable[P_co]: ...


def found_or_404(act: Callable[[], T]) -> T:
    """Carry out an act on transactions; one that is not the household's is not there."""
    try:
        return act()
    except Transaction.DoesNotExist as error:
        raise Http404 from error


class FoundPairViewSet(UnlockViewSet[Pair]):
    """Pairs that were found and that nobody decided on."""

    scope = TokenScope.TRANSACTIONS
    queryset = Pair.objects.all()
    pagination_class = None

    def find_batch(self, pk: int | None) -> ImportBatch | None:
        """Return the household's import of that id, None for none."""
        rows = ImportBatch.objects.in_household(self.household)
        return get_object_or_404(rows, pk=pk) if pk else None

    def asked_pairs(self, find: Find[P]) -> list[P]:
        """Return the pairs that the query of the request asks for, the surest first."""
        asked = self.read_query(PairsQuery)
        found = find(self.household, batch=self.find_batch(asked.get("batch")))
        wanted = asked.get("certainty")
        return [pair for pair in found if wanted is None or pair.certainty == wanted]
