"""Runs a household's rules over transactions, fast enough for a hundred thousand at once.

Tests of text, currency and account are done once per distinct value and kept as bits of a mask. Per
distinct set of masks the rules are simplified once: to an outcome, or to the tests of amount and
date that still decide. A row then costs a few look-ups, whatever the number of rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from ledger.enums import Status
from ledger.rules.actions import Actions, Part, Remind, Replacement
from ledger.rules.conditions import ROW_FIELDS, Group, Leaf, Node, leaves
from ledger.rules.text import fold

MOST_REMEMBERED = 50_000
"""Distinct values and sets of masks kept; beyond, memory matters more than speed."""


class RuleInput(NamedTuple):
    """What rules can ask of a transaction; `amount` from the account's view, money out negative."""

    payee: str
    raw_payee: str
    memo: str
    amount: Decimal
    currency: str
    account_id: int
    date: date
    categories: frozenset[int] = frozenset()
    """Those of its legs, but for the ledger's own of what has none."""
    tags: frozenset[int] = frozenset()
    status: str = ""
    source: str = ""
    external_id: str = ""
    has_attachments: bool = False
    balance_before: Decimal | None = None
    """What the account held before it; None where no rule asks for it or there is no account."""
    queries: frozenset[str] = frozenset()
    """The queries of rules that mean it."""


class RuleOutcome(NamedTuple):
    """What rules set, and the names of those that did; None and empty where none does."""

    payee_id: int | None = None
    payee_rule: str = ""
    category_id: int | None = None
    category_rule: str = ""
    tag_ids: tuple[int, ...] = ()
    tag_rule: str = ""
    removed_tag_ids: tuple[int, ...] = ()
    memo: str | None = None
    replacements: tuple[Replacement, ...] = ()
    status: Status | None = None
    transfer_to: int | None = None
    parts: tuple[Part, ...] = ()
    schedule_id: int | None = None
    reminds: tuple[Remind, ...] = ()
    rule_ids: tuple[int, ...] = ()
    """Every rule that held, in order."""
    setters: Mapping[str, tuple[int, ...]] = MappingProxyType({})
    """The rules that set each part, named as the history names it."""


