"""What an API token may be allowed: a part of the API, to read it or to read and write it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class TokenScope(TextChoices):
    """A part of the API; every view of it declares its own as `scope`."""

    PROFILE = "profile", _("Profile and households")
    TRANSACTIONS = "transactions", _("Accounts and transactions")
    BUDGET = "budget", _("Budgets and goals")
    RECEIPTS = "receipts", _("Receipts and attachments")
    ANALYTICS = "analytics", _("Totals, reports and forecasts")
    INSIGHTS = "insights", _("Insights and the assistant")
    ADMIN = "admin", _("Household settings and members")


GRANTS = tuple(f"{scope}:{kind}" for scope in TokenScope for kind in ("read", "write"))
"""Everything that a token may carry: `transactions:read`, `transactions:write` …"""


def grant_needed(scope: str, method: str) -> str:
    """Return the grant that a request of `method` to a view of `scope` needs."""
    return f"{TokenScope(scope)}:{'read' if method in SAFE_METHODS else 'write'}"


def covers(grants: frozenset[str], needed: str) -> bool:
    """Say whether `grants` hold what is needed; whoever may write may read as well."""
    scope = needed.partition(":")[0]
    return needed in grants or f"{scope}:write" in grants
