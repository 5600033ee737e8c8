"""Probes: what they say when all is well and when a part is down."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.parametrize("path", ["/health", "/health/ready"])
def test_ready_names_every_part(anonymous: Client, path: str) -> None:
    answer = anonymous.get(path)

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "version": "0.1.0",
        "checks": {"database": "ok", "cache": "ok", "broker": "ok", "storage": "ok"},
    }
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_live_asks_no_part(client: Client) -> None:
    browser = Client()

    answer = browser.get("/health/live")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