NOTHING = RuleOutcome()


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule, read from its JSON; with `stops` no later rule is asked once it holds."""

    id: int
    name: str
    conditions: Node
    actions: Actions
    stops: bool = False


Step = tuple[CompiledRule, Node | None]
Masks = tuple[int, ...]


class RuleSet:
    """Rules in order: the first that sets a value wins; tags, replacements and reminders add up.

    Conditions see a transaction as it was before any rule.
    """

    def __init__(self, rules: Iterable[CompiledRule]) -> None:
        self.rules = tuple(rules)
        tests: dict[str, list[Leaf]] = {}
        for rule in self.rules:
            for leaf in leaves(rule.conditions):
                tests.setdefault(leaf.field, []).append(leaf)
        self.fields = frozenset(tests)
        """The fields that the rules ask for."""
        self.queries = frozenset(leaf.value.strip() for leaf in tests.get("query", ()))
        for name in ROW_FIELDS:
            tests.pop(name, None)
        self._columns = [_Column(name, leaves) for name, leaves in tests.items()]
        self._programs: dict[Masks, RuleOutcome | tuple[Step, ...]] = {}

    @property
    def needs_posted(self) -> bool:
        """Whether a rule asks for, or sets, what only transactions in the books have."""
        asks = not self.fields.isdisjoint({"balance_before", "category", "query"})
        return asks or any(rule.actions.needs_posted for rule in self.rules)

    def __bool__(self) -> bool:
        return bool(self.rules)

    def apply(self, row: RuleInput) -> RuleOutcome:
        """Return what the rules set on a transaction."""
        if not self.rules:
            return NOTHING
        masks = tuple([column.mask(row) for column in self._columns])
        program = self._programs.get(masks)
        if program is None:
            program = self._simplify(masks)
            if len(self._programs) < MOST_REMEMBERED:
                self._programs[masks] = program
        if isinstance(program, RuleOutcome):
            return program
        return _outcome(_holding(program, row))

    def _simplify(self, masks: Masks) -> RuleOutcome | tuple[Step, ...]:
        known: dict[int, bool] = {}
        for column, mask in zip(self._columns, masks, strict=True):
            known |= column.unpack(mask)
        steps: list[Step] = []
        for rule in self.rules:
            left = _reduce(rule.conditions, known)
            if left is False:
                continue
            steps.append((rule, None if left is True else left))
            if rule.stops and left is True:
                break
        if any(left for _rule, left in steps):
            return tuple(steps)
        return _outcome([rule for rule, _left in steps])


class _Column:
    """The tests of one field, done once per distinct value; bit i of a mask is test i."""

    __slots__ = ("_leaves", "_masks", "_read", "_tests")

    def __init__(self, name: str, leaves: Sequence[Leaf]) -> None:
        self._read = _READERS[name]
        self._leaves = leaves
        self._tests = [leaf.test for leaf in leaves]
        self._masks: dict[Any, int] = {}

    def mask(self, row: RuleInput) -> int:
        value = self._read(row)
        mask = self._masks.get(value)
        if mask is None:
            mask = self._test(fold(value) if isinstance(value, str) else value)
            if len(self._masks) < MOST_REMEMBERED:
                self._masks[value] = mask
        return mask

    def _test(self, value: Any) -> int:
        mask = 0
        for i, test in enumerate(self._tests):
            if test(value):
                mask |= 1 << i
        return mask

    def unpack(self, mask: int) -> dict[int, bool]:
        """Return the result of each test, by the identity of its leaf."""
        return {id(leaf): bool(mask >> i & 1) for i, leaf in enumerate(self._leaves)}


def _description(row: RuleInput) -> str:
    return f"{row.raw_payee} {row.memo}"


_READERS: dict[str, Callable[[RuleInput], Any]] = {
    "payee": lambda row: row.payee,
    "raw_payee": lambda row: row.raw_payee,
    "memo": lambda row: row.memo,
    "description": _description,
    "currency": lambda row: row.currency,
    "account": lambda row: row.account_id,
    "amount": lambda row: row.amount,
    "size": lambda row: abs(row.amount),
    "date": lambda row: row.date,
    "day": lambda row: row.date.day,
    "weekday": lambda row: row.date.isoweekday(),
    "imported": lambda row: f"{row.raw_payee} {row.memo} {row.external_id}",
    "balance_before": lambda row: row.balance_before,
    "category": lambda row: row.categories,
    "tags": lambda row: row.tags,
    "status": lambda row: row.status,
    "source": lambda row: row.source,
    "attachments": lambda row: row.has_attachments,
    "query": lambda row: row.queries,
}


def _reduce(node: Node, known: dict[int, bool]) -> bool | Node:
    """Return what is left of a condition once some tests are known: a truth, or fewer tests."""
    if isinstance(node, Leaf):
        return known.get(id(node), node)
    deciding = node.joined != "all"
    left: list[Node] = []
    for part in node.parts:
        reduced = _reduce(part, known)
        if reduced is deciding:
            return node.joined == "any"
        if not isinstance(reduced, bool):
            left.append(reduced)
    if left:
        return Group(node.joined, tuple(left))
    return node.joined != "any"


def _holds(node: Node, row: RuleInput) -> bool:
    if isinstance(node, Leaf):
        return node.test(_READERS[node.field](row))
    if node.joined == "all":
        return all(_holds(part, row) for part in node.parts)
    is_any = any(_holds(part, row) for part in node.parts)
    return is_any if node.joined == "any" else not is_any


def _holding(steps: Iterable[Step], row: RuleInput) -> list[CompiledRule]:
    held: list[CompiledRule] = []
    for rule, left in steps:
        if left is None or _holds(left, row):
            held.append(rule)
            if rule.stops:
                break
    return held


def _outcome(rules: Sequence[CompiledRule]) -> RuleOutcome:
    if not rules:
        return NOTHING
    payee = _first(rules, lambda actions: actions.payee_id is not None)
    leg = _first(rules, lambda actions: actions.is_about_leg)
    memo = _first(rules, lambda actions: actions.memo is not None)
    status = _first(rules, lambda actions: actions.status is not None)
    linking = _first(rules, lambda actions: actions.schedule_id is not None)
    tagging = [rule for rule in rules if rule.actions.tag_ids]
    untagging = [rule for rule in rules if rule.actions.removed_tag_ids]
    replacing = [rule for rule in rules if rule.actions.replacement]
    reminding = [rule for rule in rules if rule.actions.remind]
    return RuleOutcome(
        payee_id=payee.actions.payee_id if payee else None,
        payee_rule=payee.name if payee else "",
        category_id=leg.actions.category_id if leg else None,
        category_rule=leg.name if leg else "",
        tag_ids=_together(rule.actions.tag_ids for rule in tagging),
        tag_rule=", ".join(rule.name for rule in tagging),
        removed_tag_ids=_together(rule.actions.removed_tag_ids for rule in untagging),
        memo=memo.actions.memo if memo else None,
        replacements=tuple(r.actions.replacement for r in replacing if r.actions.replacement),
        status=status.actions.status if status else None,
        transfer_to=leg.actions.transfer_to if leg else None,
        parts=leg.actions.parts if leg else (),
        schedule_id=linking.actions.schedule_id if linking else None,
        reminds=tuple(rule.actions.remind for rule in reminding if rule.actions.remind),
        rule_ids=tuple(rule.id for rule in rules),
        setters={
            "payee_id": _ids(payee),
            "accounts": _ids(leg),
            "postings": _ids(leg),
            "tags": _ids(*tagging, *untagging),
            "memo": _ids(memo, *replacing),
            "status": _ids(status),
            "schedule": _ids(linking),
            "reminder": _ids(*reminding),
        },
    )


def _first(rules: Sequence[CompiledRule], sets: Callable[[Actions], bool]) -> CompiledRule | None:
    return next((rule for rule in rules if sets(rule.actions)), None)


def _together(ids: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sorted({each for some in ids for each in some}))


def _ids(*rules: CompiledRule | None) -> tuple[int, ...]:
    return tuple(dict.fromkeys(rule.id for rule in rules if rule))
