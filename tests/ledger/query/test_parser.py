"""The tree that a query is read as, and what is said of mistakes."""

from __future__ import annotations

import pytest

from ledger.query.errors import QueryError
from ledger.query.parser import DEEPEST, LONGEST_QUERY, MOST_LEAVES, parse_query, plain_words
from ledger.query.syntax import And, Node, Not, Or, Term, Text

MISSING = "a condition is missing here: write one, or quote the word to look for it"
EMPTY = "there is nothing between the parentheses: write a condition, or take them out"
LONG = (
    'account:visa amount>50 date:2025-03..2025-06 -tag:work "whole foods" has:attachment '
    "is:uncategorised payee~/^amzn/"
)


def shape(node: Node | None) -> object:
    """Return a tree as tuples, without places."""
    if isinstance(node, Text):
        return f'"{node.text}"' if node.is_phrase else node.text
    if isinstance(node, Term):
        return (node.field, node.op, *(value.text for value in node.values))
    if isinstance(node, Not):
        return ("not", shape(node.part))
    if isinstance(node, And | Or):
        return ("and" if isinstance(node, And) else "or", *map(shape, node.parts))
    return None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("  ", None),
        ("coffee", "coffee"),
        ("corner shop", ("and", "corner", "shop")),
        ("corner and shop", ("and", "corner", "shop")),
        ("a or b c", ("or", "a", ("and", "b", "c"))),
        ("(a or b) c", ("and", ("or", "a", "b"), "c")),
        ("a or b or c", ("or", "a", "b", "c")),
        ("a OR b", ("or", "a", "b")),
        ("-tag:work", ("not", ("tag", ":", "work"))),
        ("not not a", ("not", ("not", "a"))),
        ("-(a b)", ("not", ("and", "a", "b"))),
        ('-"whole foods"', ("not", '"whole foods"')),
        ("-5.00", "-5.00"),
        ("a - b", ("and", "a", "b")),
        ("-", "-"),
        ("t-mobile", "t-mobile"),
        ("o'neil", "o'neil"),
        ("http://shop", "http://shop"),
        ("invoice:7", "invoice:7"),
        ("a=b", "a=b"),
        ("((a))", "a"),
        ("(a b) c", ("and", "a", "b", "c")),
        ("2026-03", ("date", ":", "2026-03")),
        ("2026-03-31", ("date", ":", "2026-03-31")),
        ("2026", "2026"),
        ("ACCOUNT:visa", ("account", ":", "visa")),
        ("account:'My card'", ("account", ":", "My card")),
        (r'payee="say \"hi\" \\o"', ("payee", "=", r'say "hi" \o')),
        ("status:pending,cleared", ("status", ":", "pending", "cleared")),
        ("amount > 50", ("amount", ">", "50")),
        ("amount>= 50", ("amount", ">=", "50")),
        ("amount!=50", ("amount", "!=", "50")),
        ("amount 50", ("and", "amount", "50")),
        ("payee > shop", ("and", "payee", "shop")),
        ("date:2025-03..2025-06", ("date", ":", "2025-03..2025-06")),
        ("payee~/^am zn/", ("payee", "~", "^am zn")),
        (r"payee~/a\/b/", ("payee", "~", "a/b")),
        ("(payee~^(am|az)n)", ("payee", "~", "^(am|az)n")),
        ("payee:~am", ("payee", "~", "am")),
        ('memo~"a b"', ("memo", "~", "a b")),
        ("in:trash", ("is", ":", "trash")),
        ("cat:food", ("category", ":", "food")),
        (
            LONG,
            (
                "and",
                ("account", ":", "visa"),
                ("amount", ">", "50"),
                ("date", ":", "2025-03..2025-06"),
                ("not", ("tag", ":", "work")),
                '"whole foods"',
                ("has", ":", "attachment"),
                ("is", ":", "uncategorised"),
                ("payee", "~", "^amzn"),
            ),
        ),
    ],
)
def test_parse_query(text: str, expected: object) -> None:
    assert shape(parse_query(text)) == expected


@pytest.mark.parametrize(
    ("text", "blamed", "message"),
    [
        ('x "never', '"never', 'a quotation mark is never closed: write " at its end'),
        ("account:'a", "'a", "a quotation mark is never closed: write ' at its end"),
        ("(a b", "(", "this parenthesis is never closed: write ) where the group ends"),
        ("a b)", ")", "this parenthesis closes nothing: take it out, or quote it"),
        (") a", ")", "this parenthesis closes nothing: take it out, or quote it"),
        (
            "a ()",
            "()",
            "there is nothing between the parentheses: write a condition, or take them out",
        ),
        ("a or", "or", MISSING),
        ("or a", "or", MISSING),
        (
            "a and or b",
            "and",
            MISSING,
        ),
        (
            "(or a)",
            "or",
            MISSING,
        ),
        (
            "(a or)",
            "or",
            MISSING,
        ),
        ("not", "not", MISSING),
        ("acount:visa", "acount", "there is no field acount: write account, or quote the words"),
        ("amoutn>5", "amoutn", "there is no field amoutn: write amount, or quote the words"),
        ("account:", ":", "account has no value: write it as in account:checking"),
        ("account: x", ":", "account has no value: write it as in account:checking"),
        ("tag>x", "tag>", "tag is not compared by >: use one of : = != ~"),
        ("payee~/x", "/x", "a regular expression is never closed: write / at its end"),
        ("payee~", "~", "there is no regular expression after ~: write one, as in payee~/^am/"),
    ],
)
def test_parse_query_tells_the_place_and_what_to_do(text: str, blamed: str, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)

    error = caught.value
    assert (text[error.position : error.position + error.length], str(error)) == (blamed, message)
    assert str(error) == f"{error.problem}: {error.remedy}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x" * (LONGEST_QUERY + 1), "a query has at most 1000 characters: shorten it"),
        ("x " * (MOST_LEAVES + 1), "a query has at most 50 conditions: leave some out"),
        ("not " * (DEEPEST + 1) + "x", "groups nest at most 12 deep: write it flatter"),
        ("(" * (DEEPEST + 1) + "x", "groups nest at most 12 deep: write it flatter"),
    ],
)
def test_parse_query_has_bounds(text: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        parse_query(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("corner shop", True),
        ("t-mobile (north)", True),
        ("a - b", True),
        ("invoice:7", True),
        ("corner and shop", False),
        ("corner or shop", False),
        ("-corner", False),
        ('"corner shop"', False),
        ("tag:work", False),
        ("2026-03", False),
    ],
)
def test_plain_words(text: str, *, expected: bool) -> None:
    assert plain_words(text, parse_query(text)) is expected
