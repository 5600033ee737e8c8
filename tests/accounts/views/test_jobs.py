"""The pages of jobs, whole and in parts."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Household, Job
from tests.factories.accounts import make_job

HTMX = {"HX-Request": "true"}


def test_job_list_shows_the_households_jobs_newest_first(
    client: Client, household: Household, other_household: Household
) -> None:
    first, second = make_job(household), make_job(household)
    make_job(other_household)

    answer = client.get("/jobs/")

    assert list(answer.context["jobs"]) == [second, first]


def test_job_list_says_when_there_are_none(client: Client) -> None:
    answer = client.get("/jobs/")

    assert "No jobs yet" in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_job_list_takes_as_many_queries_for_any_number_of_rows(
    client: Client,
    household: Household,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(rows):
        make_job(household)
    client.get("/jobs/")

    with django_assert_num_queries(7):
        client.get("/jobs/")


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"state": "queued"}, "Waiting for the worker."),
        ({"state": "running"}, "Working"),
        ({"state": "running", "done": 1500, "total": 3000}, "1,500 of 3,000"),
        ({"state": "done", "message": "All in."}, "All in."),
        ({"state": "done", "result": {"url": "/imports/7/"}}, 'href="/imports/7/"'),
        ({"state": "failed", "error": "Line 7 has no amount."}, "Line 7 has no amount."),
        ({"state": "cancelled"}, "It was cancelled and nothing was changed."),
    ],
)
def test_job_detail_tells_each_state(
    client: Client, household: Household, fields: dict[str, object], shown: str
) -> None:
    job = make_job(household, **fields)

    answer = client.get(f"/jobs/{job.pk}/")

    assert shown in answer.content.decode()


@pytest.mark.parametrize(("state", "is_polled"), [("running", True), ("done", False)])
def test_job_detail_asks_again_until_the_end(
    client: Client, household: Household, state: str, *, is_polled: bool
) -> None:
    job = make_job(household, state=state)

    part = client.get(f"/jobs/{job.pk}/", headers=HTMX).content.decode().strip()

    assert part.startswith('<section class="card" id="job-progress"')
    assert part.endswith("</section>")
    assert ('hx-trigger="every 1s"' in part) is is_polled


def test_job_result_never_leads_to_another_site(client: Client, household: Household) -> None:
    urls = ["https://evil.example/", "//evil.example/", "javascript:alert(1)"]

    shown = [Job(result={"url": url}).result_url for url in urls]

    assert shown == ["", "", ""]


def test_job_detail_of_a_stranger_is_not_found(stranger: Client, household: Household) -> None:
    job = make_job(household)

    assert stranger.get(f"/jobs/{job.pk}/").status_code == 404
    assert stranger.post(f"/jobs/{job.pk}/cancel/").status_code == 404


def test_job_cancel_leads_back_to_the_job(client: Client, household: Household) -> None:
    job = make_job(household)

    answer = client.post(f"/jobs/{job.pk}/cancel/")

    job.refresh_from_db()
    assert (answer["Location"], job.state) == (f"/jobs/{job.pk}/", Job.State.CANCELLED)


def test_job_cancel_by_htmx_answers_the_part(client: Client, household: Household) -> None:
    job = make_job(household, state="running")

    answer = client.post(f"/jobs/{job.pk}/cancel/", headers=HTMX)

    assert "Stopping…" in answer.content.decode()
