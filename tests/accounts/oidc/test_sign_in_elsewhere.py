"""Signing in with an OpenID Connect provider: a real one on this machine, and one that lies."""

from __future__ import annotations

import importlib
import json
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client, override_settings

from accounts.models import Household, User
from finehance.providers import sign_in_providers
from tests.accounts.sign_in_browsers import confirm_address, is_signed_in, sign_in
from tests.factories.accounts import PASSWORD

# Of the provider's own libraries.
pytestmark = pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")

LOGIN = "/accounts/oidc/bank/login/"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
Tamper = Callable[[dict[str, list[str]]], object]


class Settings:
    """An environment that names one provider."""

    def __init__(self, server: str) -> None:
        self.server = server

    def text(self, name: str, default: str = "") -> str:
        return default

    def json(self, name: str, default: Any) -> Any:
        names = {"id": "bank", "name": "My bank", "client_id": "finehance", "secret": "s3cret"}
        return [names | {"server_url": self.server, "token_auth_method": "client_secret_post"}]


@contextmanager
def configured(server: str) -> Iterator[None]:
    providers = sign_in_providers(Settings(server))  # type: ignore[arg-type]
    with override_settings(SOCIALACCOUNT_PROVIDERS=providers):
        yield


@pytest.fixture
def provider() -> Iterator[str]:
    """The address of a real provider that is configured as `bank`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        oidc = importlib.import_module("oidc_provider_mock")
    with oidc.run_server_in_thread() as server:
        url = f"http://localhost:{server.server_port}"
        with configured(url):
            yield url


def tell(provider: str, subject: str, **claims: Any) -> None:
    """Make a person known to the provider."""
    requests.put(f"{provider}/users/{subject}", json=claims, timeout=5).raise_for_status()


def leave(browser: Client, **query: str) -> str:
    """Leave for the provider; return where the browser is sent."""
    answer = browser.post(f"{LOGIN}?{urlencode(query)}")
    assert answer.status_code == 302, answer.content
    return answer["Location"]


def come_back(browser: Client, url: str, subject: str, tamper: Tamper | None = None) -> Any:
    """Sign in at the provider and follow it back; `tamper` may change what is asked of it."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    if tamper:
        tamper(query)
    url = urlunsplit(parts._replace(query=urlencode(query, doseq=True)))
    answer = requests.post(url, data={"sub": subject}, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    return browser.get(f"{back.path}?{back.query}")


def test_request_carries_state_nonce_and_challenge(provider: str, anonymous: Client) -> None:
    query = parse_qs(urlsplit(leave(anonymous)).query)

    assert query["code_challenge_method"] == ["S256"]
    assert [len(query[name][0]) for name in ("state", "nonce", "code_challenge")] == [16, 64, 43]
    assert set(query["scope"][0].split()) == {"openid", "profile", "email"}


def test_sign_in_elsewhere_makes_a_person_with_a_confirmed_address(
    provider: str, anonymous: Client
) -> None:
    tell(provider, "u1", email="Carol@example.org", email_verified=True, name="Carol")

    answer = come_back(anonymous, leave(anonymous), "u1")

    user = User.objects.get(email="carol@example.org")
    assert (answer["Location"], user.has_usable_password()) == ("/dashboard/", False)
    assert SocialAccount.objects.get(user=user).uid == "u1"
    assert is_signed_in(anonymous) is True


def test_second_sign_in_elsewhere_is_the_same_person(provider: str, db: None) -> None:
    tell(provider, "u1", email="carol@example.org", email_verified=True)
    browsers = [Client(), Client()]

    for browser in browsers:
        come_back(browser, leave(browser), "u1")

    assert (User.objects.count(), is_signed_in(browsers[1])) == (1, True)


@pytest.mark.parametrize("is_verified", [True, False])
def test_address_of_an_existing_sign_in_opens_nothing(
    provider: str, household: Household, alice: User, *, is_verified: bool
) -> None:
    confirm_address(alice)
    tell(provider, "thief", email=alice.email, email_verified=is_verified)
    browser = Client()

    come_back(browser, leave(browser), "thief")

    assert (is_signed_in(browser), SocialAccount.objects.count()) == (False, 0)


def test_person_connects_a_provider_and_signs_in_with_it(
    provider: str, household: Household, alice: User
) -> None:
    confirm_address(alice)
    tell(provider, "alice-there", email="other@example.org", email_verified=True)
    browser = Client()
    sign_in(browser, alice.email)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})

    come_back(browser, leave(browser, process="connect"), "alice-there")
    elsewhere = Client()
    come_back(elsewhere, leave(elsewhere), "alice-there")

    assert SocialAccount.objects.get().user == alice
    assert is_signed_in(elsewhere) is True
    assert "Connected: My bank." in browser.get("/settings/security/").content.decode()


