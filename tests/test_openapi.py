"""The whole API against its own document: no failure of this side, no answer it does not name.

Schemathesis makes valid and broken requests of every operation and runs all of its checks on the
answers. The examples are the same on every run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode

from accounts.actors import Actor
from accounts.models import DataExport, Household, Membership, User
from accounts.roles import Role
from accounts.scope import enter_household
from accounts.services.api_tokens import create_token
from finehance.wsgi import application
from ledger.enums import RuleTrigger
from ledger.models import ChangeSet, Transaction
from ledger.services.assertions import assert_balance
from ledger.services.attachments import attach_file
from ledger.services.reconciliations import begin_reconciliation
from ledger.services.reminders import create_reminder
from ledger.services.rule_runs import keep_run
from ledger.services.uploads import store_upload
from tests.api.callers import token_for
from tests.factories.accounts import make_invitation, make_job, make_member
from tests.factories.books import Books
from tests.ledger.api.rows import KINDS

# A long run for people: API_EXAMPLES=300 make test ARGS=tests/test_openapi.py
EXAMPLES = int(os.environ.get("API_EXAMPLES", "10"))
BRIEF = max(3, EXAMPLES // 4)
# A valid body may still name rows that do not exist, say what the books refuse, or guess a
# password once too often.
REFUSALS = ["2xx", "400", "401", "403", "404", "409", "412", "422", "429"]
PLAIN = {"Accept-Encoding": "identity"}
CONFIG = {
    "generation": {"deterministic": True, "max-examples": EXAMPLES},
    "checks": {"positive_data_acceptance": {"expected-statuses": REFUSALS}},
}


def document() -> dict[str, Any]:
    """Return the API's description of itself."""
    generator: Any = SchemaGenerator
    found: dict[str, Any] = generator().get_schema(request=None, public=True)
    return found


def loaded(config: dict[str, Any]) -> Any:
    """Return the document, ready to be tried on the application."""
    found = schemathesis.openapi.from_dict(document(), config=SchemathesisConfig.from_dict(config))
    found.app = application
    return found


schema = loaded(CONFIG)
# Whoever is not signed in is turned away before anything is read: a few requests tell.
brief = loaded(CONFIG | {"phases": {"coverage": {"enabled": False}}})
bounded = hypothesis_settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)

# A guessed 1 is then nobody's household and no import.
pytestmark = pytest.mark.usefixtures("long_ids")


