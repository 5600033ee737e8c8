"""What is to be done with the selected rows of a register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from ledger.enums import Status
from ledger.forms.choices import AccountChoices, AccountField, offer_accounts
from ledger.forms.fields import TagNamesField
from ledger.models import Operation

MOST_ROWS = 1_000


class BulkAction(TextChoices):
    """What can be done with several transactions at once."""

    CATEGORISE = "categorise", _("Categorise")
    TAG = "tag", _("Tag")
    UNTAG = "untag", _("Untag")
    STATUS = "status", _("Set status")
    DELETE = "delete", _("Delete")
    RESTORE = "restore", _("Restore")
    OPERATION = "operation", _("Apply an operation")


class IdsField(forms.Field):
    """Ids of rows, as checkboxes of one name send them; cleans to a list of whole numbers."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[int]:
        if not value:
            raise forms.ValidationError(_("Select at least one row."))
        if len(value) > MOST_ROWS:
            raise forms.ValidationError(
                _("Select at most %(limit)d rows."), params={"limit": MOST_ROWS}
            )
        if not all(text.isascii() and text.isdigit() and len(text) < 19 for text in value):
            raise forms.ValidationError(_("A selected row has no valid id."))
        return [int(text) for text in value]


class BulkForm(forms.Form):
    """An action on selected rows, with what the action needs."""

    ids = IdsField()
    action = forms.ChoiceField(choices=BulkAction, required=False)
    category = AccountField(required=False)
    tags = TagNamesField(required=False)
    status = forms.ChoiceField(choices=Status, required=False)
    operation = forms.ModelChoiceField(Operation.objects.none(), required=False)
    """A button of its own for each, so that it is the action, too."""

    def __init__(
        self, data: Any, *, accounts: AccountChoices, operations: QuerySet[Operation]
    ) -> None:
        super().__init__(data)
        offer_accounts(self, accounts, category=accounts.categories())
        self.fields["operation"].queryset = operations  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("operation") and not values.get("action"):
            values["action"] = BulkAction.OPERATION
        action = values.get("action")
        if action == "" and "operation" not in self.errors:
            self.add_error("action", _("Choose what is to be done."))
        if action == BulkAction.CATEGORISE and not values.get("category"):
            self.add_error("category", _("Choose a category first."))
        if action in {BulkAction.TAG, BulkAction.UNTAG} and not values.get("tags"):
            self.add_error("tags", _("Write a tag first."))
        if action == BulkAction.STATUS and not values.get("status"):
            self.add_error("status", _("Choose a status first."))
        if action == BulkAction.OPERATION and not values.get("operation"):
            self.add_error("operation", _("Choose an operation first."))
        return values

    def is_to_choose(self) -> bool:
        """Return whether all that lacks is which operation is meant."""
        is_asked = self.cleaned_data.get("action") == BulkAction.OPERATION
        return is_asked and list(self.errors) == ["operation"] and not self.data.get("operation")

    def problems(self) -> str:
        """Return all errors as one text."""
        return " ".join(str(text) for texts in self.errors.values() for text in texts)
