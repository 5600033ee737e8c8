"""Organisations with SAML are read strictly, and refused without the library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from finehance import saml
from finehance.environment import Environment
from finehance.saml import saml_origins, saml_providers

FIRM = {
    "id": "firm",
    "name": "The firm",
    "entity_id": "https://id.firm.example/saml",
    "sso_url": "https://login.firm.example/sso",
    "x509cert": "MIIC",
}
CLUB = {
    "id": "club",
    "name": "The club",
    "entity_id": "urn:club",
    "metadata_url": "https://club.example/metadata.xml",
    "attributes": {"email": "mail"},
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Environment:
    """An environment without organisations, on a machine that has the library."""
    monkeypatch.delenv("SAML_PROVIDERS", raising=False)
    monkeypatch.setattr(saml, "find_spec", lambda name: name)
    return Environment(tmp_path)


def test_no_organisation_is_offered_by_default(environment: Environment) -> None:
    assert saml_providers(environment) == {}


def test_organisations_are_read_and_signed_answers_demanded(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAML_PROVIDERS", json.dumps([FIRM, CLUB]))

    found = saml_providers(environment)

    firm, club = found["saml"]["APPS"]
    assert (firm["client_id"], firm["provider_id"]) == ("firm", "https://id.firm.example/saml")
    assert firm["settings"]["idp"] == {
        "entity_id": "https://id.firm.example/saml",
        "sso_url": "https://login.firm.example/sso",
        "x509cert": "MIIC",
    }
    assert club["settings"]["attribute_mapping"] == {"email": "mail"}
    assert {app["settings"]["advanced"]["want_assertion_signed"] for app in (firm, club)} == {True}
    assert saml_origins(found) == ["https://login.firm.example", "https://club.example"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("{", "SAML_PROVIDERS is not JSON"),
        ({}, "a JSON list"),
        ([1], "organisation 1 is not an object"),
        ([FIRM | {"colour": "red"}], "colour is not known"),
        ([{**FIRM, "x509cert": ""}], "x509cert is missing"),
        ([{**CLUB, "metadata_url": 7}], "metadata_url is missing"),
        ([FIRM | {"id": "The Firm"}], "id is lower-case"),
        ([FIRM | {"sso_url": "http://login.firm.example"}], "sso_url must be https"),
        ([FIRM | {"attributes": []}], "attributes is an object"),
        ([FIRM, FIRM], "the same id"),
    ],
)
def test_broken_description_stops_the_start(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, value: Any, words: str
) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    monkeypatch.setenv("SAML_PROVIDERS", text)

    with pytest.raises(ImproperlyConfigured, match=words):
        saml_providers(environment)


def test_missing_library_is_named(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saml, "find_spec", lambda name: None)
    monkeypatch.setenv("SAML_PROVIDERS", json.dumps([FIRM]))

    with pytest.raises(ImproperlyConfigured, match="pip install"):
        saml_providers(environment)
