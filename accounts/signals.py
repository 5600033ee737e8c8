"""What this app announces to the apps above it."""

from __future__ import annotations

from django.dispatch import Signal

# Sent inside the new household's scope, with `household` and `actor`.
household_created = Signal()