def test_document_is_valid_and_complete(tmp_path: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", tmp_path / "api.yml")


def test_document_names_every_operation_once() -> None:
    paths = document()["paths"]

    names = [each["operationId"] for methods in paths.values() for each in methods.values()]
    assert len(names) == len(set(names))
    assert {path.split("/")[3] for path in paths} == {
        "account-rights",
        "archive-restores",
        "accounts",
        "attachments",
        "audit-events",
        "auth",
        "base-currency",
        "calendar-feeds",
        "balance-assertions",
        "categories",
        "claims",
        "closing",
        "consents",
        "dashboard",
        "data-exports",
        "deletion",
        "debts",
        "duplicate-pairs",
        "exports",
        "history",
        "households",
        "imports",
        "invitations",
        "jobs",
        "members",
        "operations",
        "pairs",
        "payees",
        "rates",
        "quality",
        "reconciliations",
        "refunds",
        "reminders",
        "rule-groups",
        "rule-runs",
        "rules",
        "saved-views",
        "schedules",
        "tags",
        "tokens",
        "totals",
        "transaction-templates",
        "transactions",
        "transfer-pairs",
        "trash",
    }


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Requests run inside the test's transaction, so they must leave its connection open."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def rows(household: Household, actor: Actor, settings: Settings, tmp_path: Any) -> dict[str, int]:
    """A row of each kind in Alice's household, by the noun of its address."""
    settings.MEDIA_ROOT = tmp_path
    books = Books(household, actor)
    made = {kind.name: int(kind.make(books.actor, f"Some {kind.name}").pk) for kind in KINDS}
    made["transactions"] = books.spend("2025-03-31", "1", payee="Corner shop").pk
    file = BytesIO(b"Date,Text,Amount\n2025-03-31,x,1.00\n")
    batch = store_upload(by=books.actor, account=books.checking, name="a.csv", stream=file)
    made |= {"households": household.pk, "imports": batch.pk, "jobs": make_job(household).pk}
    paper = BytesIO(b"Paid in cash")
    made["attachments"] = attach_file(
        by=books.actor,
        transaction=Transaction.objects.get(pk=made["transactions"]),
        name="a.txt",
        stream=paper,
    ).pk
    statement = begin_reconciliation(
        by=books.actor, account=books.checking, statement_date=date(2025, 3, 31),
        statement_balance=Decimal(-1),
    )  # fmt: skip
    noted = assert_balance(
        by=books.actor, account=books.checking, on=date(2025, 3, 31), amount=Decimal(2)
    )
    made["balance-assertions"] = noted.pk
    made["reminders"] = create_reminder(
        by=books.actor, remind_on=date(2025, 4, 1), text="Ask back"
    ).pk
    made["reconciliations"] = statement.pk
    act = ChangeSet.objects.latest("pk")
    made["rule-runs"] = keep_run(act, RuleTrigger.HAND, 1, {made["rules"]: 1}).pk
    made["members"] = Membership.objects.get(household=household).pk
    made["invitations"] = make_invitation(actor)[0].pk
    made["tokens"] = token_of_alice(books.actor)
    alice = User.objects.get(email="alice@example.org")
    made["data-exports"] = DataExport.objects.create(user=alice).pk
    return made | {"history": ChangeSet.objects.latest("pk").pk}


def token_of_alice(actor: Actor) -> int:
    """Make an API token of Alice's and return its id."""
    return create_token(by=actor, name="script", grants=["profile:read"]).token.pk


def aim(case: Any, rows: dict[str, int]) -> None:
    """Let a valid request be about a row that exists, and in the caller's household."""
    if case.meta.generation.mode is GenerationMode.POSITIVE:
        if "id" in (case.path_parameters or {}):
            given = case.path_parameters["id"]
            case.path_parameters["id"] = rows.get(case.path.split("/")[3], given)
        case.headers.pop("X-Household", None)


@schema.parametrize()
@bounded
def test_owner_gets_documented_answers(
    case: Any, rows: dict[str, int], household: Household
) -> None:
    enter_household(household.pk)
    aim(case, rows)

    case.call_and_validate(headers=PLAIN | {"Authorization": token_for("alice@example.org")})


@brief.parametrize()
@hypothesis_settings(bounded, max_examples=BRIEF)
def test_nobody_gets_documented_answers(case: Any, rows: dict[str, int]) -> None:
    aim(case, rows)

    answer = case.call_and_validate(headers=PLAIN)

    is_sign_in = case.path.startswith("/api/v1/auth/")
    answers = {200, 202, 400, 401, 415, 422, 429} if is_sign_in else {401, 404, 406}
    assert answer.status_code in answers


@pytest.fixture
def viewer(household: Household) -> User:
    """A member who may look, and nothing more."""
    user = make_member(household, Role.VIEWER).user
    assert user is not None
    return user


@brief.parametrize()
@hypothesis_settings(bounded, max_examples=BRIEF)
def test_viewer_and_stranger_get_documented_answers(
    case: Any, rows: dict[str, int], household: Household, viewer: User, other_household: Household
) -> None:
    aim(case, rows)
    is_about_a_row = "id" in (case.path_parameters or {}) and "/exports/" not in case.path

    enter_household(household.pk, user_id=viewer.pk)
    case.call_and_validate(headers=PLAIN | {"Authorization": token_for(viewer.email)})
    enter_household(other_household.pk)
    answer = case.call_and_validate(headers=PLAIN | {"Authorization": token_for("bob@example.org")})

    if is_about_a_row:
        assert answer.status_code >= 400
