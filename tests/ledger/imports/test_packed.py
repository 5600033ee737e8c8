from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from ledger.imports.packed import MAX_MEMBERS, MAX_UNPACKED, is_packed, unpacked
from ledger.imports.statement import (
    BrokenFile,
    HostileFile,
    StatementError,
    StatementFile,
    UnknownFormat,
)


def archive(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name.replace("__dot__", "."), data)
    return content.getvalue()


def unpack(data: bytes) -> StatementFile:
    return unpacked(
        StatementFile.from_bytes(data, "bank.zip"), lambda member: member.head() == b"good"
    )


@pytest.mark.parametrize(
    ("data", "packed"),
    [
        (archive(a=b"x"), True),
        (archive(), True),
        (gzip.compress(b"x"), True),
        (archive(**{"[Content_Types].xml": b"", "xl/workbook.xml": b""}), False),
        (archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), False),
        (b"PK\x03\x04 broken", True),
        (b"<OFX>", False),
        (b"", False),
    ],
)
def test_packed_files_are_told_from_workbooks(data: bytes, packed: bool) -> None:  # noqa: FBT001
    assert is_packed(StatementFile.from_bytes(data)) is packed


def test_gzip_gives_its_content_under_its_own_name() -> None:
    found = unpack(gzip.compress(b"anything"))

    assert (found.name, found.read(100)) == ("bank.zip", b"anything")


def test_archive_gives_its_only_statement() -> None:
    found = unpack(archive(readme=b"hello", deep=b"good", __dot__hidden=b"good"))

    assert (found.name, found.read(100)) == ("bank.zip/deep", b"good")


@pytest.mark.parametrize(
    ("data", "error", "reason"),
    [
        (archive(a=b"good", b=b"good"), UnknownFormat, "the archive holds 2 files"),
        (archive(a=b"bad"), UnknownFormat, "the archive holds no file"),
        (archive(), UnknownFormat, "the archive holds no file"),
        (archive(a=b"good" * 99)[:-9], BrokenFile, "the zip archive is damaged"),
        (b"PK\x03\x04" + bytes(64), BrokenFile, "the zip archive is damaged"),
        (gzip.compress(b"x" * 999)[:-9], BrokenFile, "the gzip file is damaged"),
        (b"\x1f\x8b\xff\xff", BrokenFile, "the gzip file is damaged"),
        (gzip.compress(bytes(MAX_UNPACKED + 1), 1), HostileFile, "unpacks to more than 67,108,864"),
        (archive(a=bytes(MAX_UNPACKED + 1)), HostileFile, "unpacks to more than 67,108,864"),
        (
            archive(**{str(n): b"" for n in range(MAX_MEMBERS + 1)}),
            HostileFile,
            "holds 1,001 files",
        ),
    ],
)
def test_archive_that_is_of_no_use_is_refused(
    data: bytes, error: type[StatementError], reason: str
) -> None:
    with pytest.raises(error, match=reason) as caught:
        unpack(data)

    assert caught.value.file == "bank.zip"


def test_archive_with_a_password_is_refused() -> None:
    data = bytearray(archive(a=b"good"))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1

    with pytest.raises(BrokenFile, match="locked by a password"):
        unpack(bytes(data))


def test_members_share_one_limit() -> None:
    half = bytes(MAX_UNPACKED // 2 + 1)

    with pytest.raises(HostileFile):
        unpack(archive(a=half, b=half))
