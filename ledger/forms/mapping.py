"""The form on which a person checks and corrects how a file is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ledger.forms.choices import AccountChoices, AccountField, Choices, offer_accounts
from ledger.forms.fields import CurrencyField
from ledger.imports.tabular.inference import Doubt
from ledger.imports.tabular.mapping import (
    COLUMN_NAMES,
    TEXT_COLUMNS,
    MappingError,
    TabularMapping,
)
from ledger.models import Account

ROLES: Choices = [
    ("", _("Not read")),
    ("date", _("Date")),
    ("payee", _("Payee")),
    ("memo", _("Memo")),
    ("amount", _("Amount")),
    ("debit", _("Money out")),
    ("credit", _("Money in")),
    ("sign", _("Sign of the amount")),
    ("fee", _("Fee")),
    ("balance", _("Balance")),
    ("currency", _("Currency")),
    ("value_date", _("Value date")),
    ("other_date", _("Date if the first is blank")),
    ("category", _("Category")),
    ("external_id", _("Bank's id of the row")),
    ("reference", _("Reference")),
    ("counterparty_account", _("Other side's account")),
    ("status", _("Status")),
    ("account", _("Account")),
]
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
DELIMITER_NAMES: Choices = [
    ("comma", _("Comma")),
    ("semicolon", _("Semicolon")),
    ("tab", _("Tab")),
    ("pipe", _("Vertical bar")),
]
ENCODINGS: Choices = [
    ("utf-8", _("Unicode (UTF-8)")),
    ("utf-8-sig", _("Unicode (UTF-8 with mark)")),
    ("utf-16", _("Unicode (UTF-16)")),
    ("cp1252", _("Western (Windows 1252)")),
    ("iso-8859-1", _("Western (Latin 1)")),
    ("iso-8859-15", _("Western (Latin 9)")),
    ("cp850", _("Western (DOS 850)")),
    ("cp1250", _("Central European (Windows 1250)")),
    ("iso-8859-2", _("Central European (Latin 2)")),
    ("cp1251", _("Cyrillic (Windows 1251)")),
]
DATE_ORDERS: Choices = [
    ("ymd", _("Year, month, day: 2026-12-31")),
    ("dmy", _("Day, month, year: 31.12.2026")),
    ("mdy", _("Month, day, year: 12/31/2026")),
]
DECIMALS: Choices = [(".", _("Point: 1,234.56")), (",", _("Comma: 1.234,56"))]
SIGNS: Choices = [
    ("as_printed", _("As printed: minus is money out")),
    ("inverted", _("The other way round: minus is money in")),
    ("unsigned_is_out", _("Money out has no sign, money in a plus")),
]
MOST_COLUMNS = 200


class ReadingForm(forms.Form):
    """Which account a waiting file goes to; all that can be chosen where a format is exact."""

    account = AccountField(label=_("Into the account"), empty=_("Choose one"))

    def __init__(self, *args: Any, accounts: AccountChoices, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_accounts(self, accounts, account=accounts.places())

    def mapping(self) -> TabularMapping | None:
        """Return the corrected mapping, None for a format that has none."""
        return None


class ColumnField(forms.ChoiceField):
    """What a column means; `heading` is what the file calls it."""

    def __init__(self, heading: str, *, label: str, initial: str) -> None:
        super().__init__(choices=ROLES, required=False, initial=initial, label=label)
        self.heading = heading
        self.widget.attrs["aria-label"] = label


class MappingForm(ReadingForm):
    """How a table is read: the meaning of each column, and how its cells are printed."""

    delimiter = forms.ChoiceField(label=_("Columns are parted by"), choices=DELIMITER_NAMES)
    encoding = forms.ChoiceField(label=_("Characters"), choices=ENCODINGS)
    header_row = forms.IntegerField(
        label=_("Row of headings"), min_value=1, max_value=100_000, required=False
    )
    first_row = forms.IntegerField(
        label=_("First row of data"), min_value=1, max_value=100_000, required=False
    )
    date_order = forms.ChoiceField(label=_("Dates are written"), choices=DATE_ORDERS)
    decimal = forms.ChoiceField(label=_("Decimal mark"), choices=DECIMALS)
    sign_rule = forms.ChoiceField(label=_("Signs"), choices=SIGNS)
    default_currency = CurrencyField(label=_("Currency where the file names none"), required=False)
    out_words = forms.CharField(label=_("Words for money out"), max_length=500, required=False)
    in_words = forms.CharField(label=_("Words for money in"), max_length=500, required=False)
    is_kept = forms.BooleanField(
        label=_("Read this account's next files of this layout the same way"), required=False
    )

    def __init__(
        self,
        *args: Any,
        mapping: TabularMapping,
        headings: Sequence[str],
        is_text: bool,
        **options: Any,
    ) -> None:
        options["initial"] = {**mapping_initial(mapping), **options.get("initial", {})}
        super().__init__(*args, **options)
        self.before = mapping
        self.headings = headings
        self._fit(mapping, is_text=is_text)
        roles = column_roles(mapping, len(headings))
        for index, heading in enumerate(headings[:MOST_COLUMNS]):
            label = _("Column %(n)d, %(heading)s") % {"n": index + 1, "heading": heading or "–"}
            self.fields[f"column_{index}"] = ColumnField(heading, label=label, initial=roles[index])

    def _fit(self, mapping: TabularMapping, *, is_text: bool) -> None:
        """Leave out what this table has no use for, and offer what is chosen beside the usual."""
        if not is_text:
            del self.fields["delimiter"], self.fields["encoding"]
        else:
            self._offer("encoding", mapping.encoding)
            self._offer("delimiter", self.initial["delimiter"])
        if mapping.sign is None:
            del self.fields["out_words"], self.fields["in_words"]

    def _offer(self, name: str, value: str) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField) and value not in dict(field.choices):  # type: ignore[arg-type]
            field.choices = [*field.choices, (value, value)]  # type: ignore[misc]

    def say_doubts(self, doubts: Sequence[Doubt]) -> None:
        """Write beside each field what the file leaves open about it, with what else fits."""
        for doubt in doubts:
            field = self.fields.get(self._field_of(doubt))
            if field is None:
                continue
            choices = dict(getattr(field, "choices", ()))
            others = ", ".join(str(choices.get(other, other)) for other in doubt.alternatives)
            other = _(" It could also be: %(others)s.") % {"others": others} if others else ""
            field.help_text = f"{doubt.reason[:1].upper()}{doubt.reason[1:]}.{other}"

    def _field_of(self, doubt: Doubt) -> str:
        return f"column_{doubt.chosen}" if doubt.option in COLUMN_NAMES else doubt.option

    @property
    def columns(self) -> list[forms.BoundField]:
        """The fields of the columns' roles, in the order of the file."""
        return [field for field in self if field.name.startswith("column_")]

    @property
    def settings(self) -> list[forms.BoundField]:
        """The fields of how cells are printed."""
        apart = ("column_", "account", "is_kept")
        return [field for field in self if not field.name.startswith(apart)]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors:
            try:
                values["mapping"] = self._corrected(values)
            except MappingError as error:
                raise ValidationError(str(error)) from error
        return values

    def mapping(self) -> TabularMapping:
        return self.cleaned_data["mapping"]  # type: ignore[no-any-return]

    def _corrected(self, values: dict[str, Any]) -> TabularMapping:
        given: dict[str, Any] = {
            name: values[name]
            for name in ("encoding", "date_order", "decimal", "sign_rule")
            if name in values
        }
        if "delimiter" in values:
            given["delimiter"] = DELIMITERS.get(values["delimiter"], values["delimiter"])
        header, first = values["header_row"], values["first_row"] or 1
        return replace(
            self.before,
            **given,
            **self._roles(values),
            header_row=header - 1 if header else None,
            first_row=max(first - 1, header or 0),
            default_currency=values["default_currency"],
            sign_words=self._words(values),
        )

    def _roles(self, values: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, list[int]] = {name: [] for name in (*COLUMN_NAMES, *TEXT_COLUMNS)}
        for index in range(min(len(self.headings), MOST_COLUMNS)):
            role = values[f"column_{index}"]
            if role:
                found[role].append(index)
        labels = dict(ROLES)
        for name in COLUMN_NAMES:
            if len(found[name]) > 1:
                numbers = ", ".join(str(index + 1) for index in found[name])
                raise MappingError(
                    _("Columns %(numbers)s are all “%(role)s”: leave it on one of them.")
                    % {"numbers": numbers, "role": labels[name]}
                )
        single = {name: found[name][0] if found[name] else None for name in COLUMN_NAMES}
        return {**single, **{name: tuple(found[name]) for name in TEXT_COLUMNS}}

    def _words(self, values: dict[str, Any]) -> dict[str, int]:
        if "out_words" not in values:
            return dict(self.before.sign_words)
        kept = {word: 0 for word, meant in self.before.sign_words.items() if meant == 0}
        given = (("out_words", -1), ("in_words", 1))
        meant = {
            word.strip(): sign
            for name, sign in given
            for word in values[name].split(",")
            if word.strip()
        }
        return {**kept, **meant}


