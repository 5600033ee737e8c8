"""Failed sign-ins, counted by name and by network address, and the waits that follow them.

An attempt first claims the rows that count it, so attempts on one name take turns and exactly the
free ones are tried; so do the codes of one person's second factor. A browser that a name has signed
in with is counted on its own: whoever guesses from elsewhere keeps others waiting, never the owner.
Passkeys and reset links are not counted.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import SignInFailures
from accounts.sign_in.delays import ACCOUNT, ADDRESS, CODE, DEVICE, FORGET, Patience

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to sign in, with the rows that count it and whether it has to wait."""

    patience: dict[str, Patience]
    blocked_until: datetime | None = None

    @property
    def is_refused(self) -> bool:
        return self.blocked_until is not None


@transaction.atomic
def begin_attempt(*, login: str, address: str, device: str = "") -> Attempt:
    """Claim the right to try one password; a refused attempt must not be tried.

    `device` is the number of a browser that has signed in with this name before. The claim holds
    locks until the surrounding transaction ends. Costs the same whether or not the name exists.
    """
    return _begin(_patience(login, address, device))


@transaction.atomic
def begin_code(*, user_id: int) -> Attempt:
    """Claim the right to try one code of a person's second factor, as `begin_attempt` does.

    Codes of one person take turns, whichever process they are sent to. They are counted apart from
    passwords: who may try a code knows the password.
    """
    return _begin({_key("code", str(user_id)): CODE})


def _begin(patience: dict[str, Patience]) -> Attempt:
    now = timezone.now()
    attempt = Attempt(patience)
    blank = [SignInFailures(key=key, failed_at=now) for key in attempt.patience]
    SignInFailures.objects.bulk_create(blank, ignore_conflicts=True)
    blocks = [row.blocked_until for row in _claimed(attempt) if row.blocked_until]
    latest = max(blocks, default=now)
    return Attempt(attempt.patience, latest) if latest > now else attempt


@transaction.atomic
def record_failure(attempt: Attempt) -> bool:
    """Count a failed attempt; return whether it is the first of this row to close the name."""
    now = timezone.now()
    rows = _claimed(attempt)
    is_news = False
    for row in rows:
        wait = _count(row, attempt.patience[row.key], now)
        if wait:
            logger.warning("sign-in closed for %s after %s failures", wait, row.failures)
            is_first = attempt.patience[row.key] is not ADDRESS and not row.is_told
            row.is_told = row.is_told or is_first
            is_news = is_news or is_first
    SignInFailures.objects.bulk_update(rows, ["failures", "failed_at", "blocked_until", "is_told"])
    return is_news


@transaction.atomic
def record_success(attempt: Attempt) -> None:
    """Forget the failures of the name; those of the address stay, or a guesser could wipe them."""
    own = [key for key, patience in attempt.patience.items() if patience is not ADDRESS]
    SignInFailures.objects.filter(key__in=own).delete()


def forget_failures(now: datetime) -> int:
    """Delete the rows without a failure for a day; return how many there were."""
    return SignInFailures.objects.filter(failed_at__lt=now - FORGET).delete()[0]


def _patience(login: str, address: str, device: str) -> dict[str, Patience]:
    name = login.strip().lower()
    if device:
        # One network may be shared with whoever guesses, so it does not count here.
        return {_key("device", f"{device}/{name}"): DEVICE}
    return {_key("name", name): ACCOUNT, _key("address", network_of(address)): ADDRESS}


def network_of(address: str) -> str:
    """Return the address as it is counted: an IPv6 one by the /64 that one customer holds."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
    return str(parsed)


def _key(kind: str, value: str) -> str:
    return salted_hmac(f"accounts.failures.{kind}", value, algorithm="sha256").hexdigest()


def _claimed(attempt: Attempt) -> list[SignInFailures]:
    """Return the attempt's rows, locked, always in the same order."""
    rows = SignInFailures.objects.select_for_update().filter(key__in=attempt.patience)
    return list(rows.order_by("key"))


def _count(row: SignInFailures, patience: Patience, now: datetime) -> timedelta:
    """Count a failure in a row and return the wait that follows."""
    if row.failed_at < now - FORGET:
        row.failures, row.is_told = 0, False
    row.failures += 1
    row.failed_at = now
    wait = patience.wait_after(row.failures)
    row.blocked_until = now + wait if wait else None
    return wait
