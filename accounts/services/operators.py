"""Making operators: nobody is one by default, and nobody is one with a weak password."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.enums import AuditKind
from accounts.models import User
from accounts.services.audit import mask_address, record_event

MINIMUM_LENGTH = 14


class OperatorExists(Exception):
    """There is an operator already."""


@transaction.atomic
def make_operator(*, email: str, password: str, is_extra: bool = False) -> User:
    """Create an operator who must choose another password at the first sign-in.

    Raises OperatorExists when there is one already, unless `is_extra`, and ValidationError for an
    address that is taken or no address, and for a password that is weak.
    """
    if not is_extra and User.objects.filter(is_superuser=True, is_active=True).exists():
        raise OperatorExists("there is an operator already")
    address = email.strip().lower()
    validate_email(address)
    if User.objects.filter(email__iexact=address).exists():
        raise ValidationError(_("This address has a sign-in already."))
    _check_password(password, User(email=address))
    user = User.objects.create_superuser(address, password, must_change_password=True)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    record_event(AuditKind.OPERATOR_MADE, user=user, subject=mask_address(address))
    return user


def _check_password(password: str, user: User) -> None:
    if len(password) < MINIMUM_LENGTH:
        text = _("An operator's password has %(n)d characters or more.")
        raise ValidationError(text % {"n": MINIMUM_LENGTH})
    validate_password(password, user)
