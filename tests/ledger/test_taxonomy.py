from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.taxonomy import (
    PFC_PRIMARY,
    TAXONOMY,
    Category,
    CategoryKind,
    UnknownCategory,
    categories_of,
    category,
    category_named,
    category_of_pfc,
    pfc_primary,
)

KNOWLEDGE = Path(__file__).resolve().parents[3] / "shared" / "data" / "knowledge"

GROUPS = [found for found in TAXONOMY if found.is_group]
LEAVES = [found for found in TAXONOMY if not found.is_group]
PFC = [detailed for found in TAXONOMY for detailed in found.pfc]


def column(name: str, field: str) -> list[str]:
    path = KNOWLEDGE / name
    if not path.is_file():
        pytest.skip(f"THE KNOWLEDGE FILES ARE NOT AT {KNOWLEDGE}")
    with path.open(newline="", encoding="utf-8") as stream:
        return [row[field] for row in csv.DictReader(stream) if row[field]]


def test_taxonomy_has_a_household_number_of_categories() -> None:
    kinds = Counter(found.kind for found in GROUPS)

    assert kinds == {CategoryKind.INCOME: 1, CategoryKind.EXPENSE: 13, CategoryKind.TRANSFER: 1}
    assert 70 <= len(LEAVES) <= 95


@pytest.mark.parametrize("values", [[c.id for c in TAXONOMY], PFC])
def test_ids_are_unique(values: list[str]) -> None:
    assert [value for value, count in Counter(values).items() if count > 1] == []


def test_names_are_unique_in_any_case() -> None:
    assert [category_named(found.name.upper()) for found in TAXONOMY] == list(TAXONOMY)


def test_every_pfc_id_maps_to_exactly_one_category() -> None:
    known = {detailed: category_of_pfc(detailed) for detailed in PFC}

    assert len(known) == 104
    assert all(detailed in found.pfc for detailed, found in known.items())
    assert {pfc_primary(detailed) for detailed in PFC} == set(PFC_PRIMARY)


@pytest.mark.bank_files
def test_the_mapping_is_of_the_whole_pfc_taxonomy() -> None:
    assert sorted(PFC) == sorted(column("plaid_pfc_taxonomy.csv", "detailed"))
    primaries = column("plaid_pfc_taxonomy.csv", "primary")
    detailed = column("plaid_pfc_taxonomy.csv", "detailed")
    assert [pfc_primary(one) for one in detailed] == primaries


@pytest.mark.bank_files
@pytest.mark.parametrize(
    "name", ["osm_tag_to_pfc.csv", "mint_category_to_pfc.csv", "birmingham_gl_to_pfc.csv"]
)
def test_the_hand_made_maps_lead_to_categories(name: str) -> None:
    unknown = set(column(name, "pfc_detailed_map")) - set(PFC)

    assert unknown == set()


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.id)
def test_a_group_holds_categories_of_its_own_kind(group: Category) -> None:
    leaves = categories_of(group.id)

    assert len(leaves) >= 4
    assert {leaf.kind for leaf in leaves} == {group.kind}
    assert {leaf.id.partition(".")[0] for leaf in leaves} == {group.id}
    assert group.pfc == ()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Groceries", "food.groceries"),
        ("gROCERIES", "food.groceries"),
        ("  salary  AND wages ", "income.wages"),
        ("Food & Drink", "food"),
        ("tv & films", "leisure.tv"),
        ("Transfers", "transfer"),
    ],
)
def test_category_named_ignores_case_and_spacing(name: str, key: str) -> None:
    assert category_named(name) == category(key)


@pytest.mark.parametrize("name", ["", "Grocerie", "food.groceries"])
def test_category_named_gives_nothing_for_an_unknown_name(name: str) -> None:
    assert category_named(name) is None


@pytest.mark.parametrize(
    ("detailed", "key", "primary"),
    [
        ("INCOME_WAGES", "income.wages", "INCOME"),
        ("FOOD_AND_DRINK_VENDING_MACHINES", "food.other", "FOOD_AND_DRINK"),
        ("LOAN_PAYMENTS_MORTGAGE_PAYMENT", "housing.mortgage", "LOAN_PAYMENTS"),
        ("TRANSFER_IN_SAVINGS", "transfer.savings", "TRANSFER_IN"),
        ("LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", "transfer.card", "LOAN_PAYMENTS"),
        ("MEDICAL_VETERINARY_SERVICES", "family.vet", "MEDICAL"),
    ],
)
def test_category_of_pfc_follows_the_household(detailed: str, key: str, primary: str) -> None:
    assert category_of_pfc(detailed) == category(key)
    assert pfc_primary(detailed) == primary


@pytest.mark.parametrize("lookup", [category, category_of_pfc, pfc_primary])
def test_lookups_refuse_an_unknown_id(lookup: Callable[[str], object]) -> None:
    with pytest.raises(UnknownCategory):
        lookup("FOOD")
