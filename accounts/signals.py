"""What this app announces to the apps above it."""

from __future__ import annotations

from django.dispatch import Signal

# Sent inside the new household's scope, with `household` and `actor`.
household_created = Signal()

# Sent inside the household's scope when a person became a member, with `membership` and the
# `rights` that their invitation named.
member_joined = Signal()

# Sent inside the household's scope before a membership is deleted, with `membership`: whatever lets
# the person in, or is theirs in this household alone, ends now.
member_leaving = Signal()

# Sent inside a household's or the system's scope when a job ended without having done its work,
# with `job` as it was claimed, its `state` now (failed or cancelled) and `error` for people.
job_stopped = Signal()
