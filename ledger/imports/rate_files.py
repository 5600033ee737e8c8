"""Files of exchange rates: the European Central Bank's in all of their forms, and plain tables.

Read are `eurofxref` as XML and as wide CSV (a column a currency, units per euro), packed or not;
the bank's data portal CSV; and long tables `date, currency, rate` (units of the currency per euro)
or `date, base, quote, rate` (units of `quote` per unit of `base`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from django.core.exceptions import ValidationError
from lxml import etree

from accounts.models.households import currency_code
from ledger.currencies import EURO
from ledger.imports.packed import MAX_UNPACKED, is_packed, unpacked
from ledger.imports.statement import BrokenFile, StatementFile, UnknownFormat

Key = tuple[date, str, str]
"""Day, base, quote."""
Rates = dict[Key, Decimal]

LARGEST, STEP = Decimal(10) ** 14, Decimal("1e-12")
"""What the ledger stores of a rate: below the one, in steps of the other."""
UNKNOWN = frozenset({"", "n/a", "na", "-", "nan"})
"""How files say that a currency had no rate on a day."""
_DAYS = ("%Y-%m-%d", "%d %B %Y", "%d.%m.%Y")
_COLUMNS = {
    "date": ("date", "time_period", "day"),
    "base": ("base", "currency_denom", "from"),
    "quote": ("quote", "currency", "to"),
    "rate": ("rate", "obs_value", "rate_per_eur", "value"),
}


def read_rates(source: StatementFile) -> Rates:
    """Return every rate of a file by day, base and quote.

    Raises StatementError, naming the line, when any part of it cannot be read: a rate that went
    wrong unseen would go into every sum. A file that gives one rate twice has to agree with itself.
    """
    if is_packed(source):
        source = unpacked(source, _is_readable)
    text = _text(source)
    read = _read_xml if text.lstrip().startswith("<") else _read_table
    rates: Rates = {}
    for line, (key, rate) in read(source.name, text):
        if rates.setdefault(key, rate) != rate:
            raise BrokenFile(f"two rates of {key[1]} to {key[2]} on {key[0]}", line=line)
    if not rates:
        raise UnknownFormat("there are no exchange rates in it", file=source.name)
    return rates


def _is_readable(member: StatementFile) -> bool:
    return member.name.lower().endswith((".csv", ".xml", ".txt"))


def _text(source: StatementFile) -> str:
    try:
        return source.read(MAX_UNPACKED).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnknownFormat("it is neither XML nor CSV in UTF-8", file=source.name) from error


def _read_xml(name: str, text: str) -> Iterator[tuple[int, tuple[Key, Decimal]]]:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BrokenFile("the XML is damaged; download it again", file=name) from error
    for day in root.iterfind(".//{*}Cube[@time]"):
        for cell in day.iterfind("{*}Cube"):
            line = int(str(cell.sourceline or 0))
            given = (day.get("time", ""), EURO, cell.get("currency", ""), cell.get("rate", ""))
            yield line, _entry(line, *given)


def _read_table(name: str, text: str) -> Iterator[tuple[int, tuple[Key, Decimal]]]:
    head = text.split("\n", 1)[0]
    mark = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO(text), delimiter=mark)
    try:
        heads = [cell.strip().casefold() for cell in next(rows, [])]
        cells = _long(heads) or _wide(heads)
        if cells is None:
            raise UnknownFormat(
                "its first line names no columns of exchange rates: date, currency and rate, or"
                " date and a column a currency",
                file=name,
                line=1,
            )
        for row in rows:
            for given in cells([cell.strip() for cell in row]):
                if given[3].casefold() not in UNKNOWN:
                    yield rows.line_num, _entry(rows.line_num, *given)
    except csv.Error as error:
        raise BrokenFile(str(error), file=name, line=rows.line_num) from error


Given = tuple[str, str, str, str]
Cells = Callable[[Sequence[str]], Iterable[Given]]


def _long(heads: Sequence[str]) -> Cells | None:
    """Return how to read a row of a long table; None when the heads are not those of one."""
    at = {
        name: next((heads.index(word) for word in words if word in heads), -1)
        for name, words in _COLUMNS.items()
    }
    if -1 in {at["date"], at["quote"], at["rate"]}:
        return None

    def cells(row: Sequence[str]) -> Iterable[Given]:
        if len(row) > max(at.values()):
            base = row[at["base"]] if at["base"] >= 0 else EURO
            yield row[at["date"]], base, row[at["quote"]], row[at["rate"]]
        elif any(row):
            yield "", "", "", "?"

    return cells


def _wide(heads: Sequence[str]) -> Cells | None:
    codes = {at: head.upper() for at, head in enumerate(heads) if at and head}
    if not heads or heads[0] not in _COLUMNS["date"] or not codes:
        return None

    def cells(row: Sequence[str]) -> Iterable[Given]:
        for at, code in codes.items():
            if at < len(row):
                yield row[0], EURO, code, row[at]

    return cells


def _entry(line: int, day: str, base: str, quote: str, rate: str) -> tuple[Key, Decimal]:
    try:
        value = Decimal(rate)
        base, quote = base.upper(), quote.upper()
        _check(base)
        _check(quote)
        key = (_day(day), base, quote)
    except (InvalidOperation, ValueError, ValidationError) as error:
        given = " ".join(filter(None, (day, base, quote, rate)))
        raise BrokenFile(f"this is no exchange rate: {given[:80]}", line=line) from error
    if not value.is_finite() or not STEP <= value < LARGEST or base == quote:
        raise BrokenFile(f"a rate of {base} to {quote} cannot be {rate[:40]}", line=line)
    return key, value.quantize(STEP)


# Files name the same few days and codes again and again.
_check = lru_cache(maxsize=512)(currency_code.__call__)


@lru_cache(maxsize=16_384)
def _day(text: str) -> date:
    for form in _DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    raise ValueError(text)
