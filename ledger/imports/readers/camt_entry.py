"""What one entry of an ISO 20022 bank message says: amount, dates, parties, purpose, parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from lxml import etree

from ledger.imports.readers.exact import exact_amount
from ledger.imports.readers.printed import (
    Unreadable,
    calendar_day,
    shortened,
)
from ledger.imports.statement import Split

Element = etree._Element  # noqa: SLF001 — lxml names its element type so

_DAY = re.compile(r"\s*(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_SIGNS = {"CRDT": 1, "DBIT": -1}
_NOT_A_REFERENCE = {"", "NONREF", "NOTPROVIDED", "NOTAVAILABLE", "NOREF", "NONE"}
_ENTRY_IDS = ("AcctSvcrRef", "NtryDtls/TxDtls/Refs/AcctSvcrRef", "NtryDtls/TxDtls/Refs/TxId")
_REFERENCES = ("Refs/EndToEndId", "Refs/ChqNb", "Refs/InstrId", "Refs/MndtId")
_NAME_PATHS = ("Nm", "Pty/Nm", "Agt/FinInstnId/Nm", "Agt/FinInstnId/NmAndAdr/Nm")
_ACCOUNT_PATHS = ("Id/IBAN", "Id/Othr/Id", "Id/PrtryAcct/Id", "Id/BBAN")
_STRUCTURED_PURPOSES = ("CdtrRefInf/Ref", "CdtrRefInf/CdtrRef", "AddtlRmtInf", "RfrdDocInf/Nb")


@dataclass(frozen=True, slots=True)
class Entry:
    """One `Ntry` as printed; `day` is None where it carries no date at all."""

    amount: Decimal
    currency: str
    day: date | None
    value_day: date | None
    is_pending: bool
    payee: str
    memo: str
    external_id: str
    reference: str
    counterparty_account: str
    splits: tuple[Split, ...]


def local_name(element: Element) -> str:
    """Return the name of `element` without its namespace, empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def line_of(element: Element) -> int:
    """Return the 1-based line of the file where `element` begins, 0 where it is not known."""
    return cast("int | None", element.sourceline) or 0


def elements_at(element: Element, path: str) -> Iterator[Element]:
    """Yield the descendants that `path` (local names, parted by slashes) leads to."""
    first, _, rest = path.partition("/")
    for child in element.iterchildren(f"{{*}}{first}"):
        if rest:
            yield from elements_at(child, rest)
        else:
            yield child


def text_at(element: Element, *paths: str) -> str:
    """Return the text at the first of `paths` that holds any, with its white space folded."""
    for path in paths:
        for found in elements_at(element, path):
            text = " ".join((found.text or "").split())
            if text:
                return text
    return ""


def amount_at(element: Element) -> tuple[Decimal, str]:
    """Return the amount and currency of the `Amt` child, credit positive, debit negative.

    An `Amt` without an indicator beside it is a credit. Raises Unreadable.
    """
    amounts = list(elements_at(element, "Amt"))
    if not amounts:
        raise Unreadable("it has no amount")
    amount = exact_amount((amounts[0].text or "").strip(), mark=".")
    indicator = text_at(element, "CdtDbtInd", "NtryDtls/TxDtls/CdtDbtInd") or "CRDT"
    if indicator not in _SIGNS:
        raise Unreadable(f"{shortened(indicator)} is neither CRDT nor DBIT")
    return amount * _SIGNS[indicator], (amounts[0].get("Ccy") or "").strip().upper()


def day_at(element: Element, *paths: str) -> date | None:
    """Return the day at the first of `paths` that holds any, None where none does.

    A date with a time or a zone counts as the day it prints. Raises Unreadable.
    """
    text = text_at(element, *(f"{path}/{leaf}" for path in paths for leaf in ("Dt", "DtTm")))
    return iso_day(text) if text else None


def iso_day(text: str) -> date:
    """Return the day that an ISO 8601 date or date-time prints; raises Unreadable."""
    match = _DAY.match(text)
    if not match:
        raise Unreadable(f"{shortened(text)} is not a date")
    year, month, day = (int(part) for part in match.groups())
    found = calendar_day(year, month, day)
    if found.day != day:
        raise Unreadable(f"{shortened(text)} is not in the calendar")
    return found


