"""Tags by name."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from accounts.actors import Actor
from ledger.services.errors import NameTaken
from ledger.services.tags import delete_tag, ensure_tags, rename_tag, restore_tag


def test_ensure_tags_finds_and_adds_in_the_order_given(actor: Actor) -> None:
    (old,) = ensure_tags(by=actor, names=["Work"])

    tags = ensure_tags(by=actor, names=["travel", " WORK ", "", "Travel"])

    assert [tag.name for tag in tags] == ["travel", "Work"]
    assert tags[1] == old


def test_ensure_tags_refuses_a_name_too_long(actor: Actor) -> None:
    with pytest.raises(ValidationError):
        ensure_tags(by=actor, names=["x" * 51])


def test_rename_tag_refuses_a_taken_name(actor: Actor) -> None:
    one, _two = ensure_tags(by=actor, names=["one", "two"])

    with pytest.raises(NameTaken):
        rename_tag(by=actor, tag=one, name="Two")
    assert rename_tag(by=actor, tag=one, name="ONE").name == "ONE"


def test_delete_tag_hides_it_until_it_is_restored(actor: Actor) -> None:
    (tag,) = ensure_tags(by=actor, names=["one"])

    delete_tag(by=actor, tag=tag)
    tag.refresh_from_db()
    assert tag.deleted_at is not None

    assert restore_tag(by=actor, tag=tag).deleted_at is None
