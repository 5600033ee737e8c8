from __future__ import annotations

import pytest

from ledger.imports.statement import HostileFile, StatementFile
from ledger.imports.tabular.mapping import TabularMapping
from ledger.imports.tabular.source import (
    MAX_LINE,
    MAX_LINES_OF_ROW,
    TAIL_BYTES,
    split,
    tail_of,
    text_lines,
)

MAPPING = TabularMapping(date=0, amount=1)


def rows(text: str, mapping: TabularMapping = MAPPING) -> list[tuple[int, list[str]]]:
    return list(split(iter(text.splitlines(keepends=True)), mapping))


def test_split_numbers_rows_by_their_first_line() -> None:
    assert rows('a,"two\nlines",b\nc,d\n\ne\n') == [
        (1, ["a", "two\nlines", "b"]),
        (3, ["c", "d"]),
        (4, []),
        (5, ["e"]),
    ]


def test_split_drops_blanks_before_a_quote() -> None:
    assert rows('1 , "1,000.00" , x\n') == [(1, ["1 ", "1,000.00 ", "x"])]


def test_split_unwraps_text_that_was_written_as_a_formula() -> None:
    assert rows('="007",=1+1,x\n') == [(1, ["007", "=1+1", "x"])]


def test_split_takes_a_quote_that_never_ends_for_a_character() -> None:
    text = 'a,"open,1\n' + "".join(f"b{number},x,2\n" for number in range(MAX_LINES_OF_ROW + 5))

    found = rows(text)

    assert found[0] == (1, ["a", "open", "1"])
    assert found[-1] == (MAX_LINES_OF_ROW + 6, [f"b{MAX_LINES_OF_ROW + 4}", "x", "2"])
    assert len(found) == MAX_LINES_OF_ROW + 6


def test_split_survives_a_gigantic_cell() -> None:
    found = rows('a,"' + "x" * 200_000 + '",1\nb,c,2\n')

    assert [len(cells) for _, cells in found] == [3, 3]
    assert found[1] == (2, ["b", "c", "2"])


def test_split_obeys_a_mapping_without_quotes() -> None:
    mapping = TabularMapping(date=0, amount=1, delimiter=";", quote="")

    assert rows('a;"b;c\n', mapping) == [(1, ["a", '"b', "c"])]


def test_text_lines_decode_damaged_bytes_and_keep_line_ends() -> None:
    source = StatementFile.from_bytes("ä,1\r\n".encode() + b"\xe9,2\r\n")

    assert list(text_lines(source, "utf-8")) == ["ä,1\r\n", "é,2\r\n"]


def test_text_lines_refuse_a_line_without_end() -> None:
    source = StatementFile.from_bytes(b"a\n" + b"," * (MAX_LINE + 1), "wide.csv")

    with pytest.raises(HostileFile, match="more than 1,000,000 characters") as refused:
        list(text_lines(source, "utf-8"))

    assert (refused.value.line, refused.value.file) == (2, "wide.csv")


def test_tail_of_gives_whole_lines_of_long_files_only() -> None:
    short = StatementFile.from_bytes(b"a\nb\n")
    long = StatementFile.from_bytes(b"row of words\n" * 5_000)

    assert tail_of(short, "utf-8", 10) == []
    assert set(tail_of(long, "utf-8", 1_000)) == {"row of words\n"}
    assert len(tail_of(long, "utf-8", 1_000)) == TAIL_BYTES // 13
