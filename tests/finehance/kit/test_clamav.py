"""Asking a scanner, over a real connection."""

from __future__ import annotations

from pathlib import Path

import pytest

from finehance.kit.clamav import ScannerUnavailable, scan
from tests.factories.files import EICAR
from tests.factories.scanner import Scanner, scanner, socket_scanner


@pytest.mark.parametrize(
    ("data", "found"),
    [(b"clean", ""), (b"", ""), (b"x" * 1_000_000, ""), (EICAR, "Eicar-Signature")],
    ids=["clean", "empty", "large", "virus"],
)
def test_scan_tells_what_was_found(data: bytes, found: str) -> None:
    with scanner() as url:
        assert scan(data, url=url) == found


def test_scanner_gets_every_byte(tmp_path: Path) -> None:
    data = bytes(range(256)) * 4_000
    Scanner.seen.clear()

    with socket_scanner(str(tmp_path / "clamd")) as url:
        assert scan(data, url=url) == ""

    assert Scanner.seen == [data]


@pytest.mark.parametrize(
    "reply", [b"INSTREAM size limit exceeded. ERROR\0", b"\0", b"nonsense", b"stream: \0"]
)
def test_no_verdict_is_not_clean(reply: bytes) -> None:
    with scanner(reply) as url, pytest.raises(ScannerUnavailable, match="the scanner said"):
        scan(b"x", url=url)


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:1", "unix:/nowhere/clamd"])
def test_absent_scanner_is_told(url: str) -> None:
    with pytest.raises(ScannerUnavailable, match="does not answer"):
        scan(b"x", url=url)
