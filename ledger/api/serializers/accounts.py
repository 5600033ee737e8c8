"""Accounts and categories."""

from __future__ import annotations

from rest_framework import serializers

from accounts.api.fields import Choice, Day, Flag, Input, RowField, Text
from accounts.models.households import currency_code
from ledger.api.serializers.money import MoneyField, check_currency
from ledger.enums import CATEGORY_KINDS, AccountKind
from ledger.models import Account

CATEGORY_CHOICES = [(kind.value, kind.label) for kind in AccountKind if kind in CATEGORY_KINDS]
ACCOUNT_CHOICES = [(kind.value, kind.label) for kind in AccountKind if kind not in CATEGORY_KINDS]


class AccountSerializer(serializers.ModelSerializer[Account]):
    """A place where money is, or equity; of its number only the end is shown."""

    number = serializers.CharField(source="number_masked", read_only=True)

    class Meta:
        model = Account
        fields = (
            "id",
            "name",
            "kind",
            "currency",
            "parent",
            "position",
            "system_role",
            "institution",
            "number",
            "note",
            "is_in_net_worth",
            "closed_on",
            "deleted_at",
            "version",
        )
        read_only_fields = fields


class AccountUpdate(Input):
    """What may be set on an account."""

    name = Text(max_length=100)
    kind = Choice(choices=ACCOUNT_CHOICES)
    currency = Text(
        max_length=8, validators=[currency_code], help_text="Of a place; equity has none.",
        required=False,
    )  # fmt: skip
    parent = RowField(  # type: ignore[assignment]  # declared fields leave the class
        queryset=Account.objects.all(), allow_null=True, required=False
    )
    institution = Text(max_length=100, allow_blank=True, required=False)
    number = Text(
        max_length=64, allow_blank=True, required=False, help_text="IBAN, account or card number."
    )
    note = Text(max_length=10_000, allow_blank=True, required=False)
    is_in_net_worth = Flag(required=False)


class AccountInput(AccountUpdate):
    """A new account, and what it held on a day: a debt is negative."""

    opening_balance = MoneyField(required=False)
    opening_date = Day(required=False)

    def validate(self, attrs: dict[str, object]) -> dict[str, object]:
        if opening := attrs.get("opening_balance"):
            check_currency("opening_balance", opening, str(attrs.get("currency", "")))  # type: ignore[arg-type]
        return attrs


class ClosingInput(Input):
    """The day on which an account closes."""

    on = Day()


class CategorySerializer(serializers.ModelSerializer[Account]):
    """A category of income or expense."""

    class Meta:
        model = Account
        fields = (
            "id",
            "name",
            "kind",
            "parent",
            "position",
            "system_role",
            "taxonomy_id",
            "note",
            "deleted_at",
            "version",
        )
        read_only_fields = fields


class CategoryUpdate(Input):
    """What may be changed on a category."""

    name = Text(max_length=100)
    parent = RowField(  # type: ignore[assignment]  # declared fields leave the class
        queryset=Account.objects.categories(), allow_null=True, required=False
    )


class CategoryInput(CategoryUpdate):
    """A new category."""

    kind = Choice(choices=CATEGORY_CHOICES)
    note = Text(max_length=10_000, allow_blank=True, required=False)


class CategoryMerge(Input):
    """The category that another is merged into."""

    into = RowField(queryset=Account.objects.categories())
