from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

GOOD = """OFXHEADER:100
VERSION:102

<OFX><STMTRS><CURDEF>EUR<BANKTRANLIST>
<STMTTRN><DTPOSTED>20200131<TRNAMT>-1234.50</STMTTRN>
<STMTTRN><TRNAMT>1</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>7.00</LEDGERBAL></STMTRS></OFX>"""


def run(*arguments: str) -> tuple[str, int]:
    output = StringIO()
    try:
        call_command("inspect_statement", *arguments, stdout=output)
    except SystemExit as stop:
        return output.getvalue(), int(stop.code or 0)
    return output.getvalue(), 0


@pytest.fixture
def good(tmp_path: Path) -> str:
    path = tmp_path / "good.ofx"
    path.write_text(GOOD)
    return str(path)


def test_json_is_one_object_for_each_file(good: str, tmp_path: Path) -> None:
    output, code = run("--json", good, str(tmp_path / "absent"))

    first, second = map(json.loads, output.splitlines())
    assert code == 1
    assert first == {
        "file": good,
        "status": "partial",
        "format": "ofx",
        "dialect": "OFX 1.02 SGML",
        "confidence": 1.0,
        "transactions": 1,
        "investments": 0,
        "sums": {"EUR": "-1234.50"},
        "first_date": "2020-01-31",
        "last_date": "2020-01-31",
        "opening_balance": None,
        "closing_balance": "7.00",
        "errors": [
            {"line": 6, "message": "Transaction left out: it has no date (DTPOSTED)."},
        ],
        "warnings": [],
    }
    assert (second["status"], second["errors"]) == (
        "error",
        [{"line": None, "message": "cannot be opened: No such file or directory"}],
    )


def test_text_is_for_people(good: str) -> None:
    output, code = run(good)

    assert code == 0
    assert output.splitlines() == [
        f"{good}: partial",
        "  format          ofx (OFX 1.02 SGML), 100% sure",
        "  transactions    1",
        "  sum             -1,234.50 EUR",
        "  dates           2020-01-31 to 2020-01-31",
        "  closing balance 7.00",
        "  error           line 6: Transaction left out: it has no date (DTPOSTED).",
    ]


def test_folder_is_refused(tmp_path: Path) -> None:
    output, code = run(str(tmp_path))

    assert (code, output.splitlines()) == (
        1,
        [f"{tmp_path}: error", "  error           cannot be opened: Is a directory"],
    )


def test_several_closing_balances_are_a_list(tmp_path: Path) -> None:
    path = tmp_path / "two.ofx"
    card = (
        "<CCSTMTRS><CCACCTFROM><ACCTID>2</CCACCTFROM><LEDGERBAL><BALAMT>-3</LEDGERBAL></CCSTMTRS>"
    )
    path.write_text(GOOD.replace("</OFX>", card))

    output, _ = run("--json", str(path))

    assert json.loads(output)["closing_balance"] == ["7.00", "-3"]
