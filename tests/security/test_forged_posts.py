"""A page of another site posts to every address with a member's cookies, and none takes it.

The addresses are all of those of the URL conf: the product's, its packages' and the operators'.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admindocs.views import extract_views_from_urlpatterns, simplify_regex
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import get_resolver, path
from django.views.decorators.csrf import csrf_exempt

from accounts.models import User
from finehance import urls
from tests.factories.accounts import add_second_factor, make_user

View = Callable[..., Any]
Posts = dict[str, int]


@csrf_exempt
def forgotten(request: HttpRequest) -> HttpResponse:
    """A page that takes a form from anywhere."""
    return HttpResponse("done")


handler403 = urls.handler403
urlpatterns = [*urls.urlpatterns, path("broken/forgotten/", forgotten)]


def pages(urlconf: str | None = None) -> dict[str, View]:
    """Return every address but the API's, with 1 for whatever it names."""
    found = extract_views_from_urlpatterns(get_resolver(urlconf).url_patterns)
    return {
        re.sub(r"<[^>]+>", "1", simplify_regex(str(pattern))): view
        for view, pattern, _namespace, _name in found
        if not hasattr(view, "cls")
    }


def taken(browser: Client, urlconf: str | None = None) -> Posts:
    """Return the answers to forged posts that are not a refusal, by address."""
    statuses = {url: browser.post(url, {"name": "x"}).status_code for url in pages(urlconf)}
    return {url: status for url, status in statuses.items() if status != 403}


def victim(user: User) -> Client:
    """Return a signed-in browser that is held to the tokens of its forms."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    return browser


def test_no_page_takes_a_post_without_its_token(rows: dict[str, int], alice: User) -> None:
    assert taken(victim(alice)) == {}


def test_no_page_of_operators_takes_one(rows: dict[str, int]) -> None:
    operator = make_user("operator@example.org", is_staff=True, is_superuser=True)
    add_second_factor(operator)

    assert taken(victim(operator)) == {}


def test_nobody_signs_in_by_a_forged_form(anonymous: Client) -> None:
    """Else a stranger could sign somebody in to an account of theirs, and read what is entered."""
    assert taken(Client(enforce_csrf_checks=True)) == {}


@pytest.mark.parametrize(
    "headers",
    [{"X-CSRFToken": "a" * 64}, {"Origin": "https://evil.example"}],
    ids=["invented token", "other origin"],
)
def test_no_page_takes_an_invented_token(alice: User, headers: dict[str, str]) -> None:
    browser = victim(alice)
    browser.cookies["csrftoken"] = "b" * 32

    assert browser.post("/accounts/logout/", headers=headers).status_code == 403


def test_page_takes_a_post_with_its_token(alice: User) -> None:
    """The walk's refusals are for the token and for nothing else."""
    browser = victim(alice)
    token = browser.get("/accounts/logout/").context["csrf_token"]

    answer = browser.post("/accounts/logout/", {"csrfmiddlewaretoken": str(token)})

    assert answer.status_code == 302


def test_walk_is_of_the_pages_of_every_part() -> None:
    walked = set(pages())

    assert len(walked) >= 150
    assert {
        "/accounts/login/",
        "/accounts/password/reset/key/1-1/",
        "/accounts/2fa/totp/activate/",
        "/transactions/1/delete/",
        "/operator/accounts/user/1/stand-in/",
    } <= walked


@override_settings(ROOT_URLCONF=__name__)
def test_walk_notices_a_page_that_forgot_it(alice: User) -> None:
    assert taken(victim(alice), __name__) == {"/broken/forgotten/": 200}
