"""What the demo household enters by hand again and again."""

from __future__ import annotations

from accounts.actors import Actor
from ledger.models import Transaction
from ledger.services.templates import create_template


def seed_templates(by: Actor) -> None:
    """Keep the latest shop that was split with its amount open, and money from the cash machine."""
    rows = Transaction.objects.in_household(by.household).live().order_by("-date", "-pk")
    cash = rows.filter(memo="Cash machine").first()
    split = rows.filter(postings__position=2).exclude(payee=None).first()
    if cash is not None:
        create_template(by=by, transaction=cash, name="Cash")
    if split is not None:
        create_template(by=by, transaction=split, name="Big shop", has_amount=False)
