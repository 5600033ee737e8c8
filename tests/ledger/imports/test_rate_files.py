"""Files of exchange rates: every form of the European Central Bank's, and plain tables."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from ledger.imports.rate_files import Rates, read_rates
from ledger.imports.statement import StatementError, StatementFile

MONDAY, TUESDAY = date(2025, 3, 3), date(2025, 3, 4)
RATES = {
    (MONDAY, "EUR", "USD"): Decimal("1.0465"),
    (MONDAY, "EUR", "JPY"): Decimal("157.10"),
    (TUESDAY, "EUR", "USD"): Decimal("1.0557"),
}
WIDE = b"Date,USD,JPY,\n2025-03-04,1.0557,N/A,\n2025-03-03,1.0465,157.10,\n"
LONG = b"""Date,currency,rate_per_eur
2025-03-03,USD,1.0465
2025-03-03,JPY,157.10
2025-03-04,USD,1.0557
"""
PAIRS = b"""date;base;quote;rate
2025-03-03;eur;usd;1.0465
2025-03-03;EUR;JPY;157.10
2025-03-04;EUR;USD;1.0557
"""
PORTAL = b"""KEY,FREQ,CURRENCY,CURRENCY_DENOM,TIME_PERIOD,OBS_VALUE
EXR.D.USD.EUR.SP00.A,D,USD,EUR,2025-03-03,1.0465
EXR.D.JPY.EUR.SP00.A,D,JPY,EUR,2025-03-03,157.10
EXR.D.USD.EUR.SP00.A,D,USD,EUR,2025-03-04,1.0557
EXR.D.JPY.EUR.SP00.A,D,JPY,EUR,2025-03-04,NaN
"""
XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
  xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<gesmes:subject>Reference rates</gesmes:subject>
<Cube><Cube time="2025-03-04"><Cube currency="USD" rate="1.0557"/></Cube>
<Cube time="2025-03-03"><Cube currency="USD" rate="1.0465"/><Cube currency="JPY" rate="157.10"/>
</Cube></Cube></gesmes:Envelope>
"""


def zipped(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in members:
            archive.writestr(name, data)
    return packed.getvalue()


def read(data: bytes) -> Rates:
    return read_rates(StatementFile.from_bytes(data, "rates"))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(WIDE, id="eurofxref-hist.csv"),
        pytest.param(b"\xef\xbb\xbf" + WIDE.replace(b"\n", b"\r\n"), id="byte order mark"),
        pytest.param(zipped(("eurofxref-hist.csv", WIDE)), id="eurofxref-hist.zip"),
        pytest.param(XML, id="eurofxref-hist.xml"),
        pytest.param(LONG, id="long"),
        pytest.param(gzip.compress(LONG), id="long, packed"),
        pytest.param(PAIRS, id="pairs"),
        pytest.param(PORTAL, id="data portal"),
    ],
)
def test_every_form_says_the_same(data: bytes) -> None:
    assert read(data) == RATES


def test_daily_file_names_its_day_in_words() -> None:
    data = b"Date, USD, JPY, \n03 March 2025, 1.0465, 157.10, \n"

    assert read(data) == {key: rate for key, rate in RATES.items() if key[0] == MONDAY}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "its first line names no columns"),
        (b"Hello\n", "its first line names no columns"),
        (b"Date,USD\n", "there are no exchange rates"),
        (b"Date,USD\n2025-03-03,N/A\n", "there are no exchange rates"),
        (b"Date,USD\n2025-03-32,1.1\n", "line 2: this is no exchange rate: 2025-03-32 EUR USD"),
        (b"Date,USD\n2025-03-03,1.1x\n", "line 2: this is no exchange rate"),
        (b"Date,USD\n2025-03-03,0\n", "line 2: a rate of EUR to USD cannot be 0"),
        (b"Date,USD\n2025-03-03,-1\n", "line 2: a rate of EUR to USD cannot be -1"),
        (b"Date,USD\n2025-03-03,1e20\n", "line 2: a rate of EUR to USD cannot be 1e20"),
        (b"Date,EUR\n2025-03-03,1\n", "line 2: a rate of EUR to EUR cannot be 1"),
        (b"date,currency,rate\n2025-03-03,USD\n", "line 2: this is no exchange rate"),
        (b"Date,USD\n2025-03-03,1.1\n2025-03-03,1.2\n", "line 3: two rates of EUR to USD"),
        (b"<Cube><Cube time='2025-03-03'>", "the XML is damaged"),
        (b"\xff\xfe\x00", "neither XML nor CSV"),
        (zipped(("a.csv", WIDE), ("b.csv", WIDE)), "2 files"),
        (gzip.compress(LONG)[:-9], "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_whole(data: bytes, reason: str) -> None:
    with pytest.raises(StatementError) as caught:
        read(data)

    assert reason in str(caught.value)


def test_entities_are_not_followed() -> None:
    data = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + XML.split(b"?>\n", 1)[1]

    assert read(data.replace(b"Reference rates", b"&e;")) == RATES
