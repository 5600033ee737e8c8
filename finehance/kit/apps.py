"""The kit as a Django app, for its template tags."""

from __future__ import annotations

from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "finehance.kit"
    label = "kit"
