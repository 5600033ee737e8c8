"""What a rule sets, as JSON of at least one of its keys.

    {"set_payee": id, "set_category": id, "add_tags": [id, …], "remove_tags": [id, …],
     "set_memo": "text", "replace_memo": {"find": "text", "with": "text"}, "set_status": "cleared",
     "transfer_to": id, "link_schedule": id,
     "remind": {"days": 30, "text": "Ask the deposit back"},
     "split": [{"category": id, "percent": "30"}, {"category": id, "amount": "5.00"},
               {"category": id, "rest": true}]}

`set_category`, `transfer_to` and `split` all say what becomes of the one category leg, so a rule
has one of them. Amounts of a split have no sign; what fixed amounts and percents leave goes to the
part that takes the rest, without which the percents are 100. `link_schedule` takes the transaction
for a time at which that schedule is due, whatever its words say. `remind` keeps words for so many
days after the day of the transaction, once for each transaction.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from ledger.enums import Status
from ledger.rules.errors import RuleError

MOST_TAGS = 20
MOST_PARTS = 6
LONGEST_MEMO = 500
LONGEST_REMINDER = 200
MOST_DAYS = 3_660
"""Within ten years of its transaction a reminder stands."""
HUNDRED = Decimal(100)
LARGEST = 10**12
KEYS = (
    "set_payee",
    "set_category",
    "add_tags",
    "remove_tags",
    "set_memo",
    "replace_memo",
    "set_status",
    "transfer_to",
    "split",
    "link_schedule",
    "remind",
)
_OF_LEG = ("set_category", "transfer_to", "split")


@dataclass(frozen=True, slots=True)
class Replacement:
    """A part of a memo, found without regard to case, and what stands there instead."""

    find: str
    text: str

    def of(self, memo: str) -> str:
        """Return the memo with every find replaced, at most as long as a memo can be."""
        found = re.sub(re.escape(self.find), lambda _match: self.text, memo, flags=re.IGNORECASE)
        return " ".join(found.split())[:LONGEST_MEMO]


@dataclass(frozen=True, slots=True)
class Remind:
    """Words, and how many days after the day of a transaction they are told."""

    days: int
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a split: a category with its share; without either it takes the rest."""

    category_id: int
    percent: Decimal | None = None
    amount: Decimal | None = None

    @property
    def is_rest(self) -> bool:
        return self.percent is None and self.amount is None


@dataclass(frozen=True, slots=True)
class Actions:
    """The values a rule sets, rows as ids; None and empty leave a value alone."""

    payee_id: int | None = None
    category_id: int | None = None
    tag_ids: tuple[int, ...] = ()
    removed_tag_ids: tuple[int, ...] = ()
    memo: str | None = None
    replacement: Replacement | None = None
    status: Status | None = None
    transfer_to: int | None = None
    parts: tuple[Part, ...] = ()
    schedule_id: int | None = None
    remind: Remind | None = None

    @property
    def is_about_leg(self) -> bool:
        """Whether it says what becomes of the category leg."""
        return bool(self.category_id or self.transfer_to or self.parts)

    @property
    def needs_posted(self) -> bool:
        """Whether it sets what only a transaction that is in the books can be given."""
        return self != Actions(self.payee_id, self.category_id, self.tag_ids)


def parse_actions(raw: object) -> Actions:
    """Read a rule's actions; raises RuleError naming the part that is wrong."""
    if not isinstance(raw, Mapping):
        raise RuleError("actions", 'write an object such as {"set_category": 12}')
    unknown = sorted(str(key) for key in set(raw) - set(KEYS))
    if unknown:
        raise RuleError("actions", f"“{unknown[0]}” is no action; use {', '.join(KEYS)}")
    given = [key for key in _OF_LEG if raw.get(key)]
    if len(given) > 1:
        raise RuleError(f"actions.{given[1]}", f"the rule has {given[0]} already")
    actions = Actions(
        payee_id=_id(raw, "set_payee"),
        category_id=_id(raw, "set_category"),
        tag_ids=_tags(raw, "add_tags"),
        removed_tag_ids=_tags(raw, "remove_tags"),
        memo=_text(raw, "set_memo"),
        replacement=_replacement(raw),
        status=_status(raw),
        transfer_to=_id(raw, "transfer_to"),
        parts=_parts(raw),
        schedule_id=_id(raw, "link_schedule"),
        remind=_remind(raw),
    )
    if actions == Actions():
        raise RuleError("actions", "choose at least one thing to set")
    return actions


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _id(raw: Mapping[Any, Any], key: str, path: str = "actions") -> int | None:
    value = raw.get(key)
    if value is None:
        return None
    if not _is_id(value):
        raise RuleError(f"{path}.{key}", "give the id of a row")
    return int(value)


