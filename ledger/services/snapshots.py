"""Rows as JSON, for the history: taken before and after a change, and put back by undo."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from ledger.models import (
    Account,
    Attachment,
    BalanceAssertion,
    Claim,
    ExchangeRate,
    Occurrence,
    Operation,
    Pair,
    Payee,
    PersonAccount,
    Posting,
    Reconciliation,
    Refund,
    RejectedSuggestion,
    Reminder,
    Rule,
    RuleGroup,
    SavedView,
    Schedule,
    Tag,
    Transaction,
    TransactionTag,
    TransactionTemplate,
)

JSON = dict[str, Any]
_SKIPPED = {
    "id",
    "household",
    "created_at",
    "updated_at",
    "purged_at",
    "version",
    # What is known of a file's content, never edited by people.
    "scan_state",
    "storage_key",
    # Secrets stay where keys can be rotated; the history would keep them for ever.
    "number_encrypted",
    "number_digest",
    "number_masked",
    # What files of the bank are matched by; nobody edits it.
    "import_key",
}
POSTING_FIELDS = ("account_id", "amount", "currency", "value", "base_value", "memo", "position")
KINDS: dict[str, type[models.Model]] = {
    "account": Account,
    "assertion": BalanceAssertion,
    "attachment": Attachment,
    "claim": Claim,
    "occurrence": Occurrence,
    "operation": Operation,
    "pair": Pair,
    "payee": Payee,
    "personaccount": PersonAccount,
    "reconciliation": Reconciliation,
    "rate": ExchangeRate,
    "refund": Refund,
    "rejectedsuggestion": RejectedSuggestion,
    "reminder": Reminder,
    "rule": Rule,
    "rulegroup": RuleGroup,
    "savedview": SavedView,
    "schedule": Schedule,
    "tag": Tag,
    "transaction": Transaction,
    "transactiontemplate": TransactionTemplate,
}
NAMES = {model: kind for kind, model in KINDS.items()}


def plain(value: Any) -> Any:
    """Return `value` as JSON holds it: decimals and dates become strings."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def snapshot(row: models.Model) -> JSON:
    """Return the fields of one row that a person can change."""
    fields = [f for f in row._meta.concrete_fields if f.name not in _SKIPPED]  # noqa: SLF001 -- Django's documented model API
    result: JSON = plain({field.attname: getattr(row, field.attname) for field in fields})
    return result


def snapshot_transactions(rows: Iterable[Transaction]) -> dict[int, JSON]:
    """Return each transaction with its postings and tags, by id, in two queries however many."""
    by_id = {row.pk: snapshot(row) | {"postings": [], "tags": []} for row in rows}
    postings: dict[int, list[JSON]] = defaultdict(list)
    legs = Posting.objects.filter(transaction__in=by_id).order_by("position", "pk")
    for leg in legs.values("transaction_id", *POSTING_FIELDS):
        postings[leg.pop("transaction_id")].append(leg)
    for key, its_legs in postings.items():
        by_id[key]["postings"] = plain(its_legs)
    tags = TransactionTag.objects.filter(transaction__in=by_id).order_by("tag_id")
    for key, tag in tags.values_list("transaction_id", "tag_id"):
        by_id[key]["tags"].append(tag)
    return by_id
