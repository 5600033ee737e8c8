from __future__ import annotations

import pytest

from ledger.imports.tabular.headings import Role, amount_rank, heading_role, heading_strength


@pytest.mark.parametrize(
    ("heading", "kind", "role"),
    [
        ("Date", "date", Role.DATE),
        ("Buchungstag", "date", Role.DATE),
        ("Fecha valor", "date", Role.VALUE_DATE),
        ("Wertstellung", "date", Role.VALUE_DATE),
        ("Valuta", "date", Role.VALUE_DATE),
        ("Valuta", "text", Role.CURRENCY),
        ("Mandatsdatum", "date", Role.OTHER_DATE),
        ("交易日期", "date", Role.DATE),
        ("Дата операции", "date", Role.DATE),
        ("Amount", "number", Role.AMOUNT),
        ("Betrag (€)", "number", Role.AMOUNT),
        ("Částka", "number", Role.AMOUNT),
        ("金額", "number", Role.AMOUNT),
        ("Soll/Haben", "number", Role.AMOUNT),
        ("Soll/Haben", "text", Role.SIGN),
        ("Soll", "number", Role.DEBIT),
        ("Paid out", "number", Role.DEBIT),
        ("Ut fra konto", "number", Role.DEBIT),
        ("支出", "number", Role.DEBIT),
        ("Haben", "number", Role.CREDIT),
        ("Wpływy", "number", Role.CREDIT),
        ("入金", "number", Role.CREDIT),
        ("Saldo", "number", Role.BALANCE),
        ("Остаток", "number", Role.BALANCE),
        ("Fee", "number", Role.FEE),
        ("Original Amount", "number", Role.OTHER_AMOUNT),
        ("Wechselkurs", "number", Role.IGNORED),
        ("Af Bij", "text", Role.SIGN),
        ("Empf\ufffdnger", "text", Role.PAYEE),
        ("Verwendungszweck", "text", Role.MEMO),
        ("Category", "text", Role.CATEGORY),
        ("Zorbl", "text", None),
        ("", "number", None),
    ],
)
def test_heading_role_depends_on_what_the_column_holds(
    heading: str, kind: str, role: Role | None
) -> None:
    assert heading_role(heading, kind) == role


def test_amount_rank_prefers_what_reached_the_account() -> None:
    ranked = sorted(("Gross", "Сумма в валюте счета", "Net"), key=amount_rank, reverse=True)

    assert ranked == ["Net", "Сумма в валюте счета", "Gross"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["Date", "Description", "Amount"], (3, True)),
        (["Konto", "Währung"], (2, False)),
        (["Lorem", "ipsum"], (0, False)),
    ],
)
def test_heading_strength_counts_what_reads_as_headings(
    cells: list[str], expected: tuple[int, bool]
) -> None:
    assert heading_strength(cells) == expected
