"""Who may open a view: signed in, in a household, with a permission, there in person.

Each decorator writes what it asks for on the view, as `needs`, so that tests can walk every
address with every role.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from allauth.account import app_settings as allauth_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django_htmx.http import HttpResponseClientRedirect

from accounts.http import HouseholdRequest
from accounts.roles import Permission

SIGN_IN = "sign-in"
"""What a view `needs` that asks for no household."""

P = ParamSpec("P")
View = Callable[Concatenate[HouseholdRequest, P], HttpResponseBase]
AnyView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def member_required(
    permission: Permission = Permission.VIEW,
) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Let members with `permission` in; send strangers to sign in, answer 403 to other members."""

    def decorate(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            member = cast("HouseholdRequest", request)
            if member.actor is None:
                raise PermissionDenied("you are in no household")
            member.actor.must(permission)
            return view(member, *args, **kwargs)

        guarded.needs = permission  # type: ignore[attr-defined]  # read by the walks of the tests
        return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", guarded)

    return decorate


def person_required(
    view: View[P],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let whoever is signed in in, member of a household or not; send others to sign in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(cast("HouseholdRequest", request), *args, **kwargs)

    guarded.needs = SIGN_IN  # type: ignore[attr-defined]  # read by the walks of the tests
    return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", guarded)


def takes_data_out(view: AnyView[P]) -> AnyView[P]:
    """Mark a view whose answer is a file of the members' to keep: never for a stand-in."""
    view.takes_data_out = True  # type: ignore[attr-defined]  # read by the stand-in's middleware
    return view


def recent_sign_in_required(
    view: View[P],
) -> View[P]:
    """Ask for the password or the second factor again before a dangerous act, then go on with it.

    Stands under `member_required` or `person_required`. A sign-in or an answer of the last five
    minutes is enough.
    """

    @wraps(view)
    def guarded(
        request: HouseholdRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        return view(request, *args, **kwargs) if is_recent(request) else _ask_again(request)

    return guarded


def is_recent(request: HouseholdRequest) -> bool:
    """Say whether the person has proven who they are within the last five minutes.

    True as well for somebody who has nothing to prove it with: who signs in elsewhere only.
    """
    records = get_authentication_records(request, request.user)
    latest: float = max((record["at"] for record in records), default=0)
    if time.time() - latest < allauth_settings.REAUTHENTICATION_TIMEOUT:
        return True
    return not get_adapter().get_reauthentication_methods(request.user)


def _ask_again(request: HouseholdRequest) -> HttpResponseBase:
    methods = get_adapter().get_reauthentication_methods(request.user)
    answer: HttpResponseBase = suspend_request(request, methods[0]["url"])
    if request.htmx:
        return HttpResponseClientRedirect(answer["Location"])
    return answer
