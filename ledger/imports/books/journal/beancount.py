"""beancount files: directives dated and undated, transactions, metadata.

Format: beancount.github.io/docs/beancount_language_syntax.html. Plugins are not run. Prices, notes,
documents, events and queries are left out and counted.
"""

from __future__ import annotations

import re
from datetime import date

from ledger.enums import Status
from ledger.imports.books.bundle import Bundle
from ledger.imports.books.journal.beancount_posting import number_and_commodity, read_posting
from ledger.imports.books.journal.entries import BalanceCheck, Entry, Journal, Pad, Quantity
from ledger.imports.books.journal.lines import Sources
from ledger.imports.readers.printed import Unreadable, calendar_day
from ledger.imports.statement import Problem

SUFFIXES = (".beancount", ".bean", ".bc")
_DATED = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})\s+(\S+)\s*(.*)")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_TAG = re.compile(r"(?:^|\s)#([A-Za-z0-9\-_/.]+)")
_META = re.compile(r"[a-z][A-Za-z0-9\-_]*:(?:\s|$)")
_OPTION = re.compile(r'option\s+"([^"]*)"\s+"([^"]*)"')
_LETTERS = {
    "name_assets": "A",
    "name_liabilities": "L",
    "name_equity": "E",
    "name_income": "R",
    "name_expenses": "X",
}
_MOST_LINES_OF_TEXT = 60
_LEFT_OUT = {
    "price": ("market prices", "rates are kept by the ledger itself"),
    "note": ("notes", "there is no place for them"),
    "document": ("documents", "attach the files again"),
    "event": ("events", "there is no place for them"),
    "query": ("queries", "there is no place for them"),
    "custom": ("custom directives", "there is no place for them"),
}


def read_beancount(bundle: Bundle) -> Journal:
    """Return the journal in the files; raises HostileFile when it is without end."""
    journal = Journal("beancount")
    reader = _Reader(journal, Sources(bundle, journal.omissions))
    for path in reader.sources.roots(SUFFIXES):
        if path not in reader.sources.read:
            reader.read(path, 0)
    return journal


class _Reader:
    def __init__(self, journal: Journal, sources: Sources) -> None:
        self.journal = journal
        self.sources = sources
        self.tags: list[str] = []
        self.entry: Entry | None = None

    def read(self, path: str, depth: int) -> None:
        """Read a file and, where it says so, those that it includes."""
        lines = self.sources.lines(path)
        for number, first in lines:
            line = first
            for _more in range(_MOST_LINES_OF_TEXT):
                if line[:1] == ";" or not _is_open(line):
                    break
                line += "\n" + next(lines, (0, '"'))[1]
            if line[:1] in (" ", "\t"):
                self._indented(line.strip(), number)
            elif line.strip():
                self._finish()
                self._top(line, number, path, depth)
        self._finish()

    def _finish(self) -> None:
        if self.entry is not None:
            self.journal.entries.append(self.entry)
        self.entry = None

    def _indented(self, text: str, number: int) -> None:
        if self.entry is None or not text or text.startswith(";"):
            return
        if _META.match(text):
            if text.startswith("memo:") and self.entry.postings:
                found = _STRING.search(text)
                self.entry.postings[-1].memo = found[1] if found else ""
            return
        if text.startswith(("#", "^")):
            self.entry.tags += _TAG.findall(text)
            return
        try:
            self.entry.postings.append(read_posting(text, number))
        except Unreadable as error:
            self.journal.problems.append(Problem(str(error), number))
            self.entry = None

    def _top(self, line: str, number: int, path: str, depth: int) -> None:
        if line[0].isdigit():
            found = _DATED.match(line.replace("\n", "\x1f"))
            if found is None:
                self.journal.problems.append(Problem(f"“{line[:40]}” is not understood", number))
                return
            try:
                self._dated(found, number)
            except Unreadable as error:
                self.journal.problems.append(Problem(str(error), number))
        else:
            self._undated(line, path, depth)

    def _undated(self, line: str, path: str, depth: int) -> None:
        word, _space, rest = line.partition(" ")
        if word == "pushtag":
            self.tags += [tag.strip().lstrip("#") for tag in [rest]]
        elif word == "poptag":
            self.tags = [tag for tag in self.tags if tag != rest.strip().lstrip("#")]
        elif word == "plugin":
            self.journal.omissions.add("plugins", "they are programs, which are not run")
        elif word == "include":
            found = _STRING.search(rest)
            for name in self.sources.included(path, found[1] if found else rest, depth):
                self.read(name, depth + 1)
        elif (found := _OPTION.match(line)) and found[1] in _LETTERS:
            self.journal.roots[found[2]] = _LETTERS[found[1]]

    def _dated(self, found: re.Match[str], number: int) -> None:
        word, plain = found[4], _uncommented(found[5].replace("\x1f", "\n"))
        if word == "open":
            parts = plain.replace(",", " ").split()
            held = tuple(part for part in parts[1:] if not part.startswith('"'))
            self.journal.opened[parts[0] if parts else ""] = held
        elif word == "close":
            self.journal.closed.add(plain.split()[0] if plain.split() else "")
        elif word in _LEFT_OUT:
            self.journal.omissions.add(*_LEFT_OUT[word])
        elif word != "commodity":
            day = calendar_day(int(found[1]), int(found[2]), int(found[3]))
            self._happening(day, word, plain, number)

    def _happening(self, on: date, word: str, plain: str, number: int) -> None:
        if word == "pad":
            self._pad(on, plain.split(), number)
        elif word == "balance":
            self._balance(on, plain, number)
        elif word == "txn" or len(word) == 1:
            self._transaction(on, word, plain, number)
        else:
            raise Unreadable(f"“{word[:40]}” is not understood")

    def _transaction(self, on: date, word: str, rest: str, number: int) -> None:
        texts = [text.replace('\\"', '"') for text in _STRING.findall(rest)]
        status = Status.PENDING if word == "!" else Status.CLEARED
        tags = [*self.tags, *_TAG.findall(_STRING.sub(" ", rest))]
        payee, memo = (texts[0], texts[1]) if len(texts) > 1 else ("", texts[0] if texts else "")
        self.entry = Entry(on, number, payee or memo, memo if payee else "", "", status, tags)

    def _pad(self, on: date, names: list[str], number: int) -> None:
        if len(names) != 2:
            raise Unreadable("pad names two accounts")
        self.journal.pads.append(Pad(on, names[0], names[1], number))

    def _balance(self, on: date, rest: str, number: int) -> None:
        account, _space, amount = rest.strip().partition(" ")
        value, commodity, _left = number_and_commodity(amount.strip())
        if value is None or not commodity:
            raise Unreadable(f"“{amount[:40]}” is no balance")
        check = BalanceCheck(on, account, Quantity(value, commodity), number)
        self.journal.checks.append(check)


def _is_open(line: str) -> bool:
    """Tell whether a text that begins in `line` goes on in the next one."""
    return _STRING.sub("", _comment_free(line)).count('"') % 2 == 1


def _comment_free(line: str) -> str:
    plain = _STRING.sub("", line)
    return plain.partition(";")[0] if '"' not in plain.partition(";")[0] else plain


def _uncommented(text: str) -> str:
    """Return a line without its comment; `;` inside quotation marks is text."""
    at = 0
    while (at := text.find(";", at)) >= 0:
        if text.count('"', 0, at) % 2 == 0:
            return text[:at].rstrip()
        at += 1
    return text
