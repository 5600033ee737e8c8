"""Forms that bring files in: which files, and which account they go to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from ledger.enums import AccountKind
from ledger.forms.accounts import place_kinds
from ledger.forms.choices import AccountChoices, AccountField, offer_accounts
from ledger.forms.fields import CurrencyField
from ledger.imports.books.detect import detect_books
from ledger.imports.statement import StatementError, StatementFile

ACCEPTED = (
    ".csv,.tsv,.txt,.xlsx,.xls,.ods,.ofx,.qfx,.qif,.xml,.sta,.mt940,.940,.zip,.gz,.json,"
    ".gnucash,.sqlite,.journal,.hledger,.ledger,.beancount,.ynab4,"
    "text/csv,text/plain,application/xml"
)
MOST_FILES = 20


def holds_books(file: UploadedFile[Any]) -> bool:
    """Tell whether an upload is the whole books of another program, which need no account."""
    source = StatementFile.from_bytes(file.read())
    file.seek(0)
    try:
        return detect_books(source) is not None
    except StatementError:
        return False


class FilesInput(forms.ClearableFileInput):
    """A file field that takes several files; dropping them on it works without scripts."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; cleans to a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files = (data if isinstance(data, list | tuple) else [data]) or [None]
        if len(files) > MOST_FILES:
            raise ValidationError(
                _("Send at most %(n)d files at a time."), params={"n": MOST_FILES}
            )
        return [super(FilesField, self).clean(item, initial) for item in files]


class UploadForm(forms.Form):
    """Files of the bank, and the account they go to: one that is there, or a new one."""

    # A browser would ask for an account even where a new one is named.
    use_required_attribute = False
    has_statements = True
    """Whether any of the files is a statement, which belongs to one account."""

    uploads = FilesField(
        label=_("Files from your bank"),
        widget=FilesInput(attrs={"accept": ACCEPTED}),
        error_messages={
            "required": _("Choose a file, or drop it here."),
            "empty": _("The file is empty. Download it again."),
        },
    )
    account = AccountField(
        label=_("Into the account"),
        empty=_("Choose one"),
        error_messages={"required": _("Choose the account that the files are of.")},
    )
    new_name = forms.CharField(label=_("Name"), max_length=100, required=False)
    new_kind = forms.ChoiceField(
        label=_("Kind"), choices=place_kinds, required=False, initial=AccountKind.CHECKING
    )
    new_currency = CurrencyField(
        label=_("Currency"), required=False, help_text=_("Left empty, it is what the file says.")
    )

    def __init__(
        self, *args: Any, accounts: AccountChoices, may_open: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        offer_accounts(self, accounts, account=accounts.places())
        self.fields["account"].required = False
        if not may_open:
            for name in ("new_name", "new_kind", "new_currency"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask for an account unless a new one is named or every file is whole books."""
        values = super().clean() or {}
        self.has_statements = not all(map(holds_books, values.get("uploads", [])))
        is_named = values.get("account") or values.get("new_name")
        if self.has_statements and not is_named and "account" not in self.errors:
            self.add_error("account", self.fields["account"].error_messages["required"])
        return values

    @property
    def new_account(self) -> list[forms.BoundField]:
        """The fields of a new account, none for a person who may not open one."""
        return [field for field in self if field.name.startswith("new_")]

    @property
    def opens_account(self) -> bool:
        """Whether a new account was named; the one that was preselected does not count then."""
        return bool(self.cleaned_data.get("new_name"))

    def new_details(self, *, currency: str) -> dict[str, Any]:
        """Return what the account to be opened is to be; `currency` where none was chosen."""
        values = self.cleaned_data
        return {
            "name": values["new_name"],
            "kind": values["new_kind"] or AccountKind.CHECKING,
            "currency": values["new_currency"] or currency,
        }
