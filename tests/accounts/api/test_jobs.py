"""The API of jobs, and the ways to sign in: by session and by token."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Household, Job, Membership, User
from accounts.roles import Role
from accounts.scope import household_scope
from tests.api.callers import codes, fields, token_of
from tests.factories.accounts import make_household, make_job, make_member


def test_jobs_by_token_are_the_households_own(
    anonymous: Client, household: Household, other_household: Household
) -> None:
    job = make_job(household, done=1, total=4)
    make_job(other_household)

    answer = anonymous.get("/api/v1/jobs/", headers=token_of(anonymous, "alice@example.org"))

    assert [(row["id"], row["percent"]) for row in answer.json()["results"]] == [(job.pk, 25)]


def test_header_chooses_the_household(anonymous: Client, household: Household, alice: User) -> None:
    second = make_household(alice, "The shop")
    job = make_job(second)
    headers = token_of(anonymous, "alice@example.org") | {"X-Household": str(second.pk)}

    answer = anonymous.get(f"/api/v1/jobs/{job.pk}/", headers=headers)

    assert answer.json()["title"] == "A test job"


@pytest.mark.parametrize("named", ["other", "mine", "-1", "9" * 19, "9" * 5000, ""])
def test_header_of_a_strangers_household_is_not_found(
    client: Client, household: Household, other_household: Household, named: str
) -> None:
    value = str(other_household.pk) if named == "other" else named

    answer = client.get("/api/v1/jobs/", headers={"X-Household": value})

    assert answer.status_code == 404


def test_job_of_a_stranger_is_not_found(stranger: Client, household: Household) -> None:
    job = make_job(household)

    assert codes(stranger.get(f"/api/v1/jobs/{job.pk}/")) == (404, "RESOURCE_3001")
    assert codes(stranger.post(f"/api/v1/jobs/{job.pk}/cancel/")) == (404, "RESOURCE_3001")


def test_cancel_answers_the_job(client: Client, household: Household) -> None:
    job = make_job(household)

    answer = client.post(f"/api/v1/jobs/{job.pk}/cancel/")

    assert (answer.status_code, answer.json()["state"]) == (200, Job.State.CANCELLED)


def test_cancel_by_a_viewer_who_did_not_ask_is_refused(
    anonymous: Client, household: Household
) -> None:
    job = make_job(household)
    make_member(household, Role.VIEWER, "vera@example.org")
    headers = token_of(anonymous, "vera@example.org")

    answer = anonymous.post(f"/api/v1/jobs/{job.pk}/cancel/", headers=headers)

    assert codes(answer) == (403, "AUTH_1003")


def test_nobody_is_asked_to_sign_in(anonymous: Client) -> None:
    answer = anonymous.get("/api/v1/jobs/")

    assert codes(answer) == (401, "AUTH_1001")
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'
    assert answer["Content-Type"] == "application/problem+json"


def test_wrong_token_is_refused(anonymous: Client) -> None:
    answer = anonymous.get("/api/v1/jobs/", headers={"Authorization": "Bearer nonsense"})

    assert codes(answer) == (401, "AUTH_1002")


def test_person_without_a_household_is_refused(client: Client, household: Household) -> None:
    with household_scope(household.pk):
        Membership.objects.all().delete()

    assert codes(client.get("/api/v1/jobs/")) == (403, "AUTH_1003")


def test_list_refuses_the_cursor_of_another_order(client: Client, household: Household) -> None:
    answer = client.get("/api/v1/jobs/?cursor=cD14")

    assert fields(answer) == (400, ["cursor"])


def test_list_costs_the_same_for_one_and_for_many(client: Client, household: Household) -> None:
    counts = []
    for number in (1, 30):
        for _each in range(number):
            make_job(household)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/api/v1/jobs/").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]
