"""Which member may call a view of the API: the same role matrix as everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.roles import Permission

if TYPE_CHECKING:
    # At run time the framework's views import their default permissions, which are these.
    from rest_framework.views import APIView


class MemberPermission(BasePermission):
    """Lets members in whose role carries the view's `read_permission` or `write_permission`.

    A view without them asks for VIEW to read and RECORD to write. Services ask once more.
    """

    defaults: ClassVar[dict[str, Permission]] = {
        "read_permission": Permission.VIEW,
        "write_permission": Permission.RECORD,
    }

    def has_permission(self, request: Request, view: APIView) -> bool:
        actor = getattr(request, "actor", None)
        if not request.user.is_authenticated or actor is None:
            return False
        name = "read_permission" if request.method in SAFE_METHODS else "write_permission"
        return bool(actor.may(getattr(view, name, self.defaults[name])))
