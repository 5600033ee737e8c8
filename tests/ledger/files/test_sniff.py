"""What files really are, by their content."""

from __future__ import annotations

import pytest

from ledger.files.sniff import NotAccepted, sniff
from tests.factories.files import PDF, picture

TAKEN = [
    ("jpeg", picture("JPEG"), "image/jpeg"),
    ("png", picture("PNG"), "image/png"),
    ("webp", picture("WEBP"), "image/webp"),
    ("pdf", PDF, "application/pdf"),
    ("text", b"Paid in cash, thank you", "text/plain"),
    ("text of Windows", "Gebühr für März".encode("latin-1"), "text/plain"),
    ("text with a mark", "\ufeffRechnung".encode(), "text/plain"),
    ("less and more", b"1 < 2 and 3 > 2", "text/plain"),
    ("csv", b"date;amount\n2026-01-01;1,00\n", "text/csv"),
    ("tabs", b"date\tamount\n2026-01-01\t1\n", "text/csv"),
]


@pytest.mark.parametrize(
    ("data", "expected"), [case[1:] for case in TAKEN], ids=[case[0] for case in TAKEN]
)
def test_sniff_knows_what_is_taken(data: bytes, expected: str) -> None:
    assert sniff(data) == expected


REFUSED = [
    ("nothing", b""),
    ("blanks", b" \n "),
    ("html", b"<html><script>alert(1)</script></html>"),
    ("html, later", b"hello\n\n  < ScRiPt >alert(1)</script>"),
    ("doctype", b"<!DOCTYPE html>"),
    ("svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    ("svg with a prologue", b'<?xml version="1.0"?><svg/>'),
    ("comment first", b"<!-- x --><svg/>"),
    ("script in CSV", b"a,b\n<script>alert(1)</script>,2\n"),
    ("php", b"<?php system($_GET['c']);"),
    ("zip", b"PK\x03\x04" + b"\0" * 40),
    ("program", b"MZ\x90\0" + b"\0" * 40),
    ("elf", b"\x7fELF\x02\x01\x01\0"),
    ("gzip", b"\x1f\x8b\x08\0"),
    ("gif", b"GIF89a\x01\0\x01\0"),
    ("pdf without an end", b"%PDF-1.7\n1 0 obj"),
    ("pdf after something", b"GIF89a\0" + PDF),
    ("utf-16", "hello".encode("utf-16")),
]


@pytest.mark.parametrize("data", [case[1] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_sniff_refuses_the_rest(data: bytes) -> None:
    with pytest.raises(NotAccepted):
        sniff(data)
