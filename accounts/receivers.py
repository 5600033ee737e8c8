"""What this app does when others announce something."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_signed_up
from django.dispatch import receiver

from accounts.models import User
from accounts.scope import person_scope
from accounts.services.consents import agree_to_required
from accounts.services.households import create_household


@receiver(user_signed_up)
def give_household(user: User, **kwargs: Any) -> None:
    create_household(owner=user, name=f"{user.get_short_name()}'s household")
    # The page of signing up says so beside its button.
    with person_scope(user.pk):
        agree_to_required(user=user)