def column_roles(mapping: TabularMapping, width: int) -> list[str]:
    """Return the role of each of `width` columns, "" for one that is not read."""
    roles = [""] * max(width, mapping.width)
    for name in COLUMN_NAMES:
        index = getattr(mapping, name)
        if index is not None:
            roles[index] = name
    for name in TEXT_COLUMNS:
        for index in getattr(mapping, name):
            roles[index] = roles[index] or name
    return roles


def mapping_initial(mapping: TabularMapping) -> dict[str, Any]:
    """Return the values of the form's fields for a mapping; rows are counted from 1."""
    names = {delimiter: name for name, delimiter in DELIMITERS.items()}
    words = mapping.sign_words.items()
    return {
        "delimiter": names.get(mapping.delimiter, mapping.delimiter),
        "encoding": mapping.encoding,
        "header_row": None if mapping.header_row is None else mapping.header_row + 1,
        "first_row": mapping.first_row + 1,
        "date_order": mapping.date_order,
        "decimal": mapping.decimal,
        "sign_rule": mapping.sign_rule,
        "default_currency": mapping.default_currency,
        "out_words": ", ".join(word for word, meant in words if meant < 0),
        "in_words": ", ".join(word for word, meant in words if meant > 0),
    }


def reading_initial(account: Account) -> dict[str, Any]:
    """Return the values of the fields that every format has."""
    return {"account": account.pk}
