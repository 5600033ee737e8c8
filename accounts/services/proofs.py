"""Proving anew who somebody is, by which dangerous acts of programs are opened for five minutes."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from allauth.account import app_settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import ApiSignIn, User
from accounts.scope import person_scope
from accounts.services.api_entrance import Entrance, prove_code
from accounts.services.passwords import prove_password


def prove_person(*, request: HttpRequest, user: User, password: str, code: str) -> Entrance:
    """Check the password, or the code of a second factor where no password is given.

    Failures are returned and not raised, so that what was counted of them is kept.
    """
    if password:
        return prove_password(request=request, user=user, password=password)
    return prove_code(request=request, user=user, code=code)


def note_proof(*, user: User, sign_in: UUID) -> None:
    """Note that the person of a program's sign-in has just proven who they are."""
    with person_scope(user.pk):
        ApiSignIn.objects.filter(user=user, pk=sign_in).update(proved_at=timezone.now())


def is_proven(*, user: User, sign_in: UUID) -> bool:
    """Say whether a sign-in began, or was proven anew, within the last five minutes."""
    since = timezone.now() - timedelta(seconds=app_settings.REAUTHENTICATION_TIMEOUT)
    mine = ApiSignIn.objects.filter(user=user, pk=sign_in)
    return mine.filter(created_at__gt=since).exists() or mine.filter(proved_at__gt=since).exists()
