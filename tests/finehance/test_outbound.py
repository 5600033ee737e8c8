"""Addresses that people set are opened only where they lead to the internet."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pytest_django import Settings

from finehance.outbound import OutboundRefused, fetch, is_public

INSIDE = [
    "127.0.0.1", "127.1.2.3", "0.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.100.100.200", "192.0.2.1", "224.0.0.1", "255.255.255.255", "::1", "::",
    "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_address_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111"])
def test_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


BAD = [
    ("http://93.184.216.34/", "only https"),
    ("ftp://93.184.216.34/", "only https"),
    ("file:///etc/passwd", "only https"),
    ("gopher://93.184.216.34/", "only https"),
    ("https:///path", "only https"),
    ("https://user:secret@93.184.216.34/", "password"),
    ("https://[::1", "cannot be read"),
    ("https://93.184.216.34:99999/", "cannot be read"),
    ("https://127.0.0.1/", "not on the internet"),
    ("https://localhost/", "not on the internet"),
    ("https://127.1/", "not on the internet"),
    ("https://2130706433/", "not on the internet"),
    ("https://0x7f.0.0.1/", "not on the internet"),
    ("https://[::ffff:127.0.0.1]/", "not on the internet"),
    ("https://169.254.169.254/latest/meta-data/", "not on the internet"),
    ("https://10.0.0.1:8443/", "not on the internet"),
]


@pytest.mark.parametrize(("url", "reason"), BAD)
def test_address_is_refused(settings: Settings, url: str, reason: str) -> None:
    settings.LOCAL = False

    with pytest.raises(OutboundRefused, match=reason):
        fetch(url)


class Server(BaseHTTPRequestHandler):
    """Answers by path; notes what it was asked."""

    asked: list[tuple[str, str, dict[str, str], bytes]] = []

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        self.asked.append((self.command, self.path, dict(self.headers), body))
        kind, _, rest = self.path.lstrip("/").partition("/")
        getattr(self, f"send_{kind}")(rest)

    do_POST = do_GET  # noqa: N815 -- the server looks for this name

    def send_text(self, rest: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        self.wfile.write(b"hello")

    def send_missing(self, rest: str) -> None:
        self.send_error(404)

    def send_to(self, rest: str) -> None:
        self.send_response(302)
        self.send_header(
            "Location", rest.replace("http:/1", "http://1").replace("https:/1", "https://1")
        )
        self.end_headers()

    def send_large(self, rest: str) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"x" * 1024)

    def send_slow(self, rest: str) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(40):
            self.wfile.write(b".")
            self.wfile.flush()
            time.sleep(0.1)

    def log_message(self, *args: Any) -> None:
        """Stay quiet."""


@contextmanager
def serving() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that leaves
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def base(settings: Settings) -> Iterator[str]:
    """A server on this machine, which local mode may open."""
    settings.LOCAL = True
    Server.asked = []
    with serving() as url:
        yield url


def test_fetch_returns_what_was_answered(base: str) -> None:
    answer = fetch(f"{base}/text/?a=1", headers={"X-Mine": "yes"})

    assert (answer.status, answer.body, answer.headers["content-type"]) == (
        200,
        b"hello",
        "text/plain",
    )
    method, path, headers, _body = Server.asked[0]
    assert (method, path, headers["X-Mine"]) == ("GET", "/text/?a=1", "yes")
    assert headers["Host"] == base.removeprefix("http://")


def test_fetch_posts(base: str) -> None:
    fetch(f"{base}/text/", method="POST", body=b"{}")

    assert [(asked[0], asked[3]) for asked in Server.asked] == [("POST", b"{}")]


def test_errors_of_the_other_side_are_answers(base: str) -> None:
    assert fetch(f"{base}/missing/").status == 404


def test_redirect_is_followed(base: str) -> None:
    answer = fetch(f"{base}/to//text/")

    assert (answer.status, answer.url) == (200, f"{base}/text/")


def test_redirect_inside_is_refused(base: str) -> None:
    with pytest.raises(OutboundRefused, match="not on the internet"):
        fetch(f"{base}/to/https://10.0.0.1/")


def test_endless_redirect_is_refused(base: str) -> None:
    with pytest.raises(OutboundRefused, match="too often"):
        fetch(f"{base}/to//to//to//to//to//text/")


def test_secrets_do_not_follow_to_another_host(base: str) -> None:
    with serving() as other:
        fetch(f"{base}/to/{other}/text/", headers={"Authorization": "Bearer x", "X-Mine": "yes"})

    first, second = (asked[2] for asked in Server.asked)
    assert (first["Authorization"], second.get("Authorization"), second["X-Mine"]) == (
        "Bearer x",
        None,
        "yes",
    )


def test_large_answer_is_refused(base: str) -> None:
    with pytest.raises(OutboundRefused, match="larger than 1024 bytes"):
        fetch(f"{base}/large/", largest=1024)


def test_slow_answer_is_refused_in_time(base: str) -> None:
    started = time.monotonic()

    with pytest.raises(OutboundRefused, match="takes too long"):
        fetch(f"{base}/slow/", timeout=0.5)

    assert time.monotonic() - started < 2


def test_closed_port_is_refused(base: str) -> None:
    with pytest.raises(OutboundRefused, match="does not answer"):
        fetch("http://127.0.0.1:1/")


def test_name_that_changes_its_mind_gains_nothing(
    base: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is public when it is looked at and this machine ever after."""
    settings.LOCAL = False
    answers = iter(["93.184.216.34"])
    connected: list[Any] = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        return [(2, 1, 6, "", (next(answers, "127.0.0.1"), port))]

    def connect(address: Any, timeout: float) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)

    with pytest.raises(OutboundRefused, match="does not answer"):
        fetch("https://rebinding.example.org/")

    assert connected == [("93.184.216.34", 443)]


def test_one_address_inside_among_many_is_refused(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LOCAL = False
    found = [(2, 1, 6, "", (address, 443)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    with pytest.raises(OutboundRefused, match="not on the internet"):
        fetch("https://mixed.example.org/")
