from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.imports.readers.ofx_markup import (
    MAX_HELD,
    Aggregate,
    aggregates,
    plain_text,
    tokens,
)
from ledger.imports.statement import HostileFile

GATHERED = frozenset(("ROW", "SUM"))
BREAKS = GATHERED | {"LIST", "/LIST"}
TEXT = "<LIST>\n<row><A>1\n<B>x < y <!-- <ROW> -->z</B>\n<C/><D k='v'>4</ROW>\n<Q>&lt;</LIST>"


def gathered(text: str) -> list[Aggregate]:
    return list(aggregates(tokens([text]), GATHERED, BREAKS))


def test_tokens_are_tags_texts_and_lines() -> None:
    assert list(tokens([TEXT])) == [
        ("LIST", "\n", 1),
        ("ROW", "", 2),
        ("A", "1\n", 2),
        ("B", "x < y z", 3),
        ("/B", "\n", 3),
        ("C", "", 4),
        ("D", "4", 4),
        ("/ROW", "\n", 4),
        ("Q", "&lt;", 5),
        ("/LIST", "", 5),
    ]


@given(st.lists(st.integers(0, len(TEXT)), max_size=6).map(sorted))
def test_tokens_do_not_depend_on_where_the_text_is_cut(cuts: list[int]) -> None:
    edges = [0, *cuts, len(TEXT)]
    pieces = [TEXT[start:end] for start, end in pairwise(edges)]

    assert list(tokens(pieces)) == list(tokens([TEXT]))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<ROW><A>1</ROW>", [Aggregate("ROW", 1, "", {"A": "1"})]),
        ("<ROW><A>1<A>2</ROW>", [Aggregate("ROW", 1, "", {"A": "1"})]),
        ("<ROW><A> <A>2</ROW>", [Aggregate("ROW", 1, "", {"A": "2"})]),
        (
            "<ROW><A>1<ROW><A>2</LIST>",
            [
                Aggregate("ROW", 1, "", {"A": "1"}),
                Aggregate("ROW", 1, "", {"A": "2"}),
                Aggregate("/LIST", 1),
            ],
        ),
        ("<ROW><A>1</X></ROW>", [Aggregate("ROW", 1, "", {"A": "1"})]),
        ("<ROW><A>1", [Aggregate("ROW", 1, "", {"A": "1"}, is_complete=False)]),
        ("<Q>5<SUM></SUM>", [Aggregate("Q", 1, "5"), Aggregate("SUM", 1)]),
        (
            "<ROW><PAYEE><NAME>p</PAYEE><NAME>n<CURRENCY>EUR</ROW>",
            [Aggregate("ROW", 1, "", {"PAYEE.NAME": "p", "NAME": "n", "CURRENCY": "EUR"})],
        ),
    ],
)
def test_aggregates_hold_the_fields_up_to_their_end(text: str, found: list[Aggregate]) -> None:
    assert gathered(text) == found


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (" a\n b ", "a b"),
        ("a  b", "a  b"),
        ("&amp;amp;", "&"),
        ("&amp;lt;", "<"),
        ("&#65;&#x42;&nbsp;c", "AB c"),
        ("&#0;&#xD800;&#9999999;", "   "),
        ("AT&T &unknown; &copy", "AT&T &unknown; &copy"),
    ],
)
def test_text_is_plain(text: str, plain: str) -> None:
    assert plain_text(text) == plain


@pytest.mark.parametrize(
    "pieces",
    [
        ["<A>", "x" * MAX_HELD],
        ["<A><!--", "x" * MAX_HELD],
        ["<" * (MAX_HELD + 2)],
        ["<!ENTITY a 'b'>"],
    ],
)
def test_markup_that_never_ends_is_refused(pieces: list[str]) -> None:
    with pytest.raises(HostileFile):
        list(tokens(pieces))
