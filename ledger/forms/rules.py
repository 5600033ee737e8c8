"""Rules as people write them: a few fields, made conditions and actions of the engine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from ledger.enums import Status
from ledger.forms import rule_lines
from ledger.forms.choices import AccountChoices, AccountField, offer_accounts
from ledger.forms.fields import AmountField, TagNamesField
from ledger.forms.rule_lines import LineNames
from ledger.forms.rule_parts import PARTS, part_fields, part_share, shown_parts
from ledger.models import Account, Payee, Rule, RuleGroup, Schedule, Tag
from ledger.rules.actions import LONGEST_REMINDER, MOST_DAYS
from ledger.services.payees import ensure_payee
from ledger.services.tags import ensure_tags

_TEXTS = ("description", "payee", "raw_payee", "memo")
_COMPARED = ("contains", "starts_with", "equals", "matches")
FIELDS = [each for each in rule_lines.FIELDS if each[0] in _TEXTS]
OPERATORS = [each for each in rule_lines.OPERATORS if each[0] in _COMPARED]
JOINS = [
    ("all", _("all of these hold")),
    ("any", _("any of these holds")),
    ("none", _("none of these holds")),
]
SETTING = (
    "category",
    "payee",
    "tags",
    "removed",
    "memo",
    "find",
    "status",
    "transfer_to",
    "parts",
    "schedule",
    "remind_text",
)
LINES = 4
"""Further tests that the form takes; more are written as JSON."""
WAYS = ("group", "is_active", "stops", "on_import", "on_edit", "by_hand")
LARGEST = "99999999999999"
JSON = dict[str, Any]


class RuleForm(forms.Form):
    """When a rule holds and what it sets; nested conditions are written as JSON instead.

    Six fields for the usual test, and lines of field, comparison and value for any other.
    """

    name = forms.CharField(label=_("Name"), max_length=100)
    join = forms.ChoiceField(label=_("The rule holds when"), choices=JOINS, required=False)
    field = forms.ChoiceField(label=_("When the"), choices=FIELDS, required=False)
    op = forms.ChoiceField(label=_("Comparison"), choices=OPERATORS, required=False)
    text = forms.CharField(label=_("Words"), max_length=200, required=False)
    account = AccountField(label=_("In the account"), required=False, empty=_("Any"))
    least = AmountField(label=_("Amount from"), required=False)
    most = AmountField(label=_("Amount to"), required=False)
    conditions = forms.CharField(
        label=_("Conditions as JSON"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_(
            "For groups of conditions; when it is filled in, the fields above do not count."
        ),
    )
    category = AccountField(label=_("Set the category"), required=False, empty=_("Leave it"))
    payee = forms.CharField(label=_("Set the payee"), max_length=200, required=False)
    tags = TagNamesField(label=_("Add tags"), required=False, help_text=_("Commas between them."))
    untags = TagNamesField(
        label=_("Remove tags"), required=False, help_text=_("Commas between them.")
    )
    memo = forms.CharField(label=_("Set the memo"), max_length=500, required=False)
    find = forms.CharField(label=_("In the memo, replace"), max_length=500, required=False)
    replace_with = forms.CharField(label=_("With"), max_length=500, required=False)
    status = forms.ChoiceField(
        label=_("Set the status"), choices=[("", _("Leave it")), *Status.choices], required=False
    )
    transfer_to = AccountField(
        label=_("Make it a transfer with"), required=False, empty=_("Leave it")
    )
    schedule = forms.ModelChoiceField(
        label=_("Link it to the schedule"),
        queryset=Schedule.objects.none(),
        required=False,
        empty_label=_("Leave it"),
    )
    remind_text = forms.CharField(label=_("Remind of"), max_length=LONGEST_REMINDER, required=False)
    remind_days = forms.IntegerField(
        label=_("Days after its day"), min_value=0, max_value=MOST_DAYS, required=False
    )
    group = forms.ModelChoiceField(
        label=_("Group"),
        queryset=RuleGroup.objects.none(),
        required=False,
        empty_label=_("None"),
    )
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)
    on_import = forms.BooleanField(label=_("On import"), required=False, initial=True)
    on_edit = forms.BooleanField(label=_("When a transaction is entered or edited"), required=False)
    by_hand = forms.BooleanField(label=_("When all rules are run"), required=False, initial=True)
    stops = forms.BooleanField(label=_("Ask no later rule when this one holds"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        accounts: AccountChoices,
        groups: QuerySet[RuleGroup],
        schedules: QuerySet[Schedule],
        names: LineNames,
        initial: JSON | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        self.fields["schedule"].queryset = schedules  # type: ignore[attr-defined]
        self.names = names
        for n in range(LINES):
            self.fields |= _line_fields(n)
        for n in range(PARTS):
            self.fields |= part_fields(n)
        places, categories = accounts.places(), accounts.categories()
        offered = dict.fromkeys((f"part_category_{n}" for n in range(PARTS)), categories)
        offer_accounts(
            self, accounts, account=places, category=categories, transfer_to=places, **offered
        )

    @property
    def lines(self) -> list[tuple[forms.BoundField, ...]]:
        """The fields of each further test."""
        return [tuple(self[name] for name in _line_fields(n)) for n in range(LINES)]

    @property
    def has_lines(self) -> bool:
        return any(value.value() for _field, _op, value in self.lines)

    @property
    def parts(self) -> list[tuple[forms.BoundField, ...]]:
        """The fields of each part of a split."""
        return [tuple(self[name] for name in part_fields(n)) for n in range(PARTS)]

    @property
    def has_more(self) -> bool:
        names = ("untags", "status", "transfer_to", "memo", "find", "schedule", "remind_text")
        return any(self[name].value() for name in names)

    @property
    def has_parts(self) -> bool:
        return any(share.value() for _category, share in self.parts)

    def clean_conditions(self) -> JSON | None:
        text: str = self.cleaned_data["conditions"]
        try:
            return json.loads(text) if text.strip() else None
        except ValueError as error:
            raise ValidationError(
                _("This is not JSON: %(error)s."), params={"error": error}
            ) from error

    def clean(self) -> JSON:
        values = self.cleaned_data
        tests = self._tests() + self._line_tests()
        values["tests"] = tests
        is_empty = "conditions" in values and values["conditions"] is None and not tests
        if is_empty and not self.errors:
            self.add_error("text", _("Write words, an amount or an account to look for."))
        values["parts"] = self._parts()
        values["removed"] = self._removed_tags()
        if not any(values.get(name) for name in SETTING) and not self.errors:
            self.add_error("category", _("Choose at least one thing to set."))
        return values

    def _tests(self) -> list[JSON]:
        values = self.cleaned_data
        tests: list[JSON] = []
        if values.get("text"):
            tests.append({"field": values["field"], "op": values["op"], "value": values["text"]})
        if values.get("account"):
            tests.append({"field": "account", "op": "equals", "value": values["account"].pk})
        least, most = values.get("least"), values.get("most")
        if least is not None or most is not None:
            ends = [str(least or 0), str(LARGEST if most is None else most)]
            tests.append({"field": "size", "op": "between", "value": ends})
        return tests

    def _line_tests(self) -> list[JSON]:
        """Return the tests of the lines, those without a comparison left out."""
        tests: list[JSON] = []
        for n in range(LINES):
            field, op, value = (self.cleaned_data.get(name, "") for name in _line_fields(n))
            if not op:
                continue
            try:
                tests.append(rule_lines.line_test(field, op, value, self.names))
            except ValidationError as error:
                self.add_error(f"line_value_{n}", error)
        return tests

    def _removed_tags(self) -> list[int]:
        try:
            return [self.names.tag(name) for name in self.cleaned_data.get("untags", ())]
        except ValidationError as error:
            self.add_error("untags", error)
            return []

    def _parts(self) -> list[JSON]:
        """Return the parts of a split, those without a share left out."""
        parts: list[JSON] = []
        for n in range(PARTS):
            category, share = (self.cleaned_data.get(name) for name in part_fields(n))
            if not share:
                continue
            if category is None:
                self.add_error(f"part_category_{n}", _("Choose the category of this part."))
            else:
                parts.append({"category": category.pk, **part_share(share)})
        return parts

    def content(self, by: Actor) -> JSON:
        """Return what the rule services take; a payee and tags that are new are made."""
        values = self.cleaned_data
        actions: JSON = {
            "set_category": values["category"] and values["category"].pk,
            "transfer_to": values["transfer_to"] and values["transfer_to"].pk,
            "link_schedule": values["schedule"] and values["schedule"].pk,
            "remove_tags": values["removed"],
            "set_memo": values["memo"],
            "set_status": values["status"],
            "split": values["parts"],
        }
        if values["find"]:
            actions["replace_memo"] = {"find": values["find"], "with": values["replace_with"]}
        if values["remind_text"]:
            days = values["remind_days"] or 0
            actions["remind"] = {"days": days, "text": values["remind_text"]}
        if values["payee"]:
            actions["set_payee"] = ensure_payee(by=by, name=values["payee"]).pk
        if values["tags"]:
            actions["add_tags"] = [tag.pk for tag in ensure_tags(by=by, names=values["tags"])]
        actions = {name: value for name, value in actions.items() if value}
        return {
            "name": values["name"],
            "conditions": values["conditions"] or {values["join"] or "all": values["tests"]},
            "actions": actions,
            **{name: values[name] for name in WAYS},
        }


def _line_fields(n: int) -> dict[str, forms.Field]:
    """Return the fields of one further test, by name."""
    return {
        f"line_field_{n}": forms.ChoiceField(
            label=_("When the"), choices=rule_lines.FIELDS, required=False
        ),
        f"line_op_{n}": forms.ChoiceField(
            label=_("Comparison"), choices=[("", "–"), *rule_lines.OPERATORS], required=False
        ),
        f"line_value_{n}": forms.CharField(label=_("Value"), max_length=1_000, required=False),
    }


def rule_initial(rule: Rule, accounts: Mapping[int, Account], names: LineNames) -> JSON:
    """Return the initial values of a `RuleForm`; conditions it cannot show stand as JSON."""
    actions = rule.actions
    payee = Payee.objects.filter(pk=actions.get("set_payee")).first()
    tags = Tag.objects.filter(pk__in=actions.get("add_tags", ())).order_by("name")
    values: JSON = {
        "name": rule.name,
        **{name: getattr(rule, name) for name in WAYS},
        "version": rule.version,
        "category": accounts.get(actions.get("set_category")),
        "transfer_to": accounts.get(actions.get("transfer_to")),
        "schedule": actions.get("link_schedule"),
        "remind_text": actions.get("remind", {}).get("text", ""),
        "remind_days": actions.get("remind", {}).get("days"),
        "untags": ", ".join(names.tags.get(key, "?") for key in actions.get("remove_tags", ())),
        "memo": actions.get("set_memo", ""),
        "find": actions.get("replace_memo", {}).get("find", ""),
        "replace_with": actions.get("replace_memo", {}).get("with", ""),
        "status": actions.get("set_status", ""),
        **shown_parts(actions.get("split", ()), accounts),
        "payee": payee.name if payee else "",
        "tags": ", ".join(tag.name for tag in tags),
    }
    shown = _shown_conditions(rule.conditions, accounts, names)
    if shown is None:
        return values | {"conditions": json.dumps(rule.conditions, indent=2)}
    return values | shown


def _shown_conditions(
    conditions: JSON, accounts: Mapping[int, Account], names: LineNames
) -> JSON | None:
    """Return conditions as the form's fields, None when they do not fit them."""
    join = next(iter(conditions))
    tests = conditions[join]
    if join not in dict(JOINS) or not isinstance(tests, list):
        return None
    values: JSON = {"join": join}
    further: list[JSON] = []
    for test in tests:
        found = _shown_test(test, accounts)
        if found and not found.keys() & values.keys():
            values |= found
        else:
            further.append(test)
    lines = _shown_lines(further, names)
    return None if lines is None else values | lines


def _shown_lines(tests: list[JSON], names: LineNames) -> JSON | None:
    if len(tests) > LINES:
        return None
    values: JSON = {}
    for n, test in enumerate(tests):
        text = rule_lines.line_text(test, names)
        if text is None:
            return None
        values |= {
            f"line_field_{n}": test["field"],
            f"line_op_{n}": test["op"],
            f"line_value_{n}": text,
        }
    return values


def _shown_test(test: JSON, accounts: Mapping[int, Account]) -> JSON:
    value: Any = test.get("value")
    field, op = test.get("field"), test.get("op")
    if field == "account" and op == "equals":
        return {"account": accounts.get(value)}
    if field == "size" and op == "between":
        return {"least": value[0], "most": "" if value[1] == LARGEST else value[1]}
    if field in dict(FIELDS) and op in dict(OPERATORS):
        return {"field": field, "op": op, "text": value}
    return {}
