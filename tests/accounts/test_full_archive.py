"""What full archives hold: every model of households, or a reason; every column, or what it is."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts import portability
from accounts.full_archive.columns import archived_models, table_of, tables
from accounts.full_archive.description import CONVENTIONS, DESCRIPTIONS, OUTSIDE, description_of
from accounts.models import Household, Membership
from accounts.services.archived_settings import LEFT, SETTINGS
from accounts.services.restoring import circle


def test_every_model_is_archived_or_left_outside_for_a_reason() -> None:
    known = {portability.label_of(model) for model in portability.household_models()}

    assert {table.label for table in tables()} == known - set(OUTSIDE)
    assert all(OUTSIDE.values())
    assert set(OUTSIDE) <= known
    assert set(DESCRIPTIONS) <= known


@pytest.mark.parametrize("model", archived_models(), ids=portability.label_of)
def test_columns_that_may_hold_ids_are_told_of(model: type[models.Model]) -> None:
    """An id that is copied as it is would be another row's where it is restored."""
    told = description_of(portability.label_of(model))

    doubtful = {
        field.attname
        for field in model._meta.concrete_fields
        if isinstance(field, models.JSONField | ArrayField)
    }
    columns = {field.attname for field in model._meta.concrete_fields}
    assert doubtful - told.plain <= set(told.references) | set(CONVENTIONS)
    assert set(told.references) | told.plain | set(told.anew) | told.sealed <= columns
    assert table_of(model).columns


@pytest.mark.parametrize(
    ("model", "kept"),
    [(Household, set(SETTINGS)), (Membership, {"user", "role"})],
    ids=["household", "membership"],
)
def test_every_setting_is_archived_or_left_for_a_reason(
    model: type[models.Model], kept: set[str]
) -> None:
    left = LEFT[model.__name__]

    assert {field.name for field in model._meta.concrete_fields} == kept | set(left)
    assert kept.isdisjoint(left)
    assert all(left.values())


def test_tables_are_restored_behind_what_they_need() -> None:
    order = {table.label: number for number, table in enumerate(tables())}

    for table in tables():
        needed = {column.target for column in table.columns} | set(table.told.after)
        before = {label for label in needed if label in order and label != table.label}
        assert all(order[label] < order[table.label] for label in before), table.label


def test_no_model_of_archives_is_kept_elsewhere() -> None:
    """Rows of a child table would be without the half that stands in the parent's."""
    parents = {
        portability.label_of(model)
        for model in archived_models()
        if model._meta.parents or not apps.get_model(model._meta.label)._meta.managed
    }

    assert parents == set()


@pytest.mark.parametrize(
    ("above", "found"),
    [
        ({}, None),
        ({1: 2, 3: 2, 2: 4}, None),
        ({1: 1}, {1}),
        ({5: 1, 1: 2, 2: 3, 3: 1}, {1, 2, 3}),
    ],
    ids=["nothing", "tree", "itself", "circle"],
)
def test_circle_finds_rows_that_stand_below_themselves(
    above: dict[int, int], found: set[int] | None
) -> None:
    at = circle(above)

    assert at is None if found is None else at in found
