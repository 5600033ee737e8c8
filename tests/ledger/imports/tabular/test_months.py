from __future__ import annotations

import pytest
from babel.dates import get_month_names

from ledger.imports.tabular.folding import fold
from ledger.imports.tabular.months import MONTHS

LOCALES = [
    "en",
    "de",
    "nl",
    "fr",
    "es",
    "it",
    "pt",
    "pl",
    "cs",
    "sk",
    "sv",
    "nb",
    "da",
    "fi",
    "ru",
    "uk",
    "bg",
    "tr",
    "ro",
    "el",
    "he",
    "ar",
    "id",
]


@pytest.mark.parametrize("locale", LOCALES)
def test_months_are_those_of_the_unicode_cldr(locale: str) -> None:
    names = get_month_names("wide", "format", locale)

    assert {number: MONTHS[fold(name)] for number, name in names.items()} == dict(
        zip(range(1, 13), range(1, 13), strict=True)
    )


def test_words_that_are_no_months_are_absent() -> None:
    assert {"shop", "total", "marz", "sept"} & set(MONTHS) == {"marz", "sept"}
