"""Ids as addresses, forms and headers carry them."""

from __future__ import annotations

import pytest

from finehance.kit.ids import id_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("7", 7),
        ("0", 0),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("", None),
        ("-7", None),
        ("7.0", None),
        (" 7", None),
        ("seven", None),
    ],
)
def test_id_is_a_whole_number_that_the_database_can_hold(text: str, found: int | None) -> None:
    assert id_in(text) == found
