"""Payee, category and tags of an incoming row: rules first, then what the household knows.

Everything that depends on the text alone is worked out once per distinct text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from accounts.models import Household
from ledger.enums import RuleTrigger, Status, SystemRole, TransactionSource, ValueSource
from ledger.imports.normalise import ID_LENGTH, payee_name
from ledger.imports.statement import StatementLine
from ledger.models import Account, Payee, PayeeAlias, Tag
from ledger.rules.engine import NOTHING, RuleInput, RuleOutcome, RuleSet
from ledger.services.accounts import category_paths
from ledger.services.payees import create_payees
from ledger.services.rules import compile_rules


class Classified(NamedTuple):
    """What is known of a row, and who says so."""

    payee_no: int | None
    payee_source: str
    category_id: int
    category_source: str
    category_reason: str
    tag_set: int | None
    rule_set: int | None


@dataclass(slots=True)
class _Known:
    """A counterparty as met in this file."""

    number: int
    name: str
    payee_id: int | None
    category_id: int | None


@dataclass(slots=True)
class Classifier:
    """Classifies the rows of one import; payees met for the first time wait to be created."""

    household: Household
    rules: RuleSet
    payees: dict[str, Payee]
    categories: dict[str, int]
    uncategorised_income: int
    uncategorised_expense: int
    known: dict[str, _Known] = field(default_factory=dict)
    tag_sets: dict[frozenset[int], int] = field(default_factory=dict)
    rules_wait: bool = False
    """Whether the rules are asked once the rows are posted, since one of them needs that."""
    rule_sets: dict[tuple[int, ...], int] = field(default_factory=dict)
    """The rules that set something on a row together."""
    _by_name: dict[str, _Known] = field(default_factory=dict)

    @classmethod
    def for_household(cls, household: Household) -> Classifier:
        """Load what the household knows, in a constant number of queries."""
        accounts = Account.objects.in_household(household)
        aliases = PayeeAlias.objects.in_household(household).select_related("payee__merged_into")
        named = Payee.objects.in_household(household).live().select_related("merged_into")
        # A payee's own name goes before what somebody once called another.
        payees = {
            alias.raw_name.casefold(): alias.payee.merged_into or alias.payee
            for alias in aliases
            if alias.payee.deleted_at is None
        }
        payees |= {payee.name.casefold(): payee.merged_into for payee in named if payee.merged_into}
        payees |= {payee.name.casefold(): payee for payee in named if not payee.merged_into}
        rules = compile_rules(household, trigger=RuleTrigger.IMPORT)
        return cls(
            household=household,
            rules=RuleSet(()) if rules.needs_posted else rules,
            rules_wait=rules.needs_posted,
            payees={name: payee for name, payee in payees.items() if payee.deleted_at is None},
            categories=category_paths(household),
            uncategorised_income=accounts.system(SystemRole.UNCATEGORISED_INCOME).pk,
            uncategorised_expense=accounts.system(SystemRole.UNCATEGORISED_EXPENSE).pk,
        )

    def classify(self, payee: str, memo: str, line: StatementLine, account: Account) -> Classified:
        """Return payee, category and tags of a line, given its cleaned texts.

        Every category has a stated reason.
        """
        raw = payee or memo
        known = self.known.get(raw)
        if known is None:
            known = self._meet(raw)
        source = ValueSource.IMPORT if known.name else ValueSource.NONE
        asked = self._asked(known, payee, memo, line, account) if self.rules else None
        outcome = self.rules.apply(asked) if asked else NOTHING
        is_named = outcome.payee_id is not None and outcome.payee_id != known.payee_id
        if outcome.payee_id is not None and is_named:
            known, source = self._named_by_rule(outcome.payee_id), ValueSource.RULE
        category = self._category(line, known, outcome.category_id, outcome.category_rule)
        tag_set = self._tag_set(outcome.tag_ids) if outcome.tag_ids else None
        rule_set = self._rule_set(outcome, is_named=is_named) if outcome.rule_ids else None
        number = known.number if known.name else None
        return Classified(number, source, *category, tag_set, rule_set)

    def _asked(
        self, known: _Known, payee: str, memo: str, line: StatementLine, account: Account
    ) -> RuleInput:
        return RuleInput(
            payee=known.name,
            raw_payee=payee,
            memo=memo,
            amount=line.amount,
            currency=account.currency,
            account_id=account.id,
            date=line.date,
            status=Status.PENDING if line.is_pending else Status.CLEARED,
            source=TransactionSource.IMPORT,
            external_id=line.external_id[:ID_LENGTH],
        )

    def category_of(self, label: str, amount: Decimal) -> int:
        """Return the household's category of that name or path, the uncategorised one if none."""
        return self.categories.get(label.strip().casefold()) or self._uncategorised(amount)

    def _category(
        self, line: StatementLine, known: _Known, ruled: int | None, rule_name: str
    ) -> tuple[int, str, str]:
        if ruled is not None:
            return ruled, ValueSource.RULE, rule_name[:200]
        named = self.categories.get(line.category.strip().casefold()) if line.category else None
        if named is not None:
            return named, ValueSource.IMPORT, line.category[:200]
        if known.category_id is not None:
            return known.category_id, ValueSource.PAYEE, known.name
        return self._uncategorised(line.amount), ValueSource.NONE, ""

    def _uncategorised(self, amount: Decimal) -> int:
        return self.uncategorised_expense if amount <= 0 else self.uncategorised_income

    def _meet(self, raw: str) -> _Known:
        """Remember a raw name; several raw names of one counterparty share its number."""
        name = payee_name(raw) if raw else ""
        # The text as the bank writes it goes before the name that is made of it.
        key = raw.casefold() if raw.casefold() in self.payees else name.casefold()
        known = self._by_name.get(key)
        if known is None:
            known = self._by_name[key] = self._add(self.payees.get(key), name)
        if len(self.known) < _MOST_REMEMBERED:
            self.known[raw] = known
        return known

    def _named_by_rule(self, payee_id: int) -> _Known:
        key = f"\x1f{payee_id}"
        known = self._by_name.get(key)
        if known is None:
            payee = Payee.objects.in_household(self.household).get(pk=payee_id)
            known = self._by_name[key] = self._add(payee, payee.name)
        return known

    def _add(self, payee: Payee | None, name: str) -> _Known:
        number = len(self._by_name)
        if payee is None:
            return _Known(number, name, None, None)
        category = payee.default_category_id
        is_live = category in self.categories.values()
        return _Known(number, payee.name, payee.pk, category if is_live else None)

    def _tag_set(self, tags: Iterable[int]) -> int:
        return self.tag_sets.setdefault(frozenset(tags), len(self.tag_sets))

    def _rule_set(self, outcome: RuleOutcome, *, is_named: bool) -> int | None:
        parts = outcome.setters if is_named else {**outcome.setters, "payee_id": ()}
        setting = {rule for rules in parts.values() for rule in rules}
        if not setting:
            return None
        return self.rule_sets.setdefault(tuple(sorted(setting)), len(self.rule_sets))

    def known_payees(self) -> Iterator[tuple[int, int]]:
        """Yield (number, payee id) of every payee met that the household has."""
        for known in self._by_name.values():
            if known.payee_id is not None:
                yield known.number, known.payee_id

    def new_payees(self, needed: Collection[int]) -> Iterator[tuple[int, int]]:
        """Create the payees of these numbers that the household lacks; yields (number, id)."""
        met = (known for known in self._by_name.values() if known.number in needed)
        new = [known for known in met if known.payee_id is None]
        created = create_payees(self.household, [known.name for known in new])
        for known in new:
            yield known.number, created[known.name.casefold()]

    def staged_tags(self) -> Iterator[tuple[int, int]]:
        """Yield (set, tag id) of every set of tags that rules gave; tags in the trash stay out."""
        live = set(Tag.objects.in_household(self.household).live().values_list("pk", flat=True))
        for tags, number in self.tag_sets.items():
            yield from ((number, tag) for tag in sorted(tags & live))


_MOST_REMEMBERED = 200_000
"""Raw texts kept with their payee: enough for any real file, bounded for an unreal one."""
