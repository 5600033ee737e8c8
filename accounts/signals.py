"""What this app announces to the apps above it."""

from __future__ import annotations

from django.dispatch import Signal

# Sent inside the new household's scope, with `household` and `actor`.
household_created = Signal()

# Sent inside a household's or the system's scope when a job ended without having done its work,
# with `job` as it was claimed, its `state` now (failed or cancelled) and `error` for people.
job_stopped = Signal()
