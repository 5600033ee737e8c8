"""Codes of authenticator apps, each of which is taken once.

The time step of the last code that was taken is kept with the app's secret, and only later ones are
taken from then on (RFC 6238, section 5.2): however wide the window of tolerance is, and whichever
process a code is sent to.
"""

from __future__ import annotations

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.db import transaction

LAST_STEP = "last_step"
"""Where an authenticator's data keeps the time step of the last code that was taken."""


@transaction.atomic
def take_code(authenticator: Authenticator, code: str) -> bool:
    """Take a code of an authenticator app; False when it, or a later one, was taken before.

    Holds the authenticator's row until the surrounding transaction ends, so that of two requests
    with one code the second sees what the first has done.
    """
    locked = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    step = _step_of(decrypt(locked.data["secret"]), code, after=locked.data.get(LAST_STEP, -1))
    if step is None:
        return False
    locked.data = {**locked.data, LAST_STEP: step}
    locked.save(update_fields=["data"])
    authenticator.data = locked.data
    return True


def _step_of(secret: str, code: str, *, after: int) -> int | None:
    """Return the time step within the window, later than `after`, whose code this is."""
    moments: list[int] = sorted(yield_hotp_counters_from_time())
    for moment in moments:
        shown = format_hotp_value(hotp_value(secret, moment))
        if moment > after and compare_user_code(actual=code, expected=shown):
            return moment
    return None
