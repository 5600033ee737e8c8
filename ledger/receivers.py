"""What the ledger does when the apps below announce something."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from accounts.actors import Actor
from accounts.signals import household_created
from ledger.services.chart import seed_chart


@receiver(household_created)
def furnish_household(actor: Actor, **kwargs: Any) -> None:
    """Seed the chart of accounts of a new household."""
    seed_chart(by=actor)
