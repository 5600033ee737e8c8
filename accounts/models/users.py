"""People who sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Creates people by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person; raises ValueError without an address. No household is made here."""
        if not email:
            raise ValueError("a user needs an e-mail address")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an operator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """One person, known by e-mail address."""

    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(_("name"), max_length=100, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    """Somebody else chose the password: nothing but changing it is open to them."""
    date_joined = models.DateTimeField(default=timezone.now)
    token_version = models.PositiveIntegerField(default=0, editable=False)
    """JWTs of another version are refused. The database raises it with each new password and
    when the person is deactivated, whatever changes them, and never lowers it."""
    agreed_to = models.CharField(max_length=200, blank=True, editable=False)
    """The versions of the required documents agreed to last (`accounts.consents`)."""
    erase_after = models.DateTimeField(null=True, blank=True, editable=False)
    """When the person and what is theirs are erased, unless that is taken back before."""
    last_household = models.ForeignKey(
        "accounts.Household", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    """Where the person was last, for the next time they sign in."""

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.display_name or self.email

    def get_short_name(self) -> str:
        return self.display_name or self.email.split("@", 1)[0]


def name_of(user: User) -> str:
    """Return how a person is called in pages and mails of signing in."""
    return user.get_short_name()
