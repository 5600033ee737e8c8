"""What only a whole table shows: that it lists trades, or transfers without their other side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.imports.statement import Problem
from ledger.imports.tabular.headings import Role, heading_role, trade_column

_MAX_PAIRS = 1_000
_TRADES = "the rows are trades of securities: their money is read, but not what was bought or sold"
_ACCOUNTS = frozenset({Role.ACCOUNT, Role.COUNTERPARTY_ACCOUNT})


class WholeTable:
    """Watches the rows of a table go by and says at the end what was not read of them."""

    def __init__(self) -> None:
        self._security: int | None = None
        self._has_rows = False
        self.is_watching = False
        """Whether the table has a column to watch."""
        self._own_at: int | None = None
        self._accounts: tuple[int, int] | None = None
        self._own: set[str] = set()
        self._pairs: dict[tuple[str, str], int] = {}

    def begin(self, headings: Sequence[str]) -> None:
        """Take the headings of the table, or of the part of it that begins."""
        self._security = trade_column(headings)
        named = [at for at, name in enumerate(headings) if heading_role(name, "text") in _ACCOUNTS]
        self._accounts = (named[0], named[1]) if len(named) > 1 else None
        self._own_at = named[0] if named else None
        self.is_watching = self._own_at is not None or self._security is not None

    def see(self, line: int, cells: Sequence[str]) -> None:
        """Take a row that was read as a transaction and begins at `line`."""
        self._has_rows = True
        if self._security is not None and not _cell(cells, self._security):
            self._security = None
        if self._own_at is not None and len(self._own) < _MAX_PAIRS:
            self._own.add(_cell(cells, self._own_at))
        if self._accounts and len(self._pairs) < _MAX_PAIRS:
            own, other = (_cell(cells, at) for at in self._accounts)
            if own and other and own != other:
                self._pairs.setdefault((own, other), line)

    def problems(self) -> Iterator[Problem]:
        """Yield what was not read: the securities of trades, the other sides of transfers.

        A bank that lists several accounts prints a transfer between two of them once for each.
        """
        if self._has_rows and self._security is not None:
            yield Problem(_TRADES)
        for (own, other), line in self._pairs.items():
            if other in self._own and (other, own) not in self._pairs:
                reason = f"a transfer from {own[:40]!r} to {other[:40]!r}: only the first is read"
                yield Problem(reason, line)


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""
