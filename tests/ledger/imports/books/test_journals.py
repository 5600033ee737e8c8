"""Journals with every construct: what each account holds, by commodity."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from beancount import loader
from beancount.core import data
from beancount.core.amount import Amount

from ledger.imports.books.detect import detect_books, read_books
from ledger.imports.books.model import ParsedBooks
from ledger.imports.statement import HostileFile, StatementFile
from tests.ledger.imports.books.exports import zipped


def read(text: str | bytes, name: str = "books.journal") -> ParsedBooks:
    raw = text if isinstance(text, bytes) else text.encode()
    source = StatementFile.from_bytes(raw, name)
    found = detect_books(source)
    assert found is not None
    return read_books(source, found)


def held(books: ParsedBooks) -> dict[str, str]:
    """Return what every account holds: `a: 1 EUR, 2 USD`, nothing for zero."""
    found: dict[str, list[str]] = defaultdict(list)
    for (key, code), amount in sorted(books.balances.items()):
        if amount:
            found[key].append(f"{amount.normalize():f} {code}".strip())
    return {key: ", ".join(amounts) for key, amounts in found.items()}


CASES: dict[str, tuple[str, dict[str, str]]] = {
    "elided amount": ("2024-01-01 x\n  a  5 EUR\n  b\n", {"a": "5 EUR", "b": "-5 EUR"}),
    "elided amount of two commodities": (
        "2024-01-01 x\n  a  5 EUR\n  a  6 USD\n  b\n",
        {"a": "5 EUR, 6 USD", "b": "-5 EUR, -6 USD"},
    ),
    "price a unit": (
        "2024-01-01 x\n  a  10 EUR @ 1.10 USD\n  b\n",
        {"a": "10 EUR", "b": "-11 USD"},
    ),
    "price of all": (
        "2024-01-01 x\n  a  -10 EUR @@ 12 USD\n  b\n",
        {"a": "-10 EUR", "b": "12 USD"},
    ),
    "cost of a lot": (
        "2024-01-01 x\n  a  3 ABC {5 USD} [2024-01-01] (old)\n  b\n",
        {"a": "3 ABC", "b": "-15 USD"},
    ),
    "price that two commodities imply": (
        "2024-01-01 x\n  a  10 EUR\n  b  -12 USD\n",
        {"a": "10 EUR", "b": "-12 USD"},
    ),
    "symbols before, after and in quotes": (
        '2024-01-01 x\n  a  $-5.50\n  a  -$1\n  b  3 €\n  b  "C 1" 2\n  c\n',
        {"a": "-6.5 $", "b": "2 C 1, 3 €", "c": "6.5 $, -2 C 1, -3 €"},
    ),
    "decimal comma with points": (
        "2024-01-01 x\n  a  1.234,50 EUR\n  a  1.000 EUR\n  b\n",
        {"a": "2234.5 EUR", "b": "-2234.5 EUR"},
    ),
    "decimal point with commas": (
        "2024-01-01 x\n  a  1,234.50 EUR\n  a  1,000 EUR\n  b\n",
        {"a": "2234.5 EUR", "b": "-2234.5 EUR"},
    ),
    "blanks between thousands": (
        "2024-01-01 x\n  a  1 234 567,5 EUR\n  b\n",
        {"a": "1234567.5 EUR", "b": "-1234567.5 EUR"},
    ),
    "declared style": (
        "commodity 1.000,00 EUR\n\n2024-01-01 x\n  a  2.000 EUR\n  b\n",
        {"a": "2000 EUR", "b": "-2000 EUR"},
    ),
    "declared mark": (
        "decimal-mark ,\n2024-01-01 x\n  a  2.000 EUR\n  b\n",
        {"a": "2000 EUR", "b": "-2000 EUR"},
    ),
    "default commodity": (
        "D 1,000.00 EUR\n2024-01-01 x\n  a  7\n  b\n",
        {"a": "7 EUR", "b": "-7 EUR"},
    ),
    "default year and secondary date": (
        "Y2024\n01/05=01/07 x\n  a  7 EUR\n  b\n",
        {"a": "7 EUR", "b": "-7 EUR"},
    ),
    "balance assignment": (
        "2024-01-01 x\n  a  7 EUR\n  b\n\n2024-01-02 y\n  a  = 10 EUR\n  c\n",
        {"a": "10 EUR", "b": "-7 EUR", "c": "-3 EUR"},
    ),
    "virtual postings": (
        "2024-01-01 x\n  a  7 EUR\n  b\n  (c)  1 EUR\n  [d]  2 EUR\n  [e]\n",
        {"a": "7 EUR", "b": "-7 EUR", "c": "1 EUR", "d": "2 EUR", "e": "-2 EUR"},
    ),
    "alias and apply account": (
        (
            "alias bank=assets:bank\napply account mine\n2024-01-01 x\n  bank  7 EUR\n  b\n\n"
            "end apply account\n2024-01-02 x\n  bank:x  1 EUR\n  b\n"
        ),
        {"mine:bank": "7 EUR", "mine:b": "-7 EUR", "assets:bank:x": "1 EUR", "b": "-1 EUR"},
    ),
    "comments, blocks and templates": (
        (
            "# one\n; two\n* three\ncomment\n2024-01-01 no\n  a  1 EUR\n  b\nend comment\n"
            "~ monthly\n  a  2 EUR\n  b\n\n= food\n  (c)  1 EUR\n\n"
            "2024-01-01 x\n  ; note\n  a  7 EUR ; why\n  b\n"
        ),
        {"a": "7 EUR", "b": "-7 EUR"},
    ),
    "nothing but zeros": (
        "1970-01-01 open\n  a  0 EUR\n  b\n\n2024-01-01 x\n  a  7 EUR\n  b\n",
        {"a": "7 EUR", "b": "-7 EUR"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_journal_holds(name: str) -> None:
    text, expected = CASES[name]

    books = read(text)

    assert held(books) == expected
    assert [problem for problem in books.problems if not problem.is_warning] == []


@pytest.mark.parametrize(
    ("name", "what", "count"),
    [
        ("comments, blocks and templates", "periodic transactions", 1),
        ("comments, blocks and templates", "automatic transactions", 1),
        ("nothing but zeros", "transactions", 1),
        ("virtual postings", "unbalanced virtual postings", 1),
    ],
)
def test_what_a_journal_leaves_out_is_counted(name: str, what: str, count: int) -> None:
    assert (what, count) in [(n.what, n.count) for n in read(CASES[name][0]).not_carried]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2024-01-01 x\n  a  7 EUR\n  b  -6 EUR\n", "does not balance"),
        ("2024-01-01 x\n  a  7 EUR = 8 EUR\n  b\n", "off its asserted balance"),
    ],
)
def test_journal_that_is_off_says_so(text: str, message: str) -> None:
    assert [message in problem.message for problem in read(text).problems] == [True]


OPEN = "2024-01-01 open Assets:A\n2024-01-01 open Assets:A:B\n2024-01-01 open Equity:O\n"
MOVE = '2024-01-0{} * "x"\n  {}  {} EUR\n  Equity:O\n'
ASSERTED: dict[str, tuple[str, list[str], dict[str, int]]] = {
    "on the last posting of a day": ("2024-01-01 x\n  a  7 EUR = 7 EUR\n  b\n", ["01 a 7 EUR"], {}),
    "in a posting of nothing": (
        "2024-01-01 x\n  a  7 EUR\n  b\n\n2024-01-02 y\n  a  0 EUR == 7 EUR\n",
        ["02 a 7 EUR"],
        {},
    ),
    "that sets a balance": (
        "2024-01-01 x\n  a  = 7 EUR\n  b\n",
        ["01 a 7 EUR"],
        {},
    ),
    "that does not hold": ("2024-01-01 x\n  a  7 EUR = 8 EUR\n  b\n", ["01 a 8 EUR"], {}),
    "in the middle of a day": (
        "2024-01-01 x\n  a  7 EUR = 7 EUR\n  b\n\n2024-01-01 y\n  a  1 EUR = 8 EUR\n  c\n",
        ["01 a 8 EUR"],
        {"made in the middle of a day": 1},
    ),
    "with what is below": (
        "2024-01-01 x\n  a:b  7 EUR\n  a  1 EUR =* 8 EUR\n  c\n",
        [],
        {"they count the accounts below, too": 1},
    ),
    "with nothing below": ("2024-01-01 x\n  a  1 EUR =* 1 EUR\n  c\n", ["01 a 1 EUR"], {}),
    "at the beginning of the next day": (
        OPEN + MOVE.format(2, "Assets:A", 7) + "2024-01-03 balance Assets:A  7 EUR\n",
        ["02 Assets:A 7 EUR"],
        {},
    ),
    "before the postings of its day": (
        OPEN + "2024-01-02 balance Assets:A  0 EUR\n" + MOVE.format(2, "Assets:A", 7),
        ["01 Assets:A 0 EUR"],
        {},
    ),
    "of an account with others below": (
        OPEN + MOVE.format(2, "Assets:A:B", 7) + "2024-01-03 balance Assets:A  7 EUR\n",
        [],
        {"they count the accounts below, too": 1},
    ),
    "that is padded": (
        OPEN + "2024-01-02 pad Assets:A Equity:O\n2024-01-04 balance Assets:A  7 EUR\n",
        ["03 Assets:A 7 EUR"],
        {},
    ),
}


@pytest.mark.parametrize(("text", "expected", "lost"), ASSERTED.values(), ids=ASSERTED)
def test_asserted_balances_of_the_end_of_a_day_are_kept(
    text: str, expected: list[str], lost: dict[str, int]
) -> None:
    books = read(text)

    found = [
        f"{each.on:%d} {each.account} {each.amount:f} {each.currency}" for each in books.asserted
    ]
    counted = {n.reason: n.count for n in books.not_carried if n.what == "balance assertions"}
    assert (found, counted) == (expected, lost)


def test_calculated_amount_costs_its_transaction_alone() -> None:
    books = read("2024-01-01 x\n  a  (2 * 3 EUR)\n  b\n\n2024-01-02 y\n  a  1 EUR\n  b\n")

    assert held(books) == {"a": "1 EUR", "b": "-1 EUR"}
    assert [problem.line for problem in books.problems] == [2]


def test_include_is_read_from_inside_the_archive_alone() -> None:
    entry = "2024-01-0{} x\n  a  {} EUR\n  b\n"
    archive = zipped(
        {
            "main.journal": f"include sub/*.journal\ninclude ../etc/passwd\n{entry.format(1, 1)}",
            "sub/one.journal": "include ../main.journal\n" + entry.format(2, 2),
            "sub/two.journal": entry.format(3, 3),
        }
    )

    books = read(archive, "books.zip")

    assert held(books) == {"a": "6 EUR", "b": "-6 EUR"}
    assert ("included files", 1) in [(each.what, each.count) for each in books.not_carried]


def test_include_without_an_archive_is_left_out_and_said() -> None:
    books = read("include /etc/passwd\n2024-01-01 x\n  a  1 EUR\n  b\n")

    assert [(each.what, each.count) for each in books.not_carried] == [("included files", 1)]


def test_includes_that_nest_without_end_are_refused() -> None:
    files = {
        f"{n:03}.journal": f"include {n + 1:03}.journal\n2024-01-01 x\n  a  1 EUR\n  b\n"
        for n in range(40)
    }

    with pytest.raises(HostileFile):
        read(zipped(files), "deep.zip")


BEANCOUNT = """\
option "name_expenses" "Ausgaben"
2020-01-01 open Assets:Cash
2020-01-01 open Assets:Shares "FIFO"
2020-01-01 open Equity:Opening
2020-01-01 open Income:Gains
2020-01-01 open Ausgaben:Food
2020-01-01 pad Assets:Cash Equity:Opening
2020-02-01 balance Assets:Cash 1,000.00 EUR
pushtag #trip
2020-03-01 * "Shop; here" "say \\"hi\\"
over two lines" ^link
  note: "x"
  Ausgaben:Food  (10 + 5.5) * 2 EUR ; comment
    memo: "veg"
  Assets:Cash
