"""Waits after failed sign-ins: none at first, then twice as long each time, up to a cap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Patience:
    """How many failures are free, and the waits that follow."""

    free: int
    first: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(minutes=15)

    def wait_after(self, failures: int) -> timedelta:
        """Return how long nobody may try after so many failures; zero while they are free."""
        doublings = failures - self.free
        if doublings < 0:
            return timedelta()
        # The cap is reached after a few doublings; the bound keeps the power small.
        return min(self.first * (1 << min(doublings, 20)), self.longest)


ACCOUNT = Patience(free=5)
"""For one sign-in name, from browsers that it has not signed in with."""
DEVICE = Patience(free=5)
"""For one sign-in name from a browser that it has signed in with."""
ADDRESS = Patience(free=30)
"""For one network address, whatever names are tried: an office or a family shares one."""
CODE = Patience(free=5)
"""For the codes of one person's second factor, from wherever they are sent."""
FORGET = timedelta(hours=24)
"""Failures are forgotten after so long without another."""
