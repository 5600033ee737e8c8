from __future__ import annotations

from decimal import Decimal

import pytest

from ledger.imports.readers.delimited import DelimitedReader
from ledger.imports.statement import ParsedStatement, StatementFile
from tests.ledger.imports.tabular.bank_formats import SAMPLES
from tests.ledger.imports.tabular.card_formats import CARD_SAMPLES
from tests.ledger.imports.tabular.more_formats import MORE_SAMPLES
from tests.ledger.imports.tabular.odd_formats import ODD_SAMPLES
from tests.ledger.imports.tabular.overseas_formats import OVERSEAS_SAMPLES
from tests.ledger.imports.tabular.rare_formats import RARE_SAMPLES
from tests.ledger.imports.tabular.sample import Sample
from tests.ledger.imports.tabular.scarce_formats import SCARCE_SAMPLES
from tests.ledger.imports.tabular.world_formats import WORLD_SAMPLES

EVERY_SAMPLE = (
    *SAMPLES,
    *OVERSEAS_SAMPLES,
    *WORLD_SAMPLES,
    *MORE_SAMPLES,
    *ODD_SAMPLES,
    *CARD_SAMPLES,
    *RARE_SAMPLES,
    *SCARCE_SAMPLES,
)
ALL = [pytest.param(sample, id=sample.name) for sample in EVERY_SAMPLE]


def parsed(sample: Sample) -> ParsedStatement:
    source = StatementFile.from_bytes(sample.text.encode(sample.encoding), sample.name)
    reader = DelimitedReader()
    detection = reader.detect(source)
    assert detection is not None
    return ParsedStatement.collect(detection, reader.read(source, detection))


@pytest.mark.parametrize("sample", ALL)
def test_format_is_read_without_help(sample: Sample) -> None:
    statement = parsed(sample)

    assert [(line.date.isoformat(), line.amount) for line in statement.lines] == [
        (day, Decimal(amount)) for day, amount in sample.expected
    ]
    found = [problem for problem in statement.problems if not problem.is_warning]
    assert len(found) == sample.problems


@pytest.mark.parametrize("sample", ALL)
def test_format_is_read_the_same_by_its_saved_options(sample: Sample) -> None:
    source = StatementFile.from_bytes(sample.text.encode(sample.encoding), sample.name)
    reader = DelimitedReader()
    found = reader.examine(source)

    again = type(found.mapping).from_options(found.mapping.to_options())

    assert again == found.mapping
    assert list(reader.read_mapped(source, again)) == list(
        reader.read_mapped(source, found.mapping)
    )


def test_samples_have_names_of_their_own() -> None:
    names = [sample.name for sample in EVERY_SAMPLE]

    assert len(names) == len(set(names))
