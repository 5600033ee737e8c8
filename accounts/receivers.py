"""What this app does when others announce something."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import user_signed_up
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from accounts.scope import person_scope
from accounts.services.consents import agree_to_required
from accounts.services.households import create_household
from accounts.services.invitations import SESSION_KEY, is_invited


@receiver(user_signed_up)
def give_household(user: User, request: HttpRequest, **kwargs: Any) -> None:
    """Give who signs up a household of their own, unless an invitation brought them.

    Its link came to the very address that they sign up with, which is proof enough of it.
    """
    if is_invited(user, request.session.get(SESSION_KEY)):
        EmailAddress.objects.get_for_user(user, user.email).set_verified()
    else:
        create_household(owner=user, name=f"{user.get_short_name()}'s household")
    # The page of signing up says so beside its button.
    with person_scope(user.pk):
        agree_to_required(user=user)
