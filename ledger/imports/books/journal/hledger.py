"""hledger and ledger journals: directives, transactions and what stands between them.

Formats: hledger.org/hledger.html#journal and ledger-cli.org/doc/ledger3.html. Periodic and
automatic transactions are templates and are left out; so are time logs and market prices.
"""

from __future__ import annotations

import re
from datetime import date

from ledger.enums import Status
from ledger.imports.books.bundle import Bundle
from ledger.imports.books.journal.entries import Entry, Journal, Posting
from ledger.imports.books.journal.hledger_posting import read_posting
from ledger.imports.books.journal.lines import Sources
from ledger.imports.books.journal.numbers import Styles
from ledger.imports.readers.printed import Unreadable, calendar_day
from ledger.imports.statement import Problem

SUFFIXES = (".journal", ".hledger", ".ledger", ".j", ".ldg", ".dat", ".txt")
_DATE = re.compile(r"(?:(\d+)[-/.])?(\d{1,2})[-/.](\d{1,2})(?:=[\d/.\-]+)?(?=\s|$)")
_HEADER = re.compile(r"\s*(?P<mark>[*!])?\s*(?:\((?P<code>[^)]*)\)\s*)?(?P<text>.*)")
_COMMENT = re.compile(r"\s{1,};|;")
_TAG = re.compile(r"(?:^|[\s,])([^\s:,;]+):(?=\s|,|$|\S)")
_LEDGER_TAGS = re.compile(r":((?:[^\s:]+:)+)(?=\s|$)")
_RESERVED_TAGS = {"date", "date2", "type", "http", "https"}
_BLOCKS = {"comment": "end comment", "test": "end test", "python": "end python"}
_CLOCK = re.compile(r"[iohbIOHB] \d")
_QUIET = {
    *("payee", "tag", "assert", "check", "define", "expr", "eval", "bucket", "capture", "value"),
    *("import", "fixed", "endfixed", "N", "C"),
}
_YEARS = re.compile(r"(?:Y|year|apply year)\s*(\d{4})")
_TYPES = re.compile(r"\btype:\s*([ALERXCV])", re.IGNORECASE)
_LONGEST_AMOUNTS = 500
_MARKS = {"*": Status.CLEARED, "!": Status.PENDING, None: Status.CLEARED}


def read_hledger(bundle: Bundle) -> Journal:
    """Return the journal in the files; raises HostileFile when it is without end."""
    journal = Journal("hledger/ledger")
    reader = _Reader(journal, Sources(bundle, journal.omissions))
    reader.learn()
    for path in reader.sources.roots(SUFFIXES):
        if path not in reader.sources.read:
            reader.read(path, 0)
    reader.finish()
    return journal


