"""Providers to sign in with are read strictly from the environment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from finehance.environment import Environment
from finehance.providers import provider_origins, sign_in_providers

BANK = {
    "id": "bank",
    "name": "My bank",
    "server_url": "https://id.bank.example/realm/",
    "client_id": "finehance",
    "secret": "s3cret",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Environment:
    """An environment without providers."""
    for name in ("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "OIDC_PROVIDERS"):
        monkeypatch.delenv(name, raising=False)
    return Environment(tmp_path)


def test_no_provider_is_offered_by_default(environment: Environment) -> None:
    providers = sign_in_providers(environment)

    assert (providers, provider_origins(providers)) == ({}, [])


def test_google_and_others_are_read(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = BANK | {"id": "work", "sign_in_origin": "https://login.work.example/x"}
    monkeypatch.setenv("GOOGLE_CLIENT_ID", "g")
    monkeypatch.setenv("GOOGLE_CLIENT_SECRET", "s")
    monkeypatch.setenv("OIDC_PROVIDERS", json.dumps([BANK, other]))

    providers = sign_in_providers(environment)

    apps = providers["openid_connect"]["APPS"]
    assert [app["provider_id"] for app in apps] == ["bank", "work"]
    assert apps[0]["settings"]["server_url"] == "https://id.bank.example/realm"
    assert provider_origins(providers) == [
        "https://accounts.google.com",
        "https://id.bank.example",
        "https://login.work.example",
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("{", "OIDC_PROVIDERS is not JSON"),
        ({}, "a JSON list"),
        (["x"], "provider 1 is not an object"),
        ([BANK | {"colour": "red"}], "colour is not known"),
        ([BANK, BANK | {"secret": ""}], "provider 2: secret is missing"),
        ([BANK | {"server_url": "http://id.bank.example"}], "must be https"),
        ([BANK | {"id": "My Bank"}], "no usable id"),
        ([BANK, BANK], "the same id"),
    ],
)
def test_broken_description_stops_the_start(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, value: Any, words: str
) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    monkeypatch.setenv("OIDC_PROVIDERS", text)

    with pytest.raises(ImproperlyConfigured, match=words):
        sign_in_providers(environment)


def test_google_without_a_secret_stops_the_start(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_CLIENT_ID", "g")

    with pytest.raises(ImproperlyConfigured, match="GOOGLE_CLIENT_SECRET"):
        sign_in_providers(environment)
