"""Probes: what they say when all is well, and when each part is down."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from finehance import health
from finehance.celery import app

PARTS = ("database", "cache", "broker", "storage")
SECRET = "password=hunter2 host=10.0.0.7"


def refuse(*args: object, **kwargs: object) -> None:
    raise OperationalError(SECRET)


BREAK: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "database": lambda patch: patch.setattr(connection, "cursor", refuse),
    "cache": lambda patch: patch.setattr(cache, "set", refuse),
    "broker": lambda patch: patch.setattr(app, "connection_for_write", refuse),
    "storage": lambda patch: patch.setattr(default_storage, "save", refuse),
}


@pytest.mark.parametrize("path", ["/health", "/health/ready"])
def test_ready_names_every_part(anonymous: Client, path: str) -> None:
    answer = anonymous.get(path)

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "version": "0.1.0",
        "checks": dict.fromkeys(PARTS, "ok"),
    }
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


@pytest.mark.parametrize("part", PARTS)
def test_ready_says_which_part_is_down_and_not_why(
    anonymous: Client, part: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patch:
        BREAK[part](patch)
        answer = anonymous.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["checks"] == dict.fromkeys(PARTS, "ok") | {part: "down"}
    assert "hunter2" not in answer.content.decode()
    assert "hunter2" in caplog.text


def test_cache_that_forgets_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "get", {}.get)

    with pytest.raises(OSError, match="forgets"):
        health.check_cache()


def test_queue_that_cannot_be_written_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)

    with pytest.raises(OSError, match="cannot be written"):
        health.check_broker()


def test_storage_check_leaves_no_file(settings: Settings) -> None:
    health.check_storage()

    assert default_storage.listdir("health") == ([], [])


def test_live_asks_no_part() -> None:
    answer = Client().get("/health/live")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    ("extra", "token", "status"),
    [
        ({}, "", 200),
        ({"REMOTE_ADDR": "::1"}, "", 200),
        ({"REMOTE_ADDR": "203.0.113.9"}, "", 404),
        ({"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, "", 404),
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer t0ken"}, "t0ken", 200),
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer wrong"}, "t0ken", 404),
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer "}, "", 404),
    ],
)
def test_metrics_are_for_allowed_readers(
    settings: Settings, extra: dict[str, str], token: str, status: int
) -> None:
    settings.METRICS_TOKEN = token

    answer = Client().get("/metrics", **extra)  # type: ignore[arg-type]

    assert answer.status_code == status
    assert (b"django_http_requests_total" in answer.content) is (status == 200)


@pytest.mark.parametrize("path", ["/health", "/health/live", "/health/ready", "/metrics"])
def test_probes_are_read_only(path: str) -> None:
    assert Client().post(path).status_code == 405
