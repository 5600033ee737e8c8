"""Saying in a request that what was reconciled with a statement may be changed."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model
from rest_framework import serializers
from rest_framework.permissions import SAFE_METHODS

from accounts.actors import Actor
from accounts.api.base import MemberViewSet

R = TypeVar("R", bound=Model)


class UnlockQuery(serializers.Serializer[Any]):
    """Whether the caller is sure."""

    unlock = serializers.BooleanField(
        default=False,
        help_text="Change what is reconciled with a statement, too; without it that is a 409.",
    )


class UnlockViewSet(MemberViewSet[R]):
    """Acts with an actor who has confirmed when the query says so."""

    @property
    def actor(self) -> Actor:
        by = super().actor
        is_asked = self.request.method not in SAFE_METHODS and "unlock" in self.request.query_params
        return by.confirming() if is_asked and self.read_query(UnlockQuery)["unlock"] else by
