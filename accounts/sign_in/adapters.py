"""What allauth is told to do differently: mails, links, waits, names and secrets."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.encryption import decrypt, encrypt
from accounts.enums import AuditKind
from accounts.models import User
from accounts.services.audit import mask_address, record_event
from accounts.services.email_changes import prove_new_address
from accounts.services.mail import send_mail
from accounts.sign_in.backends import REFUSED
from accounts.sign_in.devices import address_of, describe_agent
from accounts.sign_in.mails import LETTERS, NOTICES

FIRST_SIGN_IN = "is_first_sign_in"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """allauth's sign-in with the product's lock-out and mails."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave counting to the backend: allauth's own would let strangers lock an owner out."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user is None and getattr(request, REFUSED, False):
            raise self.validation_error("too_many_login_attempts")
        return user

    def login(self, request: HttpRequest, user: User) -> None:
        setattr(request, FIRST_SIGN_IN, user.last_login is None)
        super().login(request, user)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm an address; the new one of a change waits until the old one has agreed, too."""
        if not prove_new_address(email_address=email_address):
            self.add_message(request, 20, "account/messages/email_change_waits.txt")
            return False
        return bool(super().confirm_email(request, email_address))

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or str(super().get_client_ip(request))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:security")

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        record_event(
            AuditKind.PASSWORD_RESET_ASKED,
            user=user,
            request=self.request,
            subject=mask_address(email),
        )
        super().send_password_reset_mail(user, email, context)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter or a notice in the product's own look; its links start with BASE_URL."""
        if letter := LETTERS.get(template_prefix):
            told = {"words": letter, "url": _own_url(str(context[letter.link]))}
            send_mail(template="sign_in_letter", to=email, context=told)
            return
        notice = NOTICES[template_prefix]
        told = {
            "words": notice,
            "text": str(notice.text).format_map(context | {"provider": _provider_name(context)}),
            "at": context.get("timestamp"),
            "address": context.get("ip", ""),
            "agent": describe_agent(str(context.get("user_agent", ""))),
            "security_url": _own_url(reverse("accounts:security")),
        }
        send_mail(template="sign_in_notice", to=email, context=told)


def _own_url(url: str) -> str:
    """Return the address below BASE_URL, whatever host the request named."""
    parts = urlsplit(url)
    return urljoin(settings.BASE_URL, parts.path + (f"?{parts.query}" if parts.query else ""))


def _provider_name(context: dict[str, Any]) -> str:
    account = context.get("account")
    return str(account.get_provider().name) if account else ""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """Second factors whose secrets are encrypted at rest, and keys named after their browser."""

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 -- allauth's name
        return describe_agent(current.request.headers.get("User-Agent", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Finehance"}
