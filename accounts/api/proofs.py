"""A fresh proof of who calls, which the API asks for where pages ask for it."""

from __future__ import annotations

from typing import cast

from allauth.account.internal.flows.login import record_authentication
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import is_recent
from accounts.api.auth import PROBLEMS
from accounts.http import HouseholdRequest
from accounts.jwts import AccessToken
from accounts.models import ApiToken, User
from accounts.services.api_entrance import Entrance, Lack
from accounts.services.proofs import is_proven, note_proof
from finehance.kit.problems import INVALID, refusal

_WRONG_PASSWORD = gettext_lazy("This is not your password.")
_WRONG = {
    "password": _WRONG_PASSWORD,
    "current_password": _WRONG_PASSWORD,
    "code": gettext_lazy("This is not a code of yours."),
}


class ProofNeeded(PermissionDenied):
    """The caller has not proven within the last five minutes who they are."""

    code = "AUTH_1008"

    def __init__(self) -> None:
        super().__init__(_("Send your password or a code to auth/prove/, then ask again."))


def must_be_proven(request: Request) -> None:
    """Raise ProofNeeded unless the caller has signed in or proven anew in the last five minutes.

    An API token was made by such a proof and needs no other: its scopes say what it may do.
    """
    given = request.auth
    if isinstance(given, ApiToken):
        return
    user = cast("User", request.user)
    inner = cast("HouseholdRequest", request._request)  # noqa: SLF001 -- the framework's own name
    is_fresh = (
        is_proven(user=user, sign_in=given.sign_in_id)
        if isinstance(given, AccessToken)
        else is_recent(inner)
    )
    if not is_fresh:
        raise ProofNeeded


def remember_proof(request: Request, method: str) -> None:
    """Note on the caller's sign-in or session that they have just proven who they are."""
    user, given = cast("User", request.user), request.auth
    if isinstance(given, AccessToken):
        note_proof(user=user, sign_in=given.sign_in_id)
    else:
        inner = request._request  # noqa: SLF001 -- the framework's own name
        record_authentication(inner, user, method=method, reauthenticated=True)


def proof_refusal(entrance: Entrance, field: str) -> Response:
    """Answer a wrong password or code: nothing is rolled back, so that it counts."""
    if entrance.lack is Lack.PROOF:
        errors = [{"field": field, "message": str(_WRONG[field]), "code": "invalid"}]
        return refusal(INVALID, errors=errors)
    return refusal(PROBLEMS[entrance.lack])
