"""The command that loads rates for everybody."""

from __future__ import annotations

import gzip
import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import Household
from ledger.models import ExchangeRate
from ledger.reports.rates import find_rate

CSV = "date,currency,rate\n2025-03-03,USD,1.25\n"
SHARED = Path(__file__).resolve().parents[5] / "shared"
HISTORY = SHARED / "data" / "fx" / "ecb_eurofxref_hist_long.csv.gz"


def run(*arguments: str) -> dict[str, object]:
    out = io.StringIO()
    call_command("load_rates", *arguments, "--json", stdout=out)
    return dict(json.loads(out.getvalue()))


def test_command_loads_a_file_and_says_what_changed(household: Household, tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(CSV)

    assert run(str(path), "--source", "bank") == {
        "read": 1, "added": 1, "corrected": 0, "first": "2025-03-03", "last": "2025-03-03",
        "households": 0,
    }  # fmt: skip
    assert ExchangeRate.objects.get().source == "bank"


def test_command_speaks_to_people_too(household: Household, tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(CSV)
    out = io.StringIO()

    call_command("load_rates", str(path), stdout=out)

    assert out.getvalue().startswith("read: 1, added: 1, corrected: 0, first: 2025-03-03")


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        ([], 2, "name a file"),
        (["a.csv", "--feed"], 2, "name a file"),
        (["a.csv", "--source", "x" * 21], 2, "1 to 20"),
        (["/nowhere.csv"], 1, "No such file"),
        (["--feed"], 1, "No feed"),
    ],
)
def test_command_refuses(
    db: None, settings: Settings, arguments: list[str], code: int, reason: str
) -> None:
    settings.RATES_FEED_URL = ""
    with pytest.raises(CommandError, match=reason) as caught:
        run(*arguments)

    assert caught.value.returncode == code


def test_command_refuses_a_file_without_rates(db: None, tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text("Hello\n")

    with pytest.raises(CommandError, match="names no columns"):
        run(str(path))


@pytest.mark.skipif(not HISTORY.exists(), reason="the whole history of the bank is not here")
def test_whole_history_of_the_central_bank(household: Household) -> None:
    loaded = run(str(HISTORY))

    rows = len(gzip.decompress(HISTORY.read_bytes()).splitlines()) - 1
    assert (loaded["added"], loaded["first"]) == (rows, "1999-01-04")
    asked = [("EUR", "USD", date(1999, 1, 4)), ("SIT", "EUR", date(2006, 12, 30)),
             ("SIT", "EUR", date(2010, 6, 1)), ("TRY", "GBP", date(2004, 6, 1)),
             ("EUR", "USD", date(2024, 3, 31))]  # fmt: skip
    found = [find_rate(household, base, quote, on=on) for base, quote, on in asked]
    assert [(rate.on.isoformat(), rate.source) for rate in found] == [
        ("1999-01-04", "ECB"),
        ("2006-12-29", "ECB"),
        ("2010-06-01", "fixed"),
        ("2004-06-01", "ECB via EUR"),
        # Easter Sunday: the rate of Maundy Thursday.
        ("2024-03-28", "ECB"),
    ]