poptag #trip
2020-04-01 * "Buy"
  Assets:Shares  10 ABC {10.00 EUR, 2020-04-01, "lot"}
  Assets:Cash  -100.00 EUR
2020-05-01 * "Buy more"
  Assets:Shares  10 ABC {{150.00 EUR}}
  Assets:Cash
2020-06-01 * "Sell"
  Assets:Shares  -10 ABC {10.00 EUR} @ 12 EUR
  Assets:Cash  120 EUR
  Income:Gains
2020-07-01 txn "Sell the rest"
  Assets:Shares  -5 ABC {} @ 20 EUR
  Assets:Cash  100 EUR
  Income:Gains
2020-08-01 * "Exchange"
  Assets:Cash  -10 EUR @ 1.10 USD
  Assets:Cash  11.00 USD
2020-09-01 price ABC 12 EUR
2020-09-01 note Assets:Cash "x"
"""


def test_beancount_gives_the_balances_that_beancount_gives(tmp_path: Path) -> None:
    path = tmp_path / "books.beancount"
    path.write_text(BEANCOUNT)
    entries, errors, _options = loader.load_file(str(path))
    expected: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for entry in entries:
        if isinstance(entry, data.Transaction):
            for posting in entry.postings:
                units = posting.units
                assert isinstance(units, Amount)
                assert isinstance(units.number, Decimal)
                expected[posting.account, units.currency] += units.number

    books = read(BEANCOUNT, "books.beancount")

    assert errors == []
    assert {key: value for key, value in books.balances.items() if value} == {
        key: value for key, value in expected.items() if value
    }
    shop = next(each for each in books.transactions if each.tags)
    assert (shop.payee, shop.tags, shop.legs[0].memo) == ("Shop; here", ("trip",), "veg")
    assert books.accounts["Ausgaben:Food"].kind == "expense"


def test_classes_follow_names_declarations_and_parents() -> None:
    text = (
        "account bank  ; type: A\naccount owed  ; type:L\n"
        "2024-01-01 x\n  bank:giro  1 EUR\n  owed:visa card  -1 EUR\n\n"
        "2024-01-02 x\n  Ausgaben:Essen  1 EUR\n  liabilities:mortgage\n"
    )

    kinds = {key: account.kind.value for key, account in read(text).accounts.items()}

    assert kinds == {
        "bank": "checking",
        "owed": "other_liability",
        "bank:giro": "checking",
        "owed:visa card": "credit_card",
        "Ausgaben:Essen": "expense",
        "liabilities:mortgage": "mortgage",
    }