class _Reader:
    """Reads line by line; what a directive changes holds for the lines after it."""

    def __init__(self, journal: Journal, sources: Sources) -> None:
        self.journal = journal
        self.sources = sources
        self.styles = Styles()
        self.year: int | None = None
        self.aliases: list[tuple[str, str]] = []
        self.prefixes: list[str] = []
        self.bucket = ""
        self.entry: Entry | None = None
        self.block_end = ""
        self.is_skipping = False
        """Inside the lines of something that is left out, or below a directive."""
        self.commodity = ""

    def learn(self) -> None:
        """Learn the styles of all numbers before any of them is read."""
        for data in self.sources.bundle.files.values():
            for line in data.decode("utf-8", errors="replace").split("\n"):
                if line[:1] in (" ", "\t"):
                    _account, _blank, amounts = line.strip().partition(";")[0].partition("  ")
                    self.styles.learn(amounts[:_LONGEST_AMOUNTS])

    def read(self, path: str, depth: int) -> None:
        """Read a file and, where it says so, those that it includes."""
        for number, line in self.sources.lines(path):
            if self.block_end:
                if line.strip() == self.block_end:
                    self.block_end = ""
                continue
            if not line.strip():
                self.finish()
            elif line[0] in " \t":
                self._indented(line.strip(), number)
            else:
                self._top(line, number, path, depth)
        self.finish()

    def finish(self) -> None:
        """End the transaction or directive that is being read."""
        if self.entry is not None and self.entry.postings:
            if len(self.entry.postings) == 1 and self.bucket:
                self.entry.postings.append(Posting(self.bucket, line=self.entry.line))
            self.journal.entries.append(self.entry)
        self.entry, self.is_skipping, self.commodity = None, False, ""

    def _indented(self, text: str, number: int) -> None:
        if self.is_skipping:
            if self.commodity and text.startswith("format"):
                self.styles.declare(text.removeprefix("format").strip())
            return
        if self.entry is None:
            return
        if text.startswith((";", "#", "*;")):
            self.entry.tags += tags_in(text[1:])
            comment = text[1:].strip()
            if self.entry.postings and comment and not tags_in(comment):
                last = self.entry.postings[-1]
                last.memo = last.memo or comment
            return
        try:
            posting = read_posting(text, number, self.styles)
        except Unreadable as error:
            self._refuse(str(error), number)
            return
        posting.account = self.account(posting.account)
        self.entry.tags += tags_in(posting.memo)
        self.entry.postings.append(posting)

    def _refuse(self, reason: str, line: int) -> None:
        """Give up the transaction that is being read."""
        self.journal.problems.append(Problem(reason, line))
        self.entry, self.is_skipping = None, True

    def account(self, name: str) -> str:
        """Return the whole name of an account, with what is put before it and aliases applied."""
        full = ":".join([*self.prefixes, name])
        for old, new in self.aliases:
            if full == old or full.startswith(old + ":"):
                full = new + full[len(old) :]
        return full

    def _top(self, line: str, number: int, path: str, depth: int) -> None:
        self.finish()
        if line[0] in ";#*%|":
            return
        if line[0].isdigit():
            self._header(line, number)
        elif line[0] in "~=":
            what = "periodic transactions" if line[0] == "~" else "automatic transactions"
            self.journal.omissions.add(what, "they are templates, not money that moved")
            self.is_skipping = True
        elif _CLOCK.match(line):
            self.journal.omissions.add("time log entries", "they are no money")
        else:
            self._directive(line.lstrip("!@"), number, path, depth)

    def _header(self, line: str, number: int) -> None:
        found = _DATE.match(line)
        if not found:
            self._refuse(f"“{line[:40]}” begins with no date", number)
            return
        try:
            on = self._day(found)
        except Unreadable as error:
            self.journal.undated += 1
            self.journal.omissions.add("transactions", str(error).removeprefix("the "))
            self.journal.problems.append(Problem(str(error), number, is_warning=True))
            self.is_skipping = True
            return
        text, comment = split_comment(line[found.end() :])
        header = _HEADER.fullmatch(text)
        if header is None:
            raise TypeError("a header matches anything")
        payee, bar, note = header["text"].partition("|")
        self.entry = Entry(
            on=on,
            line=number,
            payee=payee.strip(),
            memo=note.strip() if bar else "",
            code=(header["code"] or "").strip(),
            status=_MARKS[header["mark"]],
            tags=tags_in(comment),
        )
        if comment and not self.entry.tags and not self.entry.memo:
            self.entry.memo = comment

    def _day(self, found: re.Match[str]) -> date:
        year = found[1] or self.year
        if year is None:
            raise Unreadable("the date has no year, and none was set before")
        if len(str(year)) > len("2000"):
            raise Unreadable("the year is outside 1900 to 2100")
        return calendar_day(int(year), int(found[2]), int(found[3]))

    def _directive(self, line: str, number: int, path: str, depth: int) -> None:
        word, _space, rest = line.partition(" ")
        word, rest = word.strip(), split_comment(rest)[0].strip()
        self.is_skipping = True
        if word in _BLOCKS:
            self.block_end = _BLOCKS[word]
        elif word == "include":
            self._include(rest, path, depth)
        elif word == "P":
            self.journal.omissions.add("market prices", "rates are kept by the ledger itself")
        elif word == "account":
            self._declare(self.account(rest), line)
        elif word == "alias":
            self._alias(rest)
        elif line.startswith(("apply account ", "account apply ")):
            self.prefixes.append(line.partition("account ")[2].strip())
        elif line.startswith("end") and ("account" in line or line.strip() == "end"):
            self.prefixes = self.prefixes[:-1]
        elif line.startswith("end aliases"):
            self.aliases.clear()
        elif found := _YEARS.match(line):
            self.year = int(found[1])
        else:
            self._other(word, rest, line, number)

    def _other(self, word: str, rest: str, line: str, number: int) -> None:
        if word == "D":
            self.styles.default_commodity = self.styles.declare(rest)
        elif word == "commodity":
            self.commodity = self.styles.declare(rest) or rest.strip('"') or "-"
        elif word == "decimal-mark":
            self.styles.default_mark = rest[:1] if rest[:1] in ".," else ""
        elif word in {"A", "bucket"}:
            self.bucket = rest
        elif word not in _QUIET and not line.startswith(("end ", "apply ", "--")):
            self.journal.problems.append(Problem(f"“{line[:40]}” is not understood", number))

    def _include(self, wanted: str, path: str, depth: int) -> None:
        for name in self.sources.included(path, wanted.partition(":")[2] or wanted, depth):
            self.read(name, depth + 1)

    def _declare(self, name: str, line: str) -> None:
        self.journal.opened.setdefault(name.partition("  ")[0], ())
        if found := _TYPES.search(line):
            letter = found[1].upper()
            name = name.partition("  ")[0].strip()
            self.journal.types[name] = {"C": "A", "V": "E"}.get(letter, letter)

    def _alias(self, rest: str) -> None:
        old, _equals, new = rest.partition("=")
        if old.strip().startswith("/"):
            reason = "aliases by pattern are not run: rename the accounts before or after"
            self.journal.omissions.add("aliases by pattern", reason)
        else:
            self.aliases.insert(0, (old.strip(), new.strip()))


def split_comment(text: str) -> tuple[str, str]:
    """Return a line's text before and in its comment."""
    before, _mark, comment = text.partition(";")
    return before.rstrip(), comment.strip()


def tags_in(comment: str) -> list[str]:
    """Return the names of the tags in a comment: `name: value` and `:one:two:`."""
    found = [name for group in _LEDGER_TAGS.findall(comment) for name in group.split(":") if name]
    if not found:
        found = [name for name in _TAG.findall(comment) if not name.startswith(("[", "/"))]
    return [name for name in found if name.casefold() not in _RESERVED_TAGS]
