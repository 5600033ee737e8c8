"""Who does something, in which household, and by which road: given to every service that writes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import Household, Membership, User
from accounts.roles import MATRIX, Permission, Role


class Origin(TextChoices):
    """The road by which a change came."""

    USER = "user", _("By hand")
    API = "api", _("API")
    IMPORT = "import", _("Import")
    RULE = "rule", _("Rule")
    SCHEDULE = "schedule", _("Schedule")
    ASSISTANT = "assistant", _("Assistant")
    SYSTEM = "system", _("System")


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or the system itself, acting in one household."""

    household: Household
    role: Role
    origin: Origin
    user: User | None = None
    request_id: str = ""

    @classmethod
    def of(
        cls, membership: Membership, origin: Origin = Origin.USER, request_id: str = ""
    ) -> Actor:
        """Return the actor that a member is."""
        return cls(membership.household, Role(membership.role), origin, membership.user, request_id)

    @classmethod
    def system(cls, household: Household, origin: Origin = Origin.SYSTEM) -> Actor:
        """Return the system acting with an owner's rights: commands, jobs, migrations."""
        return cls(household, Role.OWNER, origin)

    def via(self, origin: Origin) -> Actor:
        """Return the same actor by another road."""
        return replace(self, origin=origin)

    def may(self, permission: Permission) -> bool:
        return permission in MATRIX[self.role]

    def must(self, permission: Permission) -> None:
        """Raise PermissionDenied unless the actor's role carries `permission`."""
        if not self.may(permission):
            raise PermissionDenied(f"{self.role.label} may not {permission}")
