from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.imports.inspection import (
    MAX_MESSAGES,
    Inspection,
    InspectionStatus,
    Message,
    inspect,
)
from ledger.imports.statement import Detection, StatementError, StatementFile


def of(text: str) -> Inspection:
    return inspect(StatementFile.from_bytes(text.encode(), "bank.qif"))


def record(day: str, amount: str) -> str:
    return f"D{day}\nT{amount}\n^\n"


def ofx(rows: str, rest: str = "") -> str:
    return (
        f"OFXHEADER:100\n\n<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>1</BANKACCTFROM>"
        f"<BANKTRANLIST>{rows}</BANKTRANLIST>{rest}</STMTRS></OFX>"
    )


def test_figures_of_a_file() -> None:
    found = of("!Type:Bank\n" + record("01/31/2020", "-3.50") + record("01/01/2020", "1.25"))

    assert found == Inspection(
        status=InspectionStatus.OK,
        format="qif",
        dialect="Bank, dates m/d/y",
        confidence=Decimal(1),
        transactions=2,
        investments=0,
        sums={"": Decimal("-2.25")},
        first_date=date(2020, 1, 1),
        last_date=date(2020, 1, 31),
        opening_balances=(),
        closing_balances=(),
        errors=(),
        warnings=(),
    )


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("!Type:Bank\n" + record("01/31/2020", "1") + record("soon", "1"), "partial"),
        ("!Type:Bank\n" + record("soon", "1"), "error"),
        ("!Type:Cat\nNFood\n^\n", "empty"),
        ("!Type:Invst\nD01/31/2020\nNBuy\n^\n", "ok"),
        ("", "error"),
        ("nothing of the kind", "error"),
    ],
)
def test_status_says_what_came_of_it(text: str, status: str) -> None:
    assert of(text).status == status


def test_refusal_is_an_error_with_its_reason() -> None:
    found = of('<!DOCTYPE OFX [<!ENTITY a "b">]><OFX>')

    assert (found.status, found.format) == (InspectionStatus.ERROR, "ofx")
    assert found.errors == (Message(None, "it declares entities, which no bank's file needs"),)


def test_sums_are_kept_by_currency_and_exactly() -> None:
    row = "<STMTTRN><DTPOSTED>20200101<TRNAMT>{}{}</STMTTRN>"
    rows = (
        row.format("12345678901234.56", "")
        + row.format("0.12345678901234567891", "")
        + row.format("5", "<CURRENCY><CURSYM>USD</CURRENCY>")
    )

    assert of(ofx(rows)).sums == {
        "EUR": Decimal("12345678901234.68345678901234567891"),
        "USD": Decimal(5),
    }


def test_balances_are_the_last_closing_one_of_each_account() -> None:
    balance = "<LEDGERBAL><BALAMT>{}<DTASOF>{}</LEDGERBAL>"
    text = ofx("", balance.format(2, "20200202") + balance.format(1, "20200101"))
    card = "<CCSTMTRS><CCACCTFROM><ACCTID>2</CCACCTFROM>" + balance.format(3, "") + "</CCSTMTRS>"

    found = of(text.replace("</OFX>", card + "</OFX>"))

    assert (found.opening_balances, found.closing_balances) == ((), (Decimal(2), Decimal(3)))


def test_warnings_are_no_errors() -> None:
    found = of(ofx("<STMTTRN><DTPOSTED>20200231<TRNAMT>1</STMTTRN>"))

    assert (found.status, found.errors, len(found.warnings)) == (InspectionStatus.OK, (), 1)


def test_messages_are_listed_up_to_a_limit() -> None:
    found = of("!Type:Bank\n" + record("soon", "1") * (MAX_MESSAGES + 5))

    assert len(found.errors) == MAX_MESSAGES + 1
    assert found.errors[0].line == 2
    assert found.errors[-1] == Message(None, "5 more like these")


def test_given_detection_is_used() -> None:
    forced = Detection("qif", "mine", Decimal("0.1"), {"date_order": "dmy"})
    source = StatementFile.from_bytes(("!Type:Bank\n" + record("03/04/20", "1")).encode())

    found = inspect(source, forced)

    assert (found.first_date, found.dialect) == (date(2020, 4, 3), "mine")


def test_file_refused_before_reading() -> None:
    found = Inspection.refused(StatementError("cannot be opened", line=3))

    assert (found.status, found.format, found.errors) == (
        InspectionStatus.ERROR,
        "",
        (Message(3, "cannot be opened"),),
    )