def _tags(raw: Mapping[Any, Any], key: str) -> tuple[int, ...]:
    value = raw.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(_is_id(tag) for tag in value):
        raise RuleError(f"actions.{key}", "give a list of tag ids")
    if len(value) > MOST_TAGS:
        raise RuleError(f"actions.{key}", f"give at most {MOST_TAGS} tags")
    return tuple(sorted(set(value)))


def _text(raw: Mapping[Any, Any], key: str) -> str | None:
    value = raw.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > LONGEST_MEMO or "\0" in value:
        raise RuleError(f"actions.{key}", f"write a text of at most {LONGEST_MEMO} characters")
    return " ".join(value.split())


def _replacement(raw: Mapping[Any, Any]) -> Replacement | None:
    value = raw.get("replace_memo")
    if value is None:
        return None
    if not isinstance(value, Mapping) or set(value) != {"find", "with"}:
        raise RuleError("actions.replace_memo", "give the keys find and with")
    texts = [value["find"], value["with"]]
    if not all(isinstance(text, str) and len(text) <= LONGEST_MEMO for text in texts):
        problem = f"write texts of at most {LONGEST_MEMO} characters"
        raise RuleError("actions.replace_memo", problem)
    if not texts[0].strip():
        raise RuleError("actions.replace_memo.find", "write what is to be found")
    if texts[0].casefold() in texts[1].casefold():
        problem = "it must not stand in what replaces it, or every run would add to it"
        raise RuleError("actions.replace_memo.find", problem)
    return Replacement(texts[0], texts[1])


def _remind(raw: Mapping[Any, Any]) -> Remind | None:
    value = raw.get("remind")
    if value is None:
        return None
    if not isinstance(value, Mapping) or set(value) != {"days", "text"}:
        raise RuleError("actions.remind", "give the keys days and text")
    days, text = value["days"], value["text"]
    if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= MOST_DAYS:
        raise RuleError("actions.remind.days", f"give a whole number from 0 to {MOST_DAYS}")
    words = " ".join(text.split()) if isinstance(text, str) and "\0" not in text else ""
    if not 0 < len(words) <= LONGEST_REMINDER:
        problem = f"write a text of 1 to {LONGEST_REMINDER} characters"
        raise RuleError("actions.remind.text", problem)
    return Remind(days, words)


def _status(raw: Mapping[Any, Any]) -> Status | None:
    value = raw.get("set_status")
    if value is None:
        return None
    if value not in Status.values:
        raise RuleError("actions.set_status", f"use {', '.join(Status.values)}")
    return Status(value)


def _parts(raw: Mapping[Any, Any]) -> tuple[Part, ...]:
    value = raw.get("split")
    if value is None:
        return ()
    if not isinstance(value, list) or not 2 <= len(value) <= MOST_PARTS:
        raise RuleError("actions.split", f"give 2 to {MOST_PARTS} parts")
    parts = tuple(_part(part, f"actions.split[{i}]") for i, part in enumerate(value))
    rests = sum(part.is_rest for part in parts)
    percents = sum((part.percent or Decimal(0) for part in parts), Decimal(0))
    has_amounts = any(part.amount is not None for part in parts)
    if rests > 1:
        raise RuleError("actions.split", "one part takes the rest")
    if percents > HUNDRED or (rests and percents == HUNDRED):
        raise RuleError("actions.split", "the percents leave nothing for the rest")
    if not rests and (has_amounts or percents != HUNDRED):
        raise RuleError("actions.split", "let one part take the rest, or percents come to 100")
    return parts


def _part(raw: object, path: str) -> Part:
    if not isinstance(raw, Mapping) or len(raw) != 2:
        raise RuleError(path, "give a category and one of percent, amount and rest")
    category = _id(raw, "category", path)
    if category is None:
        raise RuleError(f"{path}.category", "give the id of a row")
    if raw.get("rest") is True:
        return Part(category)
    for key in ("percent", "amount"):
        if key in raw:
            number = _share(raw[key], f"{path}.{key}")
            return Part(category, **{key: number})
    raise RuleError(path, "give a category and one of percent, amount and rest")


def _share(value: object, path: str) -> Decimal:
    if isinstance(value, str | int) and not isinstance(value, bool):
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite() and 0 < number < LARGEST and number == round(number, 8):
            return number
    raise RuleError(path, 'write a number above 0 as text, such as "12.50"')


def replace_ids(
    raw: Mapping[str, Any],
    *,
    payees: Mapping[int, int] | None = None,
    categories: Mapping[int, int] | None = None,
) -> dict[str, Any]:
    """Return actions with some payees and categories replaced by others; ids old to new."""
    changed = dict(raw)
    for key, new_ids in (("set_payee", payees), ("set_category", categories)):
        if new_ids and key in changed:
            changed[key] = new_ids.get(changed[key], changed[key])
    if categories and changed.get("split"):
        changed["split"] = [
            {**part, "category": categories.get(part["category"], part["category"])}
            for part in changed["split"]
        ]
    return changed
