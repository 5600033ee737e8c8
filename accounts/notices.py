"""What every page says above its content: an erasure that waits, terms that have changed."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.consents import required_versions
from accounts.models import User


def notices(request: HttpRequest) -> dict[str, object]:
    """Return whether the person has yet to agree to the documents as they are; asks no query."""
    user = getattr(request, "user", None)
    return {"asks_consent": isinstance(user, User) and user.agreed_to != required_versions()}
