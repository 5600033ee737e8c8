"""What the mails of signing in say, by allauth's name of the occasion.

A notice tells of something that was done; a letter asks for a click. Both are drawn by the
product's two mail templates, so that a new occasion is a line here.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Words:
    """Subject, text and, for a letter, the words on its button."""

    subject: str | Promise
    text: str | Promise
    button: str | Promise = ""
    link: str = ""
    """The name under which allauth's context holds the address of the button."""


NOTICES: dict[str, Words] = {
    "account/email/email_changed": Words(
        _("Your e-mail address was changed"),
        _("Your sign-in is now {to_email}. This address no longer opens it."),
    ),
    "account/email/email_deleted": Words(
        _("An e-mail address was removed"),
        _("{deleted_email} no longer belongs to your sign-in."),
    ),
    "account/email/password_changed": Words(
        _("Your password was changed"),
        _("Your password was changed, and every session was signed out."),
    ),
    "account/email/password_reset": Words(
        _("Your password was reset"),
        _("Your password was set anew by a link from this mailbox; every session was signed out."),
    ),
    "account/email/password_set": Words(
        _("A password was set"), _("You can now sign in with a password, too.")
    ),
    "mfa/email/recovery_codes_generated": Words(
        _("New recovery codes"),
        _("New recovery codes were made; the ones before no longer work."),
    ),
    "mfa/email/totp_activated": Words(
        _("Authenticator app added"),
        _("Signing in by password now asks for a code of your authenticator app."),
    ),
    "mfa/email/totp_deactivated": Words(
        _("Authenticator app removed"),
        _("Signing in no longer asks for a code of an authenticator app."),
    ),
    "mfa/email/webauthn_added": Words(
        _("Passkey or security key added"), _("A new key can be used to sign in as you.")
    ),
    "mfa/email/webauthn_removed": Words(
        _("Passkey or security key removed"), _("A key can no longer be used to sign in as you.")
    ),
    "socialaccount/email/account_connected": Words(
        _("Another way to sign in was connected"),
        _("You can now sign in with {provider}."),
    ),
    "socialaccount/email/account_disconnected": Words(
        _("A way to sign in was disconnected"),
        _("{provider} no longer opens your sign-in."),
    ),
}
LETTERS: dict[str, Words] = {
    "account/email/email_confirmation_signup": Words(
        _("Confirm your e-mail address"),
        _("Welcome. Confirm that this is your address, and your household is ready."),
        _("Confirm address"),
        "activate_url",
    ),
    "account/email/email_confirmation": Words(
        _("Confirm your e-mail address"),
        _("Somebody, hopefully you, gave this address for signing in to Finehance."),
        _("Confirm address"),
        "activate_url",
    ),
    "account/email/password_reset_key": Words(
        _("Set a new password"),
        _("Somebody, hopefully you, asked to set your password anew. The link works once."),
        _("Set a new password"),
        "password_reset_url",
    ),
    "account/email/unknown_account": Words(
        _("No sign-in with this address"),
        _(
            "Somebody, hopefully you, tried to get into a sign-in with this address. There is none;"
            " perhaps you used another address."
        ),
        _("Create a sign-in"),
        "signup_url",
    ),
    "account/email/account_already_exists": Words(
        _("You have a sign-in already"),
        _(
            "Somebody, hopefully you, tried to create a sign-in with this address. It has one; if"
            " you forgot the password, set a new one."
        ),
        _("Set a new password"),
        "password_reset_url",
    ),
}
