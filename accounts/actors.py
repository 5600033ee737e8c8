"""Who does something, in which household, and by which road: given to every service that writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import Household, Membership, User
from accounts.roles import MATRIX, Permission, Right, Role


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
    rights: Mapping[int, Right] = field(default_factory=dict, hash=False)
    """What is less than full, by id of a row of the app above; see `Membership.limits`."""
    has_confirmed: bool = False
    """Whether the person was asked about what the act would break, and said yes."""

    @classmethod
    def of(
        cls, membership: Membership, origin: Origin = Origin.USER, request_id: str = ""
    ) -> Actor:
        """Return the actor that a member is."""
        return cls(
            membership.household,
            Role(membership.role),
            origin,
            membership.user,
            request_id,
            membership.limits,
        )

    @classmethod
    def system(cls, household: Household, origin: Origin = Origin.SYSTEM) -> Actor:
        """Return the system acting with an owner's rights: commands, jobs, migrations."""
        return cls(household, Role.OWNER, origin)

    def via(self, origin: Origin) -> Actor:
        """Return the same actor by another road."""
        return replace(self, origin=origin)

    def confirming(self) -> Actor:
        """Return the same actor, asked and sure."""
        return replace(self, has_confirmed=True)

    def may(self, permission: Permission) -> bool:
        return permission in MATRIX[self.role]

    def must(self, permission: Permission) -> None:
        """Raise PermissionDenied unless the actor's role carries `permission`."""
        if not self.may(permission):
            raise PermissionDenied(f"{self.role.label} may not {permission}")

    def barred(self, need: Right) -> frozenset[int]:
        """Return the ids of the rows on which the actor has less than the right `need`."""
        return frozenset(key for key, right in self.rights.items() if right.rank < need.rank)

    @property
    def hidden(self) -> tuple[int, ...]:
        """The ids of the rows that are kept from the actor, in order."""
        return tuple(sorted(self.barred(Right.READ)))

    def must_write(self, rows: Iterable[int]) -> None:
        """Raise PermissionDenied unless the actor has full rights on all of these rows."""
        self._must_reach(rows, Right.FULL)

    def must_annotate(self, rows: Iterable[int]) -> None:
        """Raise PermissionDenied unless the actor may annotate all of these rows."""
        self._must_reach(rows, Right.ANNOTATE)

    def must_write_everywhere(self) -> None:
        """Raise PermissionDenied when any row is kept from the actor, or may only be looked at.

        For acts that go through the whole household, such as making two payees one.
        """
        self._must_reach(self.rights, Right.FULL)

    def _must_reach(self, rows: Iterable[int], need: Right) -> None:
        if self.rights and not self.barred(need).isdisjoint(rows):
            raise PermissionDenied("this takes more rights on an account than you were given")
