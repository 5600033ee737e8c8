"""Field :86: of SWIFT MT940 and MT942, whose content each country's banks structure in their way.

Four layouts are told apart by their looks: `166?00…?20…?32…` (Germany, Poland, Luxembourg; the
mark between the parts varies), `/EREF/…/NAME/…/REMI/…` (Netherlands, SEPA), lines that begin with
a two-digit code (field :NS:, Germany before SEPA and Hungary), and free text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

PART_WIDTH = 27
"""Characters of a full part of a structured :86:; a full part runs on into the next one."""
LINE_WIDTH = 64
"""Characters from which a line of free text was broken by its width, not by its author."""

_STRUCTURED = re.compile(r"\s*(?:\d{3})?\s?(?P<mark>[^\w\s/.,:;()'\"*#=+-])(?=\d\d)")
_PURPOSE = (*(f"{code}" for code in range(20, 30)), *(f"{code}" for code in range(60, 66)))
_SEPA = re.compile(
    r"(?<![A-Z])(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|PURP|BREF|RREF|COAM|OAMT|SQTP|ORCR|ORMR"
    r"|DDAT|MDAT|IBAN|BIC|RTRN|CHGS|MTLG)(?:\+|: |(?<=MTLG):) ?"
)
_TAGS = re.compile(
    r"/(EREF|IREF|PREF|RREF|NREF|TRCD|KREF|MARF|CSID|ORDP|BENM|NAME|IBAN|BIC|REMI|USTD|STRD|TRTP"
    r"|ISDT|RTRN|ULTC|ULTD|ULTB|ULTR|CNTP|PURP|ADDR|ACCW|CHGS|EXCH|OCMT|SVCL|PY|PT|BO|BE)(?=/)"
)
_TAGGED = re.compile(r"\s*/[A-Z]{2,4}/")
_CODED = re.compile(r"(\d\d)(.*)", re.DOTALL)
_LABELS = re.compile(
    r"(?<!\w)(IBAN|BIC|REK|Z RACH\.|NA RACH\.|NAAM|OD|DLA|AUFTRAGGEBER|OMSCHRIJVING|KENMERK"
    r"|MITTEILUNGEN|TYT\.|TNR)\s?:"
)
_LABELS_OF_NAMES = ("NAAM", "OD", "DLA", "AUFTRAGGEBER")
_LABELS_OF_ACCOUNTS = ("IBAN", "REK", "Z RACH.", "NA RACH.")
_LABELS_OF_MEMOS = ("OMSCHRIJVING", "TYT.", "MITTEILUNGEN")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}")
_LEADING_ACCOUNT = re.compile(r"\s*([A-Z]{2}\d{2}[A-Z0-9]{8,30})\s+(\S.*)")
_LEADING_NUMBER = re.compile(r"\s*(\d{7,16})\s+(\S.*)")
_NOT_A_REFERENCE = {"", "NONREF", "NOTPROVIDED", "NOREF", "KREF+", "EREF", "EREF+", "N"}


@dataclass(frozen=True, slots=True)
class Details:
    """What the details of one entry say, as far as their layout tells."""

    payee: str = ""
    memo: str = ""
    account: str = ""
    reference: str = ""


def parse_details(lines: Sequence[str], *, supplement: str = "", coded: bool = False) -> Details:
    """Read the lines of field :86:, or of field :NS: where `coded`.

    `supplement` is what stands behind the entry's own line: a name that free text repeats is
    taken for the payee.
    """
    if coded:
        return _from_codes(_coded_parts(lines))
    text = "".join(lines)
    structured = _STRUCTURED.match(text)
    if structured:
        return _from_structure(_structured_parts(text, structured["mark"]))
    if _TAGGED.match(text) and _TAGS.search(text):
        return _from_tags(text)
    return _from_free_text(lines, supplement)


def is_structured(text: str) -> bool:
    """Return whether `text` begins like the structured details of an entry of its own."""
    match = _STRUCTURED.match(text)
    return bool(match) and text.lstrip()[:3].isdigit()


def given_reference(text: str) -> str:
    """Return `text` unless it is one of the words that stand for no reference."""
    return "" if text.strip().upper() in _NOT_A_REFERENCE else text.strip()


def _structured_parts(text: str, mark: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    code = ""
    for piece in text.split(mark)[1:]:
        if piece[:2].isdigit() and len(piece) >= 2:
            code = piece[:2]
            parts[code] = parts[code] + piece[2:] if code in parts else piece[2:]
        elif code:
            parts[code] += mark + piece
    return parts


def _from_structure(parts: dict[str, str]) -> Details:
    booking_text = parts.get("00", "").strip()
    free, keyed = _sepa(_joined(parts, _PURPOSE))
    memo = keyed.get("SVWZ") or free or keyed.get("MTLG", "")
    return Details(
        payee=_joined(parts, ("32", "33")) or keyed.get("ABWA", ""),
        memo=memo or booking_text,
        account=_compact(parts.get("38") or parts.get("31") or keyed.get("IBAN", "")),
        reference=given_reference(keyed.get("EREF") or keyed.get("KREF") or ""),
    )


def _sepa(text: str) -> tuple[str, dict[str, str]]:
    """Part the purpose into what precedes the SEPA keys and what each key holds."""
    pieces = _SEPA.split(text)
    keyed: dict[str, str] = {}
    for key, value in zip(pieces[1::2], pieces[2::2], strict=True):
        if value.strip():
            keyed.setdefault(key, _folded(value))
    return _folded(pieces[0]), keyed


def _joined(parts: dict[str, str], codes: Sequence[str]) -> str:
    """Join the parts of one text: a part that fills its width was broken off within a word."""
    joined = ""
    for code in codes:
        piece = parts.get(code, "")
        joined += piece if len(piece) >= PART_WIDTH else f"{piece} "
    return _folded(joined)


def _coded_parts(lines: Sequence[str]) -> dict[str, str]:
    parts: dict[str, str] = {}
    for line in lines:
        match = _CODED.match(line)
        if match:
            parts[match[1]] = match[2]
    return parts


def _from_codes(parts: dict[str, str]) -> Details:
    purpose = " ".join(parts.get(f"{code:02}", "") for code in range(1, 15))
    return Details(
        payee=_joined(parts, ("15", "16")),
        memo=_folded(purpose) or parts.get("17", "").strip(),
        account=parts.get("34", "").strip() if parts.get("34") != "LEER" else "",
    )


def _from_tags(text: str) -> Details:
    pieces = _TAGS.split(text)
    values: dict[str, str] = {}
    for tag, raw in zip(pieces[1::2], pieces[2::2], strict=True):
        value = _folded(raw.strip("/ "))
        if value:
            values.setdefault(tag, value)
    account, _, rest = values.get("CNTP", "").partition("/")
    name = rest.partition("/")[2].partition("/")[0]
    return Details(
        payee=values.get("NAME") or name,
        memo=_first(values, ("USTD", "REMI", "STRD", "PY", "TRTP")),
        account=_compact(values.get("IBAN") or account),
        reference=given_reference(values.get("EREF", "")),
    )


def _from_free_text(lines: Sequence[str], supplement: str) -> Details:
    text = "".join(line if len(line) >= LINE_WIDTH else f"{line} " for line in lines)
    first = lines[0] if lines else ""
    named = _LEADING_ACCOUNT.match(first) or _LEADING_NUMBER.match(first)
    if named and named.re is _LEADING_NUMBER and named[2].strip() != supplement:
        named = None
    if not named:
        return _from_labels(text)
    rest = _folded(text[len(first) :])
    return Details(payee=_folded(named[2]), memo=rest or _folded(named[2]), account=named[1])


def _from_labels(text: str) -> Details:
    """Read text that names its parts; what has no such label is all memo."""
    pieces = _LABELS.split(text)
    if len(pieces) == 1:
        return Details(memo=_folded(text))
    values: dict[str, str] = {}
    for label, value in zip(pieces[1::2], pieces[2::2], strict=True):
        values.setdefault(label, value.strip(" ;/"))
    name = _first(values, _LABELS_OF_NAMES)
    return Details(
        payee=re.split(r"\s{2,}", name)[0],
        memo=_folded(_first(values, _LABELS_OF_MEMOS) or pieces[0].strip(" /;")) or _folded(text),
        account=_compact(_first(values, _LABELS_OF_ACCOUNTS)),
        reference=_folded(values.get("KENMERK", "")),
    )


def _first(values: dict[str, str], keys: Sequence[str]) -> str:
    return next((values[key] for key in keys if values.get(key)), "")


def is_account_number(text: str) -> bool:
    """Return whether `text` is an IBAN by its looks."""
    return bool(_IBAN.fullmatch(text))


def _folded(text: str) -> str:
    return " ".join(text.split())


def _compact(text: str) -> str:
    return text.replace(" ", "")
