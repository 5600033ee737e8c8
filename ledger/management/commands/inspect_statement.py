"""Say what is in bank files, without a household or a database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ledger.imports.inspection import Inspection, InspectionStatus, Message, inspect
from ledger.imports.statement import StatementError, StatementFile


class Command(BaseCommand):
    help = "Read bank files and print what is in each: transactions, sums, dates, balances, errors."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="one JSON object per line and file")

    def handle(self, *_args: Any, **options: Any) -> None:
        is_refused = False
        for name in options["files"]:
            found = _inspected(name)
            is_refused = is_refused or found.status == InspectionStatus.ERROR
            text = json.dumps(_as_json(name, found)) if options["json"] else _as_text(name, found)
            self.stdout.write(text)
        if is_refused:
            raise SystemExit(1)


def _inspected(name: str) -> Inspection:
    try:
        source = StatementFile.from_path(Path(name))
        return inspect(source)
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        return Inspection.refused(StatementError(f"cannot be opened: {reason}", file=name))


def _as_json(name: str, found: Inspection) -> dict[str, object]:
    return {
        "file": name,
        "status": found.status.value,
        "format": found.format,
        "dialect": found.dialect,
        "confidence": float(found.confidence),
        "transactions": found.transactions,
        "investments": found.investments,
        "sums": {currency: f"{amount:f}" for currency, amount in found.sums.items()},
        "first_date": found.first_date and found.first_date.isoformat(),
        "last_date": found.last_date and found.last_date.isoformat(),
        "opening_balance": _one_or_all(found.opening_balances),
        "closing_balance": _one_or_all(found.closing_balances),
        "errors": _messages(found.errors),
        "warnings": _messages(found.warnings),
    }


def _one_or_all(amounts: tuple[Decimal, ...]) -> str | list[str] | None:
    """Return the balance of a file of one account, a list for several, None without one."""
    printed = [f"{amount:f}" for amount in amounts]
    if len(printed) > 1:
        return printed
    return printed[0] if printed else None


def _messages(messages: Iterable[Message]) -> list[dict[str, object]]:
    return [{"line": message.line, "message": message.message} for message in messages]


def _as_text(name: str, found: Inspection) -> str:
    sums = ", ".join(f"{amount:,} {currency}".strip() for currency, amount in found.sums.items())
    rows = [
        ("format", f"{found.format} ({found.dialect}), {found.confidence:.0%} sure"),
        ("transactions", f"{found.transactions:,}"),
        ("investments", f"{found.investments:,}"),
        ("sum", sums),
        ("dates", f"{found.first_date} to {found.last_date}" if found.first_date else ""),
        ("opening balance", ", ".join(f"{amount:,}" for amount in found.opening_balances)),
        ("closing balance", ", ".join(f"{amount:,}" for amount in found.closing_balances)),
        *(("error", _at(message)) for message in found.errors),
        *(("warning", _at(message)) for message in found.warnings),
    ]
    shown = [f"  {label:<16}{value}" for label, value in rows if value and value != "0"]
    return "\n".join((f"{name}: {found.status.value}", *(shown if found.format else shown[1:])))


def _at(message: Message) -> str:
    return f"line {message.line}: {message.message}" if message.line else message.message
