"""Finehance: settings, URLs and the frame around the apps."""

from __future__ import annotations

from finehance.celery import app as celery_app

__all__ = ["celery_app"]
