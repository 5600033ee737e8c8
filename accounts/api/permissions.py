"""Who may call a view of the API: members by the role matrix, API tokens by their grants too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.roles import Permission
from accounts.token_scopes import covers, grant_needed

if TYPE_CHECKING:
    # At run time the framework's views import their default permissions, which are these.
    from rest_framework.views import APIView


class GrantMissing(exceptions.PermissionDenied):
    """The API token lacks the grant that this needs, which the problem names."""

    code = "AUTH_1004"

    def __init__(self, grant: str) -> None:
        super().__init__(_("The token lacks %(grant)s.") % {"grant": grant})
        self.members = {"scope": grant}


class PersonNeeded(exceptions.PermissionDenied):
    """No API token may do this, whatever it was granted."""

    code = "AUTH_1005"

    def __init__(self) -> None:
        super().__init__(_("An API token may not do this: sign in yourself."))


class PasswordChangeNeeded(exceptions.PermissionDenied):
    """Somebody else chose the password: nothing else is open until it is changed."""

    code = "AUTH_1009"

    def __init__(self) -> None:
        super().__init__(_("Change your password by auth/change-password/ first."))


def grant_of(view: APIView, method: str) -> str | None:
    """Return the grant that `method` of a view takes; None where no token may.

    A view that declares no scope is closed to tokens, as is one that declares None.
    """
    by_method: dict[str, Any] = getattr(view, "scopes_of_methods", {})
    scope = by_method.get(method, getattr(view, "scope", None))
    return None if scope is None else grant_needed(scope, method)


def check_grants(request: Request, view: APIView) -> None:
    """Raise GrantMissing or PersonNeeded when an API token asks for what it may not."""
    if not isinstance(request.auth, ApiToken):
        return
    needed = grant_of(view, request.method or "")
    if needed is None:
        raise PersonNeeded
    if not covers(frozenset(request.auth.grants), needed):
        raise GrantMissing(needed)


class PersonPermission(BasePermission):
    """Lets in whoever has signed in, in a household or in none.

    Until a password that somebody else chose is changed, only a view that `is_way_out` is open.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        user = request.user
        if not isinstance(user, User):
            return False
        if user.must_change_password and not getattr(view, "is_way_out", False):
            raise PasswordChangeNeeded
        check_grants(request, view)
        return True


class MemberPermission(PersonPermission):
    """Lets members in whose role carries the view's `read_permission` or `write_permission`.

    A view without them asks for VIEW to read and RECORD to write. Services ask once more.
    """

    defaults: ClassVar[dict[str, Permission]] = {
        "read_permission": Permission.VIEW,
        "write_permission": Permission.RECORD,
    }

    @classmethod
    def needed(cls, view: APIView, method: str | None) -> Permission:
        """Return what a view asks for one of its methods."""
        name = "read_permission" if method in SAFE_METHODS else "write_permission"
        needed: Permission = getattr(view, name, cls.defaults[name])
        return needed

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not super().has_permission(request, view):
            return False
        actor = getattr(request, "actor", None)
        return actor is not None and bool(actor.may(self.needed(view, request.method)))
