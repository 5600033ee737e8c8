"""Answers that are kept for repeated requests."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Household, IdempotencyRecord
from accounts.roles import Role
from accounts.scope import household_scope
from accounts.services.answers import KEPT_FOR, KeyReused, claim_answer, forget_answers, keep_answer
from tests.factories.accounts import make_member


def test_first_claim_has_no_answer_yet_and_the_next_finds_it(actor: Actor) -> None:
    first = claim_answer(by=actor, key="k", digest="d")
    keep_answer(first, status=201, headers={"ETag": '"1"'}, body='{"id": 7}')

    second = claim_answer(by=actor, key="k", digest="d")

    assert (first.pk, second.status, second.body) == (second.pk, 201, '{"id": 7}')
    assert second.headers == {"ETag": '"1"'}


def test_key_of_another_request_is_refused(actor: Actor) -> None:
    claim_answer(by=actor, key="k", digest="d")

    with pytest.raises(KeyReused, match="another request"):
        claim_answer(by=actor, key="k", digest="e")


def test_keys_are_a_persons_own(actor: Actor, household: Household) -> None:
    other = make_member(household, Role.MEMBER)
    claimed = claim_answer(by=actor, key="k", digest="d")

    theirs = claim_answer(by=other, key="k", digest="e")

    assert theirs.pk != claimed.pk


def test_expired_answer_makes_room_for_the_key(actor: Actor) -> None:
    old = claim_answer(by=actor, key="k", digest="d")
    IdempotencyRecord.objects.update(expires_at=timezone.now())

    new = claim_answer(by=actor, key="k", digest="e")

    assert (new.pk == old.pk, new.status) == (False, 0)


def test_forget_answers_deletes_those_that_expired(
    actor: Actor, other_household: Household
) -> None:
    claim_answer(by=actor, key="k", digest="d")
    now = timezone.now()

    assert forget_answers(now) == 0
    assert forget_answers(now + KEPT_FOR + timedelta(minutes=1)) == 1


def test_records_are_walled_off(actor: Actor, other_household: Household) -> None:
    claim_answer(by=actor, key="k", digest="d")

    with household_scope(other_household.pk):
        assert IdempotencyRecord.objects.count() == 0
