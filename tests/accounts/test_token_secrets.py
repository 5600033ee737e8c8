"""The text of API tokens."""

from __future__ import annotations

import re

import pytest

from accounts.token_secrets import checksum, digest_of, is_well_formed, make_text, prefix_of

BODY = "fin_Ab3dEf7h_" + "0123456789abcdefghijklmnopqrstuv"


def test_make_text_is_found_by_scanners() -> None:
    text = make_text()

    assert re.fullmatch(r"fin_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}", text)
    assert is_well_formed(text) is True
    assert text != make_text()


def test_checksum_stays_what_scanners_know() -> None:
    # The standard's own example of CRC-32 is 0xCBF43926.
    assert (checksum("123456789"), checksum("")) == ("3jZRME", "000000")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "fin_",
        BODY,
        BODY + "000000",
        (BODY + checksum(BODY)).upper(),
        BODY + checksum(BODY) + "\n",
        " " + BODY + checksum(BODY),
        "pat" + (BODY + checksum(BODY))[3:],
    ],
)
def test_is_well_formed_refuses_look_alikes(text: str) -> None:
    assert is_well_formed(text) is False


def test_prefix_and_digest_are_of_the_whole_text() -> None:
    text = BODY + checksum(BODY)

    assert is_well_formed(text) is True
    assert prefix_of(text) == "Ab3dEf7h"
    assert (len(digest_of(text)), digest_of(text) == digest_of(text + "0")) == (64, False)
