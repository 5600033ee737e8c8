from __future__ import annotations

import pytest

from ledger.imports.statement import HostileFile
from ledger.imports.tabular.markup import MAX_CHARACTERS, is_markup_table, markup_rows

HTML = """<html><head><style>td {color: red}</style></head><body><table>
<tr><th>Date</th><th>Text</th><th>Amount</th></tr>
<tr><td>15/02/2024</td><td>Shop &amp; Co<br>Paris</td><td>-12,50&nbsp;&euro;</td></tr>
<tr><td>16/02/2024<td>Pay<td>100,00
</table></body></html>"""
XML = """<?xml version="1.0"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="A"><Table>
<Row><Cell><Data ss:Type="String">Date</Data></Cell><Cell><Data>Amount</Data></Cell></Row>
<Row><Cell><Data>2024-02-15</Data></Cell><Cell ss:Index="4"><Data>-1.50</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def test_markup_rows_reads_html_with_open_cells() -> None:
    assert markup_rows(HTML) == [
        ["Date", "Text", "Amount"],
        ["15/02/2024", "Shop & Co\nParis", "-12,50\u00a0€"],
        ["16/02/2024", "Pay", "100,00"],
    ]


def test_markup_rows_reads_spreadsheet_xml_with_gaps() -> None:
    assert markup_rows(XML) == [["Date", "Amount"], ["2024-02-15", "", "", "-1.50"]]


def test_markup_rows_expands_no_entities_of_the_document() -> None:
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><table><tr><td>&b;</td></tr></table>'
    )

    assert markup_rows(bomb) == [["&b;"]]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (HTML.encode(), True),
        (XML.encode(), True),
        (HTML.encode("utf-16"), True),
        (b"<html><body>no rows</body></html>", False),
        (b'<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022"/>', False),
        (b"Date;<table>", False),
    ],
)
def test_is_markup_table_asks_for_a_table(head: bytes, *, expected: bool) -> None:
    assert is_markup_table(head) is expected


def test_markup_rows_refuse_a_huge_document() -> None:
    with pytest.raises(HostileFile, match="more than 8,000,000 characters"):
        markup_rows("<table>" + " " * MAX_CHARACTERS)
