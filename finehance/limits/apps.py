"""The counting of requests as a Django app, for its table."""

from __future__ import annotations

from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "finehance.limits"
    label = "limits"
