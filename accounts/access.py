"""Who may open a view: signed in, in a household, with a permission."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from accounts.http import HouseholdRequest
from accounts.roles import Permission

P = ParamSpec("P")
View = Callable[Concatenate[HouseholdRequest, P], HttpResponseBase]


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

        return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", guarded)

    return decorate
