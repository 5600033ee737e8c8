"""Exchange rates: those of the household's own, and what any pair was worth on a day."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import RegexValidator
from rest_framework import serializers

from accounts.api.fields import Day, Input, QueryDay, Text
from accounts.models.households import currency_code
from ledger.models import ExchangeRate
from ledger.reports.rate_pairs import PairLine
from ledger.reports.rate_table import Rate, Step

rate_text = RegexValidator(
    r"^[0-9]{1,14}(\.[0-9]{1,12})?$", 'Write a rate as text, such as "1.0834".'
)


def rate_json(value: Decimal) -> str:
    """Return a rate as the API shows it: exact, without zeros at its end."""
    return f"{value.normalize():f}"


class RateField(Text):
    """A rate such as "1.0834"."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validators=[rate_text], max_length=27, **options)

    def to_representation(self, value: Any) -> str:
        return rate_json(value)


class RateSerializer(serializers.ModelSerializer[ExchangeRate]):
    """A rate that the household entered: one `base` was worth `rate` of `quote` on the day."""

    rate = RateField()

    class Meta:
        model = ExchangeRate
        fields = ("id", "base", "quote", "date", "rate", "source", "deleted_at", "version")
        read_only_fields = fields


class RateInput(Input):
    """A rate of the household's own; one of the same pair and day is replaced."""

    base = Text(validators=[currency_code], max_length=8)
    quote = Text(validators=[currency_code], max_length=8)
    date = Day()
    rate = RateField()


class RateCorrectionInput(Input):
    """Another rate for the same pair and day."""

    rate = RateField()


class RatesUpload(serializers.Serializer[Any]):
    """A file of rates, as multipart/form-data."""

    file = serializers.FileField(allow_empty_file=True, help_text="At most 10 MB.")
    all = serializers.BooleanField(
        default=False, help_text="Keep currencies that nobody uses here, too."
    )


class EnteredSerializer(serializers.Serializer[Any]):
    """What a file of rates changed."""

    entered = serializers.IntegerField(help_text="Rates that are new or other than before.")


class PairQuery(serializers.Serializer[Any]):
    """The pair and the day meant."""

    base = serializers.CharField(validators=[currency_code], max_length=8)
    quote = serializers.CharField(validators=[currency_code], max_length=8)
    on = QueryDay(required=False, help_text="Today in the household without it.")


class SpanQuery(serializers.Serializer[Any]):
    """The pair and the days [start, end) meant."""

    base = serializers.CharField(validators=[currency_code], max_length=8)
    quote = serializers.CharField(validators=[currency_code], max_length=8)
    start = QueryDay(required=False, help_text="A year before the end without it.")
    end = QueryDay(required=False, help_text="Tomorrow in the household without it.")


class StepSerializer(serializers.Serializer[Any]):
    """A rate as it was written down; of an inverse one the reciprocal was used."""

    base = serializers.CharField()
    quote = serializers.CharField()
    rate = serializers.CharField()
    date = serializers.DateField()
    source = serializers.CharField()  # type: ignore[assignment]  # a column's name
    is_inverse = serializers.BooleanField()


class KnownRateSerializer(serializers.Serializer[Any]):
    """A rate and what it was made of: one step, or the two that meet in a third currency."""

    rate = serializers.CharField()
    date = serializers.DateField(help_text="The oldest day that it was made of.")
    source = serializers.CharField()  # type: ignore[assignment]  # a column's name
    steps = StepSerializer(many=True)


class UsedRateSerializer(serializers.Serializer[Any]):
    """The rate that a figure was made with."""

    base = serializers.CharField()
    quote = serializers.CharField()
    rate = serializers.CharField()
    date = serializers.DateField()
    source = serializers.CharField()  # type: ignore[assignment]  # a column's name


class CurrencyPairSerializer(serializers.Serializer[Any]):
    """A currency in use against the base currency; `rate` is null where none is known."""

    base = serializers.CharField()
    quote = serializers.CharField()
    rate = KnownRateSerializer(allow_null=True)
    age = serializers.IntegerField(help_text="Days since the rate was made.")
    is_stale = serializers.BooleanField(
        help_text="It is missing, or too old to value anything at today."
    )


class CurrencyPairsSerializer(serializers.Serializer[Any]):
    """Every currency in use, by code."""

    results = CurrencyPairSerializer(many=True)


class RateOnSerializer(serializers.Serializer[Any]):
    """The rate of a day by the rule of the missing day; null where none is known."""

    base = serializers.CharField()
    quote = serializers.CharField()
    on = serializers.DateField()
    rate = KnownRateSerializer(allow_null=True)


class RateHistorySerializer(serializers.Serializer[Any]):
    """Each rate that came about in the days [start, end), oldest first."""

    base = serializers.CharField()
    quote = serializers.CharField()
    start = serializers.DateField()
    end = serializers.DateField()
    rates = KnownRateSerializer(many=True)


def known_json(rate: Rate | None) -> dict[str, Any] | None:
    """Return a rate with its steps as the API shows them."""
    if rate is None:
        return None
    return {
        "rate": rate_json(rate.value),
        "date": rate.on,
        "source": rate.source,
        "steps": [_step(step) for step in rate.steps],
    }


def used_json(rate: Rate) -> dict[str, Any]:
    """Return the rate behind a figure as the API shows it."""
    return {
        "base": rate.base,
        "quote": rate.quote,
        "rate": rate_json(rate.value),
        "date": rate.on,
        "source": rate.source,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "base": step.base,
        "quote": step.quote,
        "rate": rate_json(step.value),
        "date": step.on,
        "source": step.source,
        "is_inverse": step.is_inverse,
    }


def pair_json(line: PairLine) -> dict[str, Any]:
    """Return a pair as the API shows it."""
    return {
        "base": line.base,
        "quote": line.quote,
        "rate": known_json(line.rate),
        "age": line.age,
        "is_stale": line.is_stale,
    }
