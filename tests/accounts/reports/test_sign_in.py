"""What the security page says of a sign-in."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from accounts.models import User
from accounts.reports.sign_in import sign_in_overview
from tests.accounts.sign_in_browsers import confirm_address


def add_key(user: User) -> None:
    credential = {"clientExtensionResults": {"credProps": {"rk": False}}}
    data = {"name": "Key", "credential": credential}
    Authenticator.objects.create(user=user, type="webauthn", data=data)


@pytest.mark.parametrize(
    ("steps", "advice"),
    [
        ("", ["account_email", "mfa_add_webauthn"]),
        ("e", ["mfa_add_webauthn"]),
        ("ek", ["mfa_add_webauthn", "mfa_generate_recovery_codes"]),
        ("ekc", ["mfa_add_webauthn"]),
        ("ekkc", []),
        ("et", ["mfa_generate_recovery_codes"]),
        ("etc", []),
    ],
)
def test_advice_is_what_is_missing(alice: User, steps: str, advice: list[str]) -> None:
    acts = {
        "e": confirm_address,
        "k": add_key,
        "t": lambda user: TOTP.activate(user, "JBSWY3DPEHPK3PXP"),
        "c": RecoveryCodes.activate,
    }
    for step in steps:
        acts[step](alice)

    assert [each.url_name for each in sign_in_overview(alice).advice] == advice


def test_status_counts_what_there_is(alice: User) -> None:
    confirm_address(alice)
    add_key(alice)
    codes = RecoveryCodes.activate(alice)
    codes.validate_code(codes.get_unused_codes()[0])

    status = sign_in_overview(alice)

    assert (status.has_password, status.has_totp, status.is_email_confirmed) == (True, False, True)
    assert [(key.name, key.is_passwordless) for key in status.passkeys] == [("Key", False)]
    assert (status.recovery_codes_left, status.connections) == (9, ())