def describe(entry: Element, own_account: str) -> Entry:
    """Read one `Ntry`; `own_account` is never taken for the counterparty. Raises Unreadable."""
    amount, currency = amount_at(entry)
    details = list(elements_at(entry, "NtryDtls/TxDtls"))
    single = details[0] if len(details) == 1 else None
    payee, account = _counterparty(single, entry, amount, own_account)
    return Entry(
        amount=amount,
        currency=currency,
        day=day_at(entry, "BookgDt"),
        value_day=day_at(entry, "ValDt"),
        is_pending=text_at(entry, "Sts/Cd", "Sts") in {"PDNG", "INFO", "FUTR"},
        payee=payee,
        memo=_memo(entry, single),
        external_id=_identifier(entry, _ENTRY_IDS[: 3 if single is not None else 1]),
        reference=_identifier(single, _REFERENCES) if single is not None else "",
        counterparty_account=account,
        splits=_splits(details, amount, currency),
    )


def _identifier(element: Element, paths: tuple[str, ...]) -> str:
    for path in paths:
        text = text_at(element, path)
        if text.upper() not in _NOT_A_REFERENCE:
            return text
    return ""


def _counterparty(
    details: Element | None, entry: Element, amount: Decimal, own_account: str
) -> tuple[str, str]:
    """Return name and account of the other side: who paid for a credit, who was paid for a debit.

    A reversal keeps the roles of the payment that it undoes.
    """
    if details is None:
        return "", ""
    is_reversal = text_at(entry, "RvslInd") in {"true", "1"}
    roles = ("Dbtr", "Cdtr") if (amount > 0) != is_reversal else ("Cdtr", "Dbtr")
    for role in roles:
        name = text_at(details, *_party_paths(role))
        account = text_at(details, *(f"RltdPties/{role}Acct/{path}" for path in _ACCOUNT_PATHS))
        if (name or account) and not (account and account == own_account):
            return name, account
    return text_at(details, *_party_paths(roles[0])), ""


def _party_paths(role: str) -> list[str]:
    names = [
        f"RltdPties/{party}/{path}" for party in (role, f"Ultmt{role}") for path in _NAME_PATHS
    ]
    return [*names, f"RltdPties/{role}Acct/Nm"]


def _memo(entry: Element, details: Element | None) -> str:
    purpose = _purpose(details) if details is not None else ""
    memo = purpose or text_at(entry, "AddtlNtryInf")
    charges = text_at(entry, "Chrgs/TtlChrgsAndTaxAmt", "Chrgs/Amt")
    if charges.strip("0."):
        memo = f"{memo} (charges {charges})".strip()
    return memo


def _purpose(details: Element) -> str:
    free = (" ".join((part.text or "").split()) for part in elements_at(details, "RmtInf/Ustrd"))
    text = " ".join(part for part in free if part)
    structured = (
        text_at(part, *_STRUCTURED_PURPOSES) for part in elements_at(details, "RmtInf/Strd")
    )
    return text or " ".join(filter(None, structured)) or text_at(details, "AddtlTxInf")


def _splits(details: list[Element], amount: Decimal, currency: str) -> tuple[Split, ...]:
    """Return the payments of a batch booking, or nothing unless they add up to the entry."""
    if len(details) < 2:
        return ()
    try:
        parts = [(amount_at(part), part) for part in details]
    except Unreadable:
        return ()
    if sum(part[0] for part, _ in parts) != amount or any(part[1] != currency for part, _ in parts):
        return ()
    return tuple(Split(part[0], memo=_part_memo(element, part[0])) for part, element in parts)


def _part_memo(details: Element, amount: Decimal) -> str:
    name = text_at(details, *_party_paths("Dbtr" if amount > 0 else "Cdtr"))
    purpose = _purpose(details) or _identifier(details, (*_REFERENCES, "Refs/TxId"))
    return ", ".join(filter(None, (name, purpose)))
