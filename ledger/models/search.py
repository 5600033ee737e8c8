"""The words of transactions, turned round: which transactions have a word."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ledger.models.base import BulkHouseholdRow
from ledger.querysets import HouseholdQuerySet


class SearchWord(BulkHouseholdRow):
    """Some of the transactions that have a word; a word has a row for every batch indexed.

    Only candidates: an edited or deleted transaction stays listed under words it lost, so whoever
    reads looks at the transaction too. Sizes of postings are words as well, beginning with `#`,
    and so are facts, beginning with `=`: the source, that it is a split, and that it is a transfer.
    Row-level security lets no query use PostgreSQL's own text index, whose operators may leak rows;
    comparing plain words may not.
    """

    word = models.CharField(max_length=40, db_collation="C")
    transaction_ids = ArrayField(models.BigIntegerField())

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["household", "word"], name="search_word")]

    def __str__(self) -> str:
        return f"{self.word}: {len(self.transaction_ids)}"


class SearchQueue(BulkHouseholdRow):
    """Transactions of these ids, both included, changed since their words were indexed.

    Written by triggers; until `index_search` gets to them they are looked at one by one.
    """

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["household"], name="search_queue_household")]

    def __str__(self) -> str:
        return f"{self.first_id} – {self.last_id}"
