"""Money back for purchases, and claims on it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.api.fields import Choice, Day, Flag, Input, RowField, Text, Whole
from accounts.models.households import currency_code
from ledger.api.serializers.money import MoneyField, bag_json, money_json, size_text
from ledger.api.serializers.pairs import MOST
from ledger.enums import ClaimState, SharingKind
from ledger.models import Claim, Payee, Refund
from ledger.reports.claims import ClaimLine
from ledger.reports.debts import DebtLine
from ledger.reports.people import PersonLine


class RefundSerializer(serializers.ModelSerializer[Refund]):
    """Money that came back for a purchase; the amount without sign."""

    purchase = serializers.IntegerField(source="purchase_id")
    incoming = serializers.IntegerField(source="incoming_id")
    claim = serializers.IntegerField(source="claim_id", allow_null=True)
    is_in_purchase_month = serializers.SerializerMethodField(
        help_text="Whether it lowers its category in the month of the purchase, not in its own."
    )

    class Meta:
        model = Refund
        fields = (
            "id",
            "purchase",
            "incoming",
            "claim",
            "amount",
            "currency",
            "is_in_purchase_month",
            "version",
        )
        read_only_fields = fields

    def get_is_in_purchase_month(self, refund: Refund) -> bool:
        return refund.category_id is not None


class RefundUpdate(Input):
    """In which month it counts."""

    is_in_purchase_month = Flag()


class RefundInput(Input):
    """Which transaction is money back for which purchase, and for which claim on it."""

    purchase = Whole(min_value=1, max_value=MOST)
    incoming = Whole(min_value=1, max_value=MOST)
    claim = RowField(queryset=Claim.objects.all(), required=False, allow_null=True, default=None)


class ClaimSerializer(serializers.ModelSerializer[Claim]):
    """What somebody is to pay back of a purchase; the amount without sign."""

    purchase = serializers.IntegerField(source="purchase_id")
    payee = serializers.IntegerField(source="payee_id")

    class Meta:
        model = Claim
        fields = ("id", "purchase", "payee", "amount", "currency", "asked_on", "state", "version")
        read_only_fields = fields


class ClaimInput(Input):
    """Who is to pay how much of a purchase back, in its currency."""

    purchase = Whole(min_value=1, max_value=MOST)
    payee = RowField(queryset=Payee.objects.all())
    amount = Text(validators=[size_text], max_length=24)
    asked_on = Day()


class PartInput(Input):
    """One person's amount, percent or number of shares; read by nobody where all bear the same."""

    payee = RowField(queryset=Payee.objects.all())
    part = Text(validators=[size_text], max_length=24, required=False, default="1")


class ShareInput(Input):
    """With whom a purchase is shared, and how; `own` is our part of the shares."""

    purchase = Whole(min_value=1, max_value=MOST)
    kind = Choice(choices=SharingKind.choices)
    parts = PartInput(many=True, allow_empty=False)
    own = Text(validators=[size_text], max_length=24, required=False, default="1")
    asked_on = Day()


class SettleInput(Input):
    """Which transaction is what a person paid of what they owe."""

    payee = RowField(queryset=Payee.objects.all())
    incoming = Whole(min_value=1, max_value=MOST)


class WriteOffInput(Input):
    """How much of what a person owes is written off on a day, the oldest first or of one claim."""

    payee = RowField(queryset=Payee.objects.all())
    amount = Text(validators=[size_text], max_length=24)
    currency = Text(validators=[currency_code], max_length=8)
    date = Day()
    claim = RowField(queryset=Claim.objects.all(), required=False, allow_null=True, default=None)


class PersonInput(Input):
    """A person who owes something."""

    payee = RowField(queryset=Payee.objects.all())


class ClaimLineSerializer(serializers.Serializer[Any]):
    """A claim with what came for it and what is still owed."""

    claim = serializers.IntegerField()
    purchase = serializers.IntegerField()
    payee = serializers.IntegerField()
    state = serializers.ChoiceField(choices=ClaimState.choices)
    expected = MoneyField()
    received = MoneyField()
    written_off = MoneyField()
    outstanding = MoneyField()
    asked_on = serializers.DateField()
    age = serializers.IntegerField(help_text="In days.")


class DebtLineSerializer(serializers.Serializer[Any]):
    """What somebody paid for us at one time, or we lent them, and what of it was paid back."""

    transaction = serializers.IntegerField()
    account = serializers.IntegerField(help_text="The account of what is owed to them.")
    date = serializers.DateField()
    owed = MoneyField()
    settled = MoneyField()
    outstanding = MoneyField()
    age = serializers.IntegerField(help_text="In days.")


class PersonSerializer(serializers.Serializer[Any]):
    """What a person owes us and we owe them in all, by currency, and for how many days."""

    payee = serializers.IntegerField()
    outstanding = MoneyField(many=True, help_text="What they owe us of what they were asked for.")
    advanced = MoneyField(many=True, help_text="What they owe us of what we lent them.")
    owing = MoneyField(many=True, help_text="What we owe them, without sign.")
    balance = MoneyField(many=True, help_text="Both in one: negative where we owe them.")
    age = serializers.IntegerField(help_text="In days, of the oldest that is open.")
    claims = ClaimLineSerializer(many=True)
    debts = DebtLineSerializer(many=True)
    advances = DebtLineSerializer(many=True)


class PeopleSerializer(serializers.Serializer[Any]):
    """Everybody with whom something is or was shared, what is open the longest first."""

    people = PersonSerializer(many=True)


class GivenUpSerializer(serializers.Serializer[Any]):
    """How many claims were given up."""

    given_up = serializers.IntegerField()


class OwedSerializer(serializers.Serializer[Any]):
    """Claims with what is still owed, the oldest first."""

    claims = ClaimLineSerializer(many=True)


def person_json(row: PersonLine) -> dict[str, Any]:
    """Return what a person owes and is owed, as the API shows it."""
    return {
        "payee": row.payee.pk,
        "outstanding": bag_json(row.outstanding),
        "advanced": bag_json(row.debts.advanced),
        "owing": bag_json(row.debts.outstanding),
        "balance": bag_json(row.balance),
        "age": row.age,
        "claims": [line_json(line) for line in row.lines],
        "debts": [_debt_json(line) for line in row.debts.lines],
        "advances": [_debt_json(line) for line in row.debts.advances],
    }


def _debt_json(line: DebtLine) -> dict[str, Any]:
    return {
        "transaction": line.posting.transaction_id,
        "account": line.posting.account_id,
        "date": line.posting.date,
        "owed": money_json(line.owed),
        "settled": money_json(line.settled),
        "outstanding": money_json(line.outstanding),
        "age": line.age,
    }


def line_json(line: ClaimLine) -> dict[str, Any]:
    """Return a claim with what is owed, as the API shows it."""
    return {
        "claim": line.claim.pk,
        "purchase": line.claim.purchase_id,
        "payee": line.claim.payee_id,
        "state": line.claim.state,
        "expected": money_json(line.expected),
        "received": money_json(line.received),
        "written_off": money_json(line.written_off),
        "outstanding": money_json(line.outstanding),
        "asked_on": line.claim.asked_on,
        "age": line.age,
    }
