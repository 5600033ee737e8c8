from __future__ import annotations

import pytest

from ledger.imports.statement import UnknownFormat
from ledger.imports.tabular.encoding import LOSSY, sniff_encoding


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Datum;Empfänger;Überweisung für Müller", "cp1252"),
        ("Libellé;Débit;Crédit;opération à l'étranger", "cp1252"),
        ("Datum zaúčtování;Částka;Číslo protiúčtu;Zpráva pro příjemce", "cp1250"),
        ("Data księgowania;Obciążenia;Opłata za kartę;Łódź", "cp1250"),
        ("Дата операции;Сумма;Остаток на счете", "cp1251"),
        ("Ημερομηνία;Ποσό;Υπόλοιπο", "cp1253"),
        ("İşlem Açıklaması;Tutarı;Şube;alışveriş", "cp1254"),
        ("Sąskaita;Mokėjimo paskirtis;Gavėjas;sumokėtų", "cp1257"),
        ("交易时间,收/支,金额,余额", "gb18030"),
        ("日付,お支払金額,お預り金額,差引残高", "cp932"),
        ("交易日期,支出金額,存入金額,餘額,帳戶", "big5hkscs"),
        ("거래일시,적요,출금액,입금액,잔액", "cp949"),
        ("Dátum;Összeg;Közlemény", "utf-8"),
        ("plain ascii", "utf-8"),
    ],
)
def test_sniff_encoding_tells_languages_apart(text: str, encoding: str) -> None:
    assert sniff_encoding(text.encode(encoding), is_whole=True) == encoding


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Größe".encode("utf-8-sig"), "utf-8-sig"),
        ("Größe".encode("utf-16"), "utf-16"),
        ("Date;Amount".encode("utf-16-le"), "utf-16-le"),
        ("Date;Amount".encode("utf-16-be"), "utf-16-be"),
        ("Gr\ufffd\ufffdsse".encode(), "utf-8"),
        ("äöü".encode()[:-1], "utf-8"),
    ],
)
def test_sniff_encoding_knows_marks_and_cut_texts(content: bytes, encoding: str) -> None:
    assert sniff_encoding(content) == encoding


def test_sniff_encoding_keeps_utf8_with_a_damaged_byte() -> None:
    content = "äöüß;éàè;ñ".encode() + b"\xff;abc"

    assert sniff_encoding(content, is_whole=True) == "utf-8"
    assert content.decode("utf-8", LOSSY) == "äöüß;éàè;ñÿ;abc"


def test_sniff_encoding_refuses_bytes_that_are_no_text() -> None:
    with pytest.raises(UnknownFormat, match="NUL"):
        sniff_encoding(b"\x00\x01\x02\x00\x00\x00binary\x00")
