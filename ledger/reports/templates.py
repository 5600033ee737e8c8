"""What templates of transactions fill in: their legs, with their own amounts or another."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import Household
from ledger.models import Account, Tag, TransactionTemplate
from ledger.money import Money, quantize
from ledger.querysets import TrashQuerySet
from ledger.services.errors import Inconsistent
from ledger.services.posting import Leg
from ledger.taxonomy import FEES


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A template as the list shows it: `amount` as its account sees it, None where it has none."""

    template: TransactionTemplate
    account: str
    """The name of the account that people see it from."""
    others: tuple[str, ...]
    """The names of its categories, or of the other account."""
    amount: Money | None


MOST_ALIKE = 20
"""How many templates whose names begin alike are looked at for a line of quick entry."""


def live_templates(household: Household) -> TrashQuerySet[TransactionTemplate]:
    """Return the household's templates by name, each with its payee."""
    rows = TransactionTemplate.objects.in_household(household).live()
    return rows.select_related("payee__merged_into")


def usable_templates(
    household: Household, barred: Collection[int] = ()
) -> list[TransactionTemplate]:
    """Return the templates by name, without those that name one of the `barred` accounts."""
    return [row for row in live_templates(household) if not set(row.accounts) & set(barred)]


def template_lines(household: Household) -> list[TemplateLine]:
    """Return the household's templates by name, as a list shows them; two queries."""
    rows = list(live_templates(household))
    wanted = {leg["account_id"] for row in rows for leg in row.legs}
    named = Account.objects.in_household(household).filter(pk__in=wanted)
    names = dict(named.values_list("pk", "name"))
    return [
        TemplateLine(
            row,
            names[row.legs[0]["account_id"]],
            tuple(dict.fromkeys(names[leg["account_id"]] for leg in row.legs[1:])),
            Money(Decimal(row.legs[0]["amount"]), row.currency) if row.has_amount else None,
        )
        for row in rows
    ]


def template_tags(template: TransactionTemplate) -> tuple[Tag, ...]:
    """Return the tags of a template that are still there, by name."""
    if not template.tag_ids:
        return ()
    rows = Tag.objects.in_household(template.household).live()
    return tuple(rows.filter(pk__in=template.tag_ids).order_by("name"))


def template_legs(template: TransactionTemplate, amount: Decimal | None = None) -> tuple[Leg, ...]:
    """Return the legs of a template, debit positive, that of its account first; one query.

    With `amount`, which is positive, the account's leg is of that size and the others share it as
    they did; the fee of a transfer stays as it is, on top. Raises Inconsistent where `amount` is
    given and the legs have several currencies.
    """
    rows = Account.objects.in_household(template.household).in_bulk(template.accounts)
    legs = tuple(
        Leg(rows[leg["account_id"]], Decimal(leg["amount"]), Decimal(leg["value"]), leg["memo"])
        for leg in template.legs
    )
    return legs if amount is None else _resized(legs, amount, template.currency)


def _resized(legs: Sequence[Leg], amount: Decimal, currency: str) -> tuple[Leg, ...]:
    if any(leg.account.currency not in {"", currency} for leg in legs):
        text = _("Between accounts of unlike currencies the amounts are written one by one.")
        raise Inconsistent(text)
    main, *others = legs
    fees = transfer_fees(others)
    shared = [leg for leg in others if leg not in fees]
    fee = sum((leg.amount for leg in fees), Decimal(0))
    before = sum((leg.amount for leg in shared), Decimal(0))
    after = amount if before > 0 else -amount
    sizes = [quantize(leg.amount * after / before, currency) for leg in shared]
    largest = max(range(len(sizes)), key=lambda at: abs(sizes[at]))
    sizes[largest] += after - sum(sizes)
    new = [replace(main, amount=-after - fee, value=-after - fee)]
    new += [replace(leg, amount=size, value=size) for leg, size in zip(shared, sizes, strict=True)]
    return (*new, *fees)


def transfer_fees(others: Sequence[Leg]) -> list[Leg]:
    """Return those of the legs beside the account's that are what a transfer cost."""
    if not any(leg.account.is_place for leg in others):
        return []
    return [leg for leg in others if leg.account.taxonomy_id == FEES]


def named_template(
    household: Household, words: Sequence[str]
) -> tuple[TransactionTemplate, tuple[str, ...]] | None:
    """Return the template that the words of a line name, and the words that are left; one query.

    `@rent` names one anywhere: its name, with `-` or nothing for spaces, or the beginning of one
    name alone. Without `@` its whole name begins the line.
    """
    at = next((n for n, word in enumerate(words) if word.startswith("@") and len(word) > 1), None)
    if at is not None:
        handle = _handle(words[at])
        found = _by_handle(household, handle)
        return (found, (*words[:at], *words[at + 1 :])) if found else None
    lowered = [word.casefold() for word in words]
    if not lowered:
        return None
    alike = live_templates(household).filter(name__istartswith=words[0])[:MOST_ALIKE]
    for row in sorted(alike, key=lambda each: -len(each.name)):
        name = row.name.casefold().split()
        if lowered[: len(name)] == name:
            return row, tuple(words[len(name) :])
    return None


def _handle(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalnum())


def _by_handle(household: Household, handle: str) -> TransactionTemplate | None:
    """Return the template of a name written without spaces, else the only one that begins so."""
    if not handle:
        return None
    alike = live_templates(household).filter(name__istartswith=handle[0])
    found = [row for row in alike if _handle(row.name).startswith(handle)]
    exact = [row for row in found if _handle(row.name) == handle]
    if exact:
        return exact[0]
    return found[0] if len(found) == 1 else None
