"""Which columns of words name the payee, the purpose, the currency and the ids of a row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ledger.imports.tabular.columns import Column
from ledger.imports.tabular.currencies import share_of_codes
from ledger.imports.tabular.folding import folded_pattern
from ledger.imports.tabular.headings import Role, heading_role
from ledger.imports.tabular.phrases import PENDING, VOID

_MAX_MEMO_COLUMNS = 6
_OWN_SIDE = folded_pattern(r"auftragskonto|own|kontoinhaber|account holder|eigen")
_ID_ROLES = (Role.EXTERNAL_ID, Role.REFERENCE)


@dataclass(frozen=True, slots=True)
class WordColumns:
    """The columns of words of a table, by what they hold."""

    currency: int | None
    payee: tuple[int, ...]
    memo: tuple[int, ...]
    single: dict[str, int]
    """`external_id`, `reference`, `counterparty_account`, `category`, `status`, `account`."""


def find_words(columns: Sequence[Column], taken: Collection[int], amount_index: int) -> WordColumns:
    """Assign the columns that hold neither date nor money; `amount_index` is the amount's."""
    free = [column for column in columns if column.index not in taken and column.kind != "empty"]
    currency = _currency(free, amount_index)
    free = [column for column in free if column.index != currency and not _is_code(column)]
    single = _single_roles(free)
    rest = [column for column in free if column.index not in single.values()]
    payees = [c for c in rest if heading_role(c.heading, "text") == Role.PAYEE and c.kind == "text"]
    memos = [c for c in rest if heading_role(c.heading, "text") == Role.MEMO and c.kind == "text"]
    if not payees and not memos:
        memos = sorted((c for c in rest if c.kind == "text"), key=_wordiness, reverse=True)[:2]
    return WordColumns(
        currency,
        tuple(column.index for column in payees[:2]),
        tuple(sorted(column.index for column in memos[:_MAX_MEMO_COLUMNS])),
        single,
    )


def _is_code(column: Column) -> bool:
    return share_of_codes(column.distinct) > 0.8


def _currency(columns: Sequence[Column], amount_index: int) -> int | None:
    """Return the currency column that stands nearest to the amount, its right side preferred."""
    codes = [column for column in columns if column.kind == "text" and _is_code(column)]

    def distance(column: Column) -> tuple[bool, int]:
        gap = column.index - amount_index
        return heading_role(column.heading, "text") != Role.CURRENCY, gap if gap > 0 else -gap * 2

    return min(codes, key=distance).index if codes else None


def _single_roles(columns: Sequence[Column]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column in columns:
        role = heading_role(column.heading, "text")
        name = role.value if role else ""
        if role == Role.STATUS and not _has_states(column):
            continue
        if name in {
            "external_id",
            "reference",
            "counterparty_account",
            "category",
            "status",
            "account",
        }:
            found.setdefault(name, column.index)
    if "status" not in found:
        state = next((c for c in columns if len(c.distinct) <= 6 and _has_states(c)), None)
        if state:
            found["status"] = state.index
    return found


def _has_states(column: Column) -> bool:
    lowered = [word.casefold() for word in column.distinct if len(word) < 40]
    return any(PENDING.search(word) or VOID.search(word) for word in lowered)


def _wordiness(column: Column) -> tuple[float, int]:
    letters = sum(1 for cell in column.filled for char in cell if char.isalpha())
    return letters / max(len(column.cells), 1), -column.index
