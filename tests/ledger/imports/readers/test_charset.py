from __future__ import annotations

import pytest

from ledger.imports.readers.charset import CHUNK, charset_of, text_chunks, text_head
from ledger.imports.statement import StatementFile


@pytest.mark.parametrize(
    ("data", "declared", "charset"),
    [
        (b"plain", "", "utf-8"),
        (b"", "", "utf-8"),
        ("é".encode(), "cp1252", "utf-8"),
        ("\ufeffé".encode(), "", "utf-8-sig"),
        ("é;x".encode("utf-16"), "", "utf-16"),
        ("é;x".encode("utf-32"), "", "utf-32"),
        ("<OFX>é".encode("utf-16-le"), "", "utf-16-le"),
        ("<OFX>é".encode("utf-16-be"), "", "utf-16-be"),
        ("café x".encode("cp1252"), "", "cp1252"),
        ("café x".encode("cp1252"), "utf-8", "cp1252"),
        ("café x".encode("cp1252"), "no such set", "cp1252"),
        ("café x".encode("cp1252"), "us-ascii", "cp1252"),
        ("café x".encode("cp1252"), "latin-1", "cp1252"),
        ("łódź x".encode("cp1250"), "cp1250", "cp1250"),
        ("Магазин x".encode("cp1251"), "", "cp1251"),
    ],
)
def test_charset_follows_bytes_before_declarations(
    data: bytes, declared: str, charset: str
) -> None:
    assert charset_of(StatementFile.from_bytes(data), declared) == charset


def test_charset_looks_at_the_whole_file() -> None:
    late = b"x" * (3 * CHUNK) + "é x".encode("cp1252")

    assert charset_of(StatementFile.from_bytes(late)) == "cp1252"


def test_character_cut_in_two_by_a_piece_is_no_proof_against_utf8() -> None:
    data = b"x" * (CHUNK - 1) + "éé".encode()

    assert charset_of(StatementFile.from_bytes(data)) == "utf-8"
    assert "".join(text_chunks(StatementFile.from_bytes(data), "utf-8"))[-2:] == "éé"


def test_text_has_plain_line_ends_no_zeros_and_marks_for_damage() -> None:
    source = StatementFile.from_bytes(b"a\r\nb\rc\0d\xff")

    assert "".join(text_chunks(source, "utf-8")) == "a\nb\ncd\ufffd"


def test_head_is_read_in_its_own_charset() -> None:
    source = StatementFile.from_bytes("äö".encode() + b"x" * 100)

    assert text_head(source, 3) == "ä\ufffd"
