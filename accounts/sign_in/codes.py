"""The one place where a code of a second factor is checked: pages and the API come here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.core.exceptions import ValidationError

from accounts.services.lockouts import begin_code, record_failure, record_success
from accounts.services.second_factors import take_code

TOO_MANY = "too_many_login_attempts"
INCORRECT = "incorrect_code"


class GuardedCode:
    """Lets codes of one person take turns, counts the wrong ones, and takes none twice."""

    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        attempt = begin_code(user_id=self.user.pk)
        if attempt.is_refused:
            raise get_account_adapter().validation_error(TOO_MANY)
        try:
            code = self._taken()
        except ValidationError as error:
            if error.code == INCORRECT:
                record_failure(attempt)
            raise
        record_success(attempt)
        return code

    def _taken(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # of allauth's form beside it
        is_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_app and not take_code(self.authenticator, code):
            raise get_adapter().validation_error(INCORRECT)
        return code


class CodeForm(GuardedCode, AuthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """A code that completes a sign-in."""


class CodeAgainForm(GuardedCode, ReauthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """A code that proves once more who is signed in."""


class FirstCodeForm(GuardedCode, ActivateTOTPForm):  # type: ignore[misc]  # allauth is untyped
    """The code by which an app is added; `receivers.take_first_code` takes it."""

    def _taken(self) -> str:
        code: str = ActivateTOTPForm.clean_code(self)
        return code
