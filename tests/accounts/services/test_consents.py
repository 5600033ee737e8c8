"""Consents: by version, given once, asked again when the text changes, withdrawn when voluntary."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings

from accounts.consents import DOCUMENTS, required_versions
from accounts.models import Consent, Household, User
from accounts.scope import person_scope
from accounts.services.consents import (
    agree_to_required,
    give_consent,
    has_consented,
    withdraw_consent,
)


def in_force(user: User) -> dict[str, str]:
    rows = Consent.objects.filter(user=user, withdrawn_at=None)
    return dict(rows.values_list("document", "version"))


def test_agreeing_notes_every_required_document(household: Household, alice: User) -> None:
    agree_to_required(user=alice)

    alice.refresh_from_db()
    assert in_force(alice) == {"terms": "2026-11-24", "privacy": "2026-11-24"}
    assert alice.agreed_to == required_versions() == "terms:2026-11-24 privacy:2026-11-24"


def test_agreeing_twice_notes_it_once(household: Household, alice: User) -> None:
    first = give_consent(user=alice, document="terms")

    assert give_consent(user=alice, document="terms") == first
    assert Consent.objects.count() == 1


def test_voluntary_consent_is_off_until_given_and_after_it_is_withdrawn(
    household: Household, alice: User
) -> None:
    before = has_consented(alice, "assistant")
    give_consent(user=alice, document="assistant")
    during = has_consented(alice, "assistant")
    withdraw_consent(user=alice, document="assistant")

    assert (before, during, has_consented(alice, "assistant")) == (False, True, False)
    assert Consent.objects.get().withdrawn_at is not None


@pytest.mark.parametrize("document", ["terms", "privacy", "unknown"])
def test_required_consent_is_not_withdrawn(
    household: Household, alice: User, document: str
) -> None:
    with pytest.raises(ValidationError):
        withdraw_consent(user=alice, document=document)


def test_operators_own_text_has_its_own_version(
    household: Household, alice: User, settings: Settings, tmp_path: Path
) -> None:
    agree_to_required(user=alice)
    (tmp_path / "terms.txt").write_text("Our <own> terms.\n\nBe kind.", encoding="utf-8")
    settings.LEGAL_DIR = str(tmp_path)

    page = Client().get("/legal/terms/").content.decode()

    version = DOCUMENTS["terms"].version
    assert version.startswith("own-")
    assert "<p>Our &lt;own&gt; terms.</p>\n\n<p>Be kind.</p>" in page
    assert alice.agreed_to != required_versions()
    agree_to_required(user=alice)
    assert in_force(alice) == {"terms": version, "privacy": "2026-11-24"}


def test_signing_up_notes_the_agreement(db: None) -> None:
    form = {
        "email": "new@example.org",
        "password1": "a-long-enough-one",
        "password2": "a-long-enough-one",
    }

    Client().post("/accounts/signup/", form)

    user = User.objects.get(email="new@example.org")
    with person_scope(user.pk):
        assert set(in_force(user)) == {"terms", "privacy"}
    assert user.agreed_to == required_versions()
