"""Quick filters written as a query, for whoever wants to go on in the language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from ledger.periods import DAY
from ledger.query.names import Name, Names, quoted
from ledger.query.parser import parse_query
from ledger.query.syntax import Or
from ledger.reports.filters import RegisterFilter


def query_text(chosen: RegisterFilter, names: Names, payees: Mapping[int, str]) -> str:
    """Return a query that means what the filter does; `payees` are the names of those chosen."""
    tags = {row.id: row.name for row in names.tags}
    parts = [
        _listed("account", (_path(names, key) for key in chosen.accounts)),
        _listed("category", (_path(names, key) for key in chosen.categories)),
        _listed("payee", (payees.get(key, "") for key in chosen.payees), "="),
        _listed("tag", (tags.get(key, "") for key in chosen.tags), "="),
        _days(chosen),
        _sizes(chosen),
        _listed("status", chosen.statuses),
        "is:uncategorised" if chosen.is_uncategorised else "",
        f"import:{chosen.import_batch}" if chosen.import_batch is not None else "",
        _listed("id", map(str, chosen.ids)),
        "in:trash" if chosen.in_trash else "",
        _words(chosen.text),
    ]
    return " ".join(part for part in parts if part)


def _listed(field: str, values: Iterable[str], op: str = ":") -> str:
    written = ",".join(quoted(value) for value in values if value)
    return f"{field}{op}{written}" if written else ""


def _path(names: Names, key: int) -> str:
    """Return an account's name, with those above it where the name alone means several."""
    by_id = {row.id: row for row in names.accounts}
    line: list[Name] = []
    at = by_id.get(key)
    while at is not None:
        line.insert(0, at)
        at = by_id.get(at.parent or 0)
    if not line:
        return ""
    same = [row for row in names.accounts if row.name.casefold() == line[-1].name.casefold()]
    return line[-1].name if len(same) == 1 else ":".join(row.name for row in line)


def _days(chosen: RegisterFilter) -> str:
    first = str(chosen.start) if chosen.start else ""
    last = str(chosen.end - DAY) if chosen.end else ""
    if not first and not last:
        return ""
    return f"date:{first}" if first == last else f"date:{first}..{last}"


def _sizes(chosen: RegisterFilter) -> str:
    least, most = (_number(number) for number in (chosen.amount_min, chosen.amount_max))
    if not least and not most:
        return ""
    return f"amount:{least}" if least == most else f"amount:{least}..{most}"


def _number(number: Decimal | None) -> str:
    return "" if number is None else f"{abs(number):f}"


def _words(text: str) -> str:
    """Return a query's own text, in parentheses where it would fall apart beside others."""
    return f"({text})" if isinstance(parse_query(text), Or) else text
