"""New passwords by the API: changed by whoever knows the old one, or set by a link from a mail."""

from __future__ import annotations

from allauth.account import signals
from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm, UserTokenForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from accounts.models import User
from accounts.services.api_entrance import Entrance, Lack
from accounts.services.api_sign_ins import end_all_sign_ins
from accounts.services.sign_ups import check_password_of


def send_reset_link(*, request: HttpRequest, email: str) -> None:
    """Send a link to set a new password; to an address that nobody has, a mail that says so.

    Raises ValidationError for what is no address.
    """
    form = ResetPasswordForm({"email": email})
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    form.save(request)


@transaction.atomic
def reset_password(*, request: HttpRequest, key: str, password: str) -> bool:
    """Set the password of whoever the key was sent to, and end all of their API sign-ins.

    `key` is the last part of the link in the mail. False when it is wrong, has expired or was used;
    raises ValidationError for a weak password.
    """
    number, _dash, secret = key.partition("-")
    form = UserTokenForm({"uidb36": number, "key": secret})
    if not form.is_valid():
        return False
    user: User = form.reset_user
    check_password_of(user, password, field="password")
    _set(user, password)
    signals.password_reset.send(sender=User, request=request, user=user)
    get_adapter(request).send_notification_mail("account/email/password_reset", user)
    return True


def change_password(*, request: HttpRequest, user: User, current: str, new: str) -> Entrance:
    """Change a password and end all API sign-ins of the person, who must know the current one.

    A wrong one is returned and not raised, so that what was counted of it is kept. Raises
    ValidationError for a weak new one.
    """
    check_password_of(user, new, field="new_password")
    proof = prove_password(request=request, user=user, password=current)
    if proof.user is None:
        return proof
    _set(user, new)
    signals.password_changed.send(sender=User, request=request, user=user)
    get_adapter(request).send_notification_mail("account/email/password_changed", user)
    return proof


def prove_password(*, request: HttpRequest, user: User, password: str) -> Entrance:
    """Check the password of somebody who is signed in; wrong ones count as at signing in."""
    try:
        proven = get_adapter(request).authenticate(request, email=user.email, password=password)
    except ValidationError:
        return Entrance(lack=Lack.PATIENCE)
    is_theirs = proven is not None and proven.pk == user.pk
    return Entrance(user=user) if is_theirs else Entrance(lack=Lack.PROOF)


def _set(user: User, password: str) -> None:
    get_adapter().set_password(user, password)
    end_all_sign_ins(user=user)
