"""What a template keeps of a transaction: payee, memo, tags, and its legs with all their splits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.actors import Actor
from ledger.models import Posting, Tag, Transaction
from ledger.reports.templates import transfer_fees
from ledger.services.errors import Inconsistent
from ledger.services.posting import Leg, balanced_legs
from ledger.services.snapshots import POSTING_FIELDS, plain
from ledger.services.transactions import TransactionDraft, check_draft
from ledger.taxonomy import FEES

_KEPT = tuple(name for name in POSTING_FIELDS if name not in {"base_value", "position"})


def content_of(by: Actor, transaction: Transaction | TransactionDraft) -> dict[str, Any]:
    """Return what a template keeps of a transaction, booked or as it is written, by field.

    Raises Inconsistent for one that no form takes, and for a draft what booking it would raise.
    """
    if isinstance(transaction, TransactionDraft):
        return _of_draft(by, transaction)
    tags = Tag.objects.in_household(by.household).live().filter(transactions=transaction)
    return {
        "payee": transaction.payee,
        "memo": transaction.memo,
        "tag_ids": sorted(tags.values_list("pk", flat=True)),
        "currency": transaction.currency,
        **_of_legs(_booked(by, transaction), transaction.currency),
    }


def accounts_of(legs: Iterable[Mapping[str, Any]]) -> list[int]:
    """Return the ids of the accounts that a template's legs name, in order."""
    return sorted({leg["account_id"] for leg in legs})


def _of_draft(by: Actor, draft: TransactionDraft) -> dict[str, Any]:
    check_draft(by, draft)
    currency = draft.resolved_currency()
    return {
        "payee": draft.payee,
        "memo": draft.memo,
        "tag_ids": sorted(tag.pk for tag in draft.tags),
        "currency": currency,
        **_of_legs(unsaved_postings(balanced_legs(draft.legs, currency), currency), currency),
    }


def unsaved_postings(legs: Iterable[Leg], currency: str) -> list[Posting]:
    """Return legs of a transaction in a currency as postings that are not stored."""
    return [
        Posting(
            account=leg.account,
            amount=leg.amount,
            value=leg.amount if leg.value is None else leg.value,
            currency=leg.account.currency or currency,
            memo=leg.memo,
        )
        for leg in legs
    ]


def _booked(by: Actor, transaction: Transaction) -> list[Posting]:
    if transaction.deleted_at is not None or transaction.household_id != by.household.pk:
        raise Inconsistent(_("This transaction is not there any more."))
    postings = list(transaction.postings.select_related("account").order_by("position", "pk"))
    if sum(leg.value for leg in postings):
        # A leg is kept from the person: what they see is not the whole of it.
        raise Inconsistent(_("A part of this transaction is in an account kept from you."))
    return postings


def _of_legs(postings: list[Posting], currency: str) -> dict[str, Any]:
    """Return the legs as a template keeps them, that of the account first, and their accounts."""
    main = _main(postings, currency)
    others = [leg for leg in postings if leg is not main]
    _check_fits(main, others, currency)
    kept = [{name: getattr(leg, name) for name in _KEPT} for leg in (main, *others)]
    legs: list[dict[str, Any]] = plain(kept)
    return {"legs": legs, "accounts": accounts_of(legs)}


def _main(postings: list[Posting], currency: str) -> Posting:
    """Return the leg of the account that people see a transaction from; of a transfer the payer."""
    own = [leg for leg in postings if leg.account.is_place and leg.currency == currency]
    if not own or len(postings) < 2:
        raise Inconsistent(_("A template needs an account that holds money."))
    is_transfer = len(postings) == 2 and all(leg.account.is_place for leg in postings)
    return min(postings, key=lambda leg: leg.value) if is_transfer else own[0]


def _check_fits(main: Posting, others: list[Posting], currency: str) -> None:
    foreign = [leg for leg in others if leg.currency != currency]
    rest = [leg for leg in others if leg.currency == currency]
    is_transfer = all(leg.account.is_place for leg in foreign) and len(foreign) == 1
    is_alone = all(leg.account.taxonomy_id == FEES for leg in rest)
    if main.currency != currency or (foreign and not (is_transfer and is_alone)):
        raise Inconsistent(_("A split over several currencies cannot be a template."))
    legs = [Leg(leg.account, leg.amount, leg.value) for leg in others]
    fees = transfer_fees(legs)
    if not sum(leg.value or 0 for leg in legs if leg not in fees):
        raise Inconsistent(_("A template needs an amount on its account."))
