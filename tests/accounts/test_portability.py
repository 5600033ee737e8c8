"""Which tables are whose: every one is a household's, a person's, or nobody's for a reason."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import models

from accounts import portability
from accounts.models import Household, User
from accounts.services import retention
from ledger.models import Account, MonthlyTotal, Posting, Transaction

# Belongs to no household and no person, or is reached by what does.
NOBODYS = {
    "accounts.SignInFailures": "counts by keyed digests that name nobody, gone after a day",
    "accounts.AuditChain": "the ends of a chain: numbers and seals",
    "accounts.Household": "written beside its tables",
    "accounts.User": "written beside their tables",
    "admin.LogEntry": "an operator's own acts",
    "auth.Group": "of operators",
    "auth.Group_permissions": "of operators",
    "auth.Permission": "names of models",
    "accounts.User_groups": "of operators",
    "accounts.User_user_permissions": "of operators",
    "contenttypes.ContentType": "names of models",
    "sessions.Session": "ended one by one when their person goes",
    "sites.Site": "the site's own name",
    "account.EmailConfirmation": "a key that goes with its address",
    "socialaccount.SocialApp": "of operators",
    "socialaccount.SocialApp_sites": "of operators",
    "socialaccount.SocialToken": "a secret that goes with its account",
    "token_blacklist.BlacklistedToken": "goes with its token",
}


def labels(found: list[portability.Model]) -> set[str]:
    return {portability.label_of(model) for model in found}


def test_every_table_is_exported_or_left_out_for_a_reason() -> None:
    owned = labels(portability.household_models()) | labels(portability.person_models())

    unknown = {
        portability.label_of(model)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    } - owned
    assert unknown - set(NOBODYS) == set()


def test_whatever_points_to_people_is_somebodys() -> None:
    """A key to a person under another name than `user` is a household's note of who did it."""
    households = labels(portability.household_models())

    strangers = {
        portability.label_of(model)
        for model in apps.get_models(include_auto_created=True)
        if set(portability.keys_to_people(model)) - {"user"}
    }
    assert strangers <= households | set(NOBODYS)


def test_reasons_are_given_for_models_that_exist() -> None:
    known = {model._meta.label for model in apps.get_models()}

    given = [portability.LEFT_OUT, portability.KEPT]
    assert all(reason for reasons in given for reason in reasons.values())
    assert {label for reasons in given for label in reasons} <= known


@pytest.mark.parametrize(
    ("model", "hidden", "shown"),
    [
        (User, {"password"}, {"email", "display_name", "last_login"}),
        (Account, {"number_encrypted", "number_digest"}, {"number_masked", "name"}),
        (Transaction, {"fingerprint"}, {"memo", "raw_payee"}),
        (Posting, set(), {"amount", "memo"}),
    ],
)
def test_secrets_are_not_exported(
    model: type[models.Model], hidden: set[str], shown: set[str]
) -> None:
    exported = set(portability.exported_fields(model))

    assert (exported & hidden, exported & shown) == (set(), shown)


def test_columns_that_are_hidden_exist() -> None:
    for label, columns in portability.HIDDEN.items():
        if apps.is_installed(f"allauth.{label.split('.')[0]}"):
            fields: Any = apps.get_model(label)._meta.concrete_fields
            assert columns <= {field.attname for field in fields}


def test_erasing_order_ends_with_what_is_pointed_to() -> None:
    order = portability.erasing_order()

    assert MonthlyTotal not in order
    for model in order:
        targets = {
            field.related_model
            for field in model._meta.concrete_fields
            if field.is_relation and field.related_model in order
        } - {model}
        assert all(order.index(model) < order.index(target) for target in targets)


def test_household_itself_is_not_among_its_tables() -> None:
    assert Household not in portability.household_models()


def test_every_term_of_retention_is_enforced(settings: Any) -> None:
    elsewhere = {"uploads"}

    assert set(settings.RETENTION) == set(retention.RULES) | elsewhere
