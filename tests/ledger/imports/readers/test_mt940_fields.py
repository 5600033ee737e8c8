from __future__ import annotations

import pytest

from ledger.imports.readers import mt940_fields
from ledger.imports.readers.mt940_fields import Field, fields_of, lines_of


def test_lines_of_joins_pieces_and_marks_the_open_end() -> None:
    assert list(lines_of(["a\nb", "c\n\nd"])) == [
        ("a", True),
        ("bc", True),
        ("", True),
        ("d", False),
    ]


def test_lines_of_breaks_an_endless_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mt940_fields, "MAX_LINE", 4)

    assert list(lines_of(["abc", "def", "gh"])) == [("abcdef", True), ("gh", False)]


def test_fields_of_gives_tag_lines_and_position() -> None:
    lines = [
        ("junk", True),
        (":20:X", True),
        (":86:a", True),
        ("b", True),
        ("-", True),
        ("c", True),
    ]

    assert list(fields_of(lines)) == [Field("20", ["X"], 2), Field("86", ["a", "b"], 3)]


def test_fields_of_marks_the_field_in_which_the_file_ends() -> None:
    assert list(fields_of([(":20:X", True), (":61:24", False)])) == [
        Field("20", ["X"], 1),
        Field("61", ["24"], 2, is_cut=True),
    ]


def test_fields_of_bounds_the_lines_of_a_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mt940_fields, "MAX_FIELD_LINES", 3)

    fields = list(fields_of([(":86:a", True)] + [("b", True)] * 9))

    assert fields == [Field("86", ["a", "b", "b"], 1)]
