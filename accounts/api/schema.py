"""How the ways to sign in appear in the API's schema; loaded when the app is ready."""

from __future__ import annotations

from drf_spectacular.authentication import SessionScheme
from drf_spectacular.contrib.rest_framework_simplejwt import SimpleJWTScheme


class HouseholdJWTScheme(SimpleJWTScheme):
    target_class = "accounts.api.authentication.HouseholdJWTAuthentication"


class HouseholdSessionScheme(SessionScheme):
    target_class = "accounts.api.authentication.HouseholdSessionAuthentication"
