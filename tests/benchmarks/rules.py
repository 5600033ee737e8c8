"""What a hundred rules cost: a row that is imported, and books that are previewed and changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.actors import Actor
from accounts.models import Household
from accounts.scope import household_scope
from ledger.models import Account, Transaction
from ledger.rules.engine import RuleSet
from ledger.services.rule_runs import apply_rules, preview_rules
from ledger.services.rules import create_rule
from ledger.services.tags import ensure_tags
from tests.benchmarks.figures import Figure
from tests.benchmarks.pages import bench_household
from tests.factories.rules import leaf, make_input, make_rule

ROWS = 20_000
MOST = 50.0
"""Microseconds a row: a second for a hundred rules over 20,000 rows."""
FEW, MANY = 10_000, 100_000
RULES = 100


def measure(largest: int) -> Iterator[Figure]:
    """Yield the time of one row, then of a preview and a run over books."""
    yield _one_row()
    household = bench_household(min(largest, MANY))
    with household_scope(household.pk):
        by = Actor.system(household)
        _keep_rules(household, by)
        newest = Transaction.objects.order_by("-pk").values("pk")[:FEW]
        few = Transaction.objects.filter(pk__in=[row["pk"] for row in newest])
        seconds, _count = _timed(lambda: len(preview_rules(by=by, transactions=few)))
        yield Figure(f"preview of {RULES} rules over {FEW:,}", seconds, "s", 1.0)
        told: list[int] = []
        seconds, _count = _timed(
            lambda: len(preview_rules(by=by, advance=lambda done, _total: told.append(done)))
        )
        yield Figure(f"preview of {RULES} rules over {MANY:,}", seconds, "s", 10.0)
        yield Figure("times that its progress was told", len(told), "", 10, is_floor=True)
        seconds, changed = _timed(lambda: apply_rules(by=by).changed)
        yield Figure(f"run that changes {changed:,}", seconds, "s")
        transaction.set_rollback(True)


def _one_row() -> Figure:
    """Return the time of one row, half of the rules looking at its amount as well."""
    rules = RuleSet([make_rule(n, _conditions(n)) for n in range(1, RULES + 1)])
    rows = [
        make_input(
            raw_payee=f"SHOP {n % 2_000} Berlin",
            amount=Decimal(-(n % 100)),
            date=date(2025, 1, 1) + timedelta(days=n % 365),
        )
        for n in range(ROWS)
    ]
    seconds, _last = _timed(lambda: [rules.apply(row) for row in rows])
    return Figure("a row asked of 100 rules", 1_000_000 * seconds / ROWS, "µs", MOST)


def _conditions(n: int) -> dict[str, Any]:
    text = leaf("description", "contains", f"shop {n * 7} ")
    return {"all": [text, leaf("size", "less", 90)]} if n % 2 else text


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    answer = act()
    return time.perf_counter() - started, answer


def _keep_rules(household: Household, by: Actor) -> None:
    """Keep rules about the number of the shop, of which every other one asks for the tags too."""
    rows = Account.objects.in_household(household).live().categories().filter(system_role="")
    categories = list(rows.order_by("pk"))
    (tag,) = ensure_tags(by=by, names=["Ruled"])
    for n in range(RULES):
        number = leaf("raw_payee", "contains", f" 10{n % 40:02}")
        size = leaf("size", "between", [str(n % 10), str(n % 10 + 20)])
        tests = [number, size, leaf("tags", "is_empty", value=True)] if n % 2 else [number, size]
        create_rule(
            by=by,
            name=f"Shops {n}",
            conditions={"all": tests},
            actions={"set_category": categories[n % len(categories)].pk, "add_tags": [tag.pk]},
        )
