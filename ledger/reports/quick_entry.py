"""What a line of quick entry means in a household: its payee, account and category."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Household
from ledger.enums import CATEGORY_KINDS, PLACE_KINDS
from ledger.models import Account, Payee, PayeeAlias, Posting, TransactionTemplate
from ledger.quick_line import QuickLine, parse_quick_line
from ledger.reports.templates import named_template, template_legs

SHORTEST = 3
"""How many letters of an account's word say which is meant."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A line, with what it means; what is not known is None, and a new payee only a name."""

    line: QuickLine
    name: str
    """Of the payee, as it is known or as it was written; empty where the line names none."""
    payee: Payee | None
    account: Account | None
    """The one that the line names, else that of the payee's latest transaction."""
    category: Account | None
    """The payee's own, else that of its latest transaction."""
    template: TransactionTemplate | None = None
    """What the line fills in again; account, payee and category are its own where it says none."""


def understand(
    household: Household, text: str, *, today: date, barred: Collection[int] = ()
) -> Understood:
    """Return what a line means; accounts of `barred` are never meant. At most eight queries."""
    line = parse_quick_line(text, today=today)
    places = Account.objects.in_household(household).live().places().open()
    usable = [row for row in places if row.pk not in barred]
    again = _template(household, line, usable, barred)
    if again is not None:
        return again
    named, words = _account(line.words, usable)
    name = " ".join(words)
    payee = _payee(household, name) if name else None
    account, category = named, None
    if payee is not None:
        usual = {row.pk: row for row in usable}
        latest = _latest(household, payee, frozenset(PLACE_KINDS))
        account = named or (usual.get(latest.pk) if latest else None)
        category = payee.default_category or _latest(household, payee, CATEGORY_KINDS)
    return Understood(line, payee.name if payee else name, payee, account, category)


def _template(
    household: Household, line: QuickLine, places: Sequence[Account], barred: Collection[int]
) -> Understood | None:
    """Return what a line means that names a template: by `@`, or by nothing but its name."""
    found = named_template(household, line.words)
    if found is None or not set(found[0].accounts).isdisjoint(barred):
        return None
    template, rest = found
    named, left = _account(("", *rest), places)
    name = " ".join(word for word in left if word)
    is_marked = any(word.startswith("@") for word in line.words)
    if name and not is_marked:
        return None
    payee = _payee(household, name) if name else None
    if not name and template.payee is not None:
        payee = template.payee.known_as
    legs = template_legs(template)
    categories = [leg.account for leg in legs if leg.account.is_category]
    category = categories[0] if len(legs) == 2 and categories else None
    account = named or legs[0].account
    return Understood(line, payee.name if payee else name, payee, account, category, template)


def _account(
    words: Sequence[str], places: Sequence[Account]
) -> tuple[Account | None, tuple[str, ...]]:
    """Return the account that some of the words name, and the other words.

    A whole name may stand anywhere; a part of one behind the first word, where only one has it.
    """
    lowered = [word.casefold() for word in words]
    for row in sorted(places, key=lambda row: -len(row.name)):
        name = row.name.casefold().split()
        for at in range(len(lowered) - len(name) + 1):
            if lowered[at : at + len(name)] == name:
                return row, (*words[:at], *words[at + len(name) :])
    for at in range(len(words) - 1, 0, -1):
        if len(lowered[at]) >= SHORTEST:
            found = [row for row in places if _has_word(row.name, lowered[at])]
            if len(found) == 1:
                return found[0], (*words[:at], *words[at + 1 :])
    return None, tuple(words)


def _has_word(name: str, beginning: str) -> bool:
    return any(word.startswith(beginning) for word in name.casefold().split())


def _payee(household: Household, name: str) -> Payee | None:
    """Return the payee of a name or alias, else the only one whose name begins so."""
    rows = Payee.objects.in_household(household).live().filter(merged_into=None)
    rows = rows.select_related("default_category")
    found: list[Payee] = list(rows.filter(name__istartswith=name).order_by("name")[:20])
    exact = [row for row in found if row.name.casefold() == name.casefold()]
    if exact:
        return exact[0]
    aliases = PayeeAlias.objects.in_household(household).filter(raw_name__iexact=name)
    alias = aliases.select_related("payee__merged_into").first()
    if alias is not None:
        return rows.filter(pk=alias.payee.known_as.pk).first()
    return found[0] if len(found) == 1 else None


def _latest(household: Household, payee: Payee, kinds: Collection[str]) -> Account | None:
    """Return the account of some kind that the payee's latest transaction has a leg in."""
    legs = Posting.objects.in_household(household).live()
    legs = legs.filter(transaction__payee=payee, account__kind__in=kinds, account__system_role="")
    leg = legs.select_related("account").order_by("-date", "-pk").first()
    return leg.account if leg else None
