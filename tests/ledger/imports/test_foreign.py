from __future__ import annotations

import pytest

from ledger.imports.foreign import foreign_binary, foreign_text
from ledger.imports.statement import StatementFile


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "the file is empty"),
        (b"%PDF-1.7\n", "this is a PDF document"),
        (b"\x89PNG\r\n", "this is a picture"),
        (b"\xff\xd8\xff\xe0", "this is a picture"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8", "this is a picture or film"),
        (b"\x00\x00\x00\x18ftypheic", "this is a picture or film"),
        (b"7z\xbc\xaf\x27\x1c", "this is a 7-Zip archive"),
        (b"SQLite format 3\x00", "this is a database"),
        (b"{\\rtf1", "this is a text document"),
    ],
)
def test_binary_format_is_named(data: bytes, what: str) -> None:
    reason = foreign_binary(StatementFile.from_bytes(data))

    assert reason.split("; ") == [
        what,
        "download the statement as CAMT, OFX, MT940, QIF, CSV or Excel instead",
    ]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\n<!DOCTYPE html><p>", "this is a web page"),
        (b"\xef\xbb\xbf<HTML lang='en'>", "this is a web page"),
        ("<html>".encode("utf-16"), "this is a web page"),
        (b'<?xml version="1.0"?><note/>', "this is an XML file of another kind"),
        (b"<Ledger><a>1</a></Ledger>", "this is an XML file of another kind"),
        (b' {"accounts": []}', "this is a JSON file"),
        (b"[[1, 2]]", "this is a JSON file"),
        (b" \r\n\t ", "there is nothing in the file but blanks"),
        (b"\0\0\0\0", "there is nothing in the file but blanks"),
    ],
)
def test_text_format_is_named(data: bytes, what: str) -> None:
    assert foreign_text(StatementFile.from_bytes(data)).split("; ")[0] == what


@pytest.mark.parametrize("data", [b"Date,Amount\n2020-01-01,1\n", b"<5 EUR;x\n", b"[note];1;2\n"])
def test_tables_are_left_to_the_readers(data: bytes) -> None:
    source = StatementFile.from_bytes(data)

    assert (foreign_binary(source), foreign_text(source)) == ("", "")