def test_connecting_asks_who_it_is_first(provider: str, household: Household, alice: User) -> None:
    tell(provider, "mallory", email="mallory@example.org", email_verified=True)
    browser = Client()
    sign_in(browser, alice.email)

    come_back(browser, leave(browser, process="connect"), "mallory")

    assert SocialAccount.objects.count() == 0


@pytest.mark.parametrize(
    "tamper",
    [
        lambda query: query.update(state=["forged"]),
        lambda query: query.pop("state"),
        lambda query: query.update(nonce=["of another sign-in"]),
        lambda query: query.pop("nonce"),
        lambda query: query.update(client_id=["another-client"]),
    ],
    ids=["state", "no state", "nonce", "no nonce", "client"],
)
def test_answer_to_another_request_opens_nothing(
    provider: str, anonymous: Client, tamper: Tamper
) -> None:
    tell(provider, "u1", email="carol@example.org", email_verified=True)

    answer = come_back(anonymous, leave(anonymous), "u1", tamper)

    assert (answer.status_code, User.objects.count()) == (401, 0)
    assert "That did not work" in answer.content.decode()


def test_answer_in_another_browser_opens_nothing(provider: str, anonymous: Client) -> None:
    tell(provider, "u1", email="carol@example.org", email_verified=True)

    come_back(Client(), leave(anonymous), "u1")

    assert User.objects.count() == 0


def test_leaving_needs_a_click(provider: str, anonymous: Client) -> None:
    page = anonymous.get(LOGIN)

    assert (page.status_code, "Continue with My bank" in page.content.decode()) == (200, True)


def test_sign_in_page_offers_the_provider(provider: str, anonymous: Client) -> None:
    page = anonymous.get("/accounts/login/").content.decode()

    assert "Continue with My bank" in page


@pytest.mark.parametrize(
    "path", ["/accounts/oidc/other/login/", "/accounts/oidc/x/login/callback/"]
)
def test_unknown_provider_is_not_found(provider: str, anonymous: Client, path: str) -> None:
    assert anonymous.get(path).status_code == 404


@dataclass
class Liar:
    """A provider of our own that answers with whatever token it is told to."""

    url: str = ""
    nonce: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    key: Any = KEY
    algorithm: str = "RS256"

    def token(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": "finehance",
            "sub": "u1",
            "iat": now,
            "exp": now + 60,
            "nonce": self.nonce,
            "email": "carol@example.org",
            "email_verified": True,
        } | self.changes
        told = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(told, self.key, algorithm=self.algorithm, headers={"kid": "1"})

    def answer(self, path: str) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        answers: dict[str, dict[str, Any]] = {
            "/.well-known/openid-configuration": {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/jwks",
            },
            "/jwks": {"keys": [public | {"kid": "1", "alg": "RS256"}]},
            "/token": {"access_token": "a", "token_type": "Bearer", "id_token": self.token()},
        }
        return answers[path]


@pytest.fixture
def liar() -> Iterator[Liar]:
    """A provider whose tokens can be spoilt, configured as `bank`."""
    told = Liar()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(told.answer(self.path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with configured(told.url):
            yield told
        server.shutdown()


def enter(liar: Liar) -> tuple[Client, Any]:
    browser = Client()
    query = parse_qs(urlsplit(leave(browser)).query)
    liar.nonce = query["nonce"][0]
    return browser, browser.get(f"{LOGIN}callback/?code=c&state={query['state'][0]}")


def test_honest_token_opens(liar: Liar, db: None) -> None:
    browser, answer = enter(liar)

    assert (answer["Location"], is_signed_in(browser)) == ("/dashboard/", True)


@pytest.mark.parametrize(
    "lie",
    [
        {"changes": {"nonce": "x"}},
        {"changes": {"nonce": None}},
        {"changes": {"aud": "another-client"}},
        {"changes": {"aud": None}},
        {"changes": {"iss": "https://evil.example"}},
        {"changes": {"exp": 1}},
        {"changes": {"exp": None}},
        {"changes": {"sub": None}},
        {"key": OTHER_KEY},
        {"key": "a shared secret of thirty-two bytes", "algorithm": "HS256"},
        {"key": None, "algorithm": "none"},
    ],
    ids=["nonce", "no nonce", "aud", "no aud", "iss", "expired", "endless", "no sub", "key",
         "HS256", "none"],
)  # fmt: skip
def test_token_that_lies_opens_nothing(liar: Liar, db: None, lie: dict[str, Any]) -> None:
    for name, value in lie.items():
        setattr(liar, name, value)

    _browser, answer = enter(liar)

    assert (answer.status_code, User.objects.count()) == (401, 0)
    assert "That did not work" in answer.content.decode()
