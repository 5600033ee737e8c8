"""The supervisor: keeps processes alive, gives up in words, ends all of them."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from finehance import supervision
from finehance.supervision import (
    Child,
    GivenUp,
    Stopped,
    end_all,
    ignore_signals,
    keep_alive,
    on_signals,
)

SLEEP = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(15, signal.SIG_IGN); {SLEEP}"
BELOW = STUBBORN.replace("'up'", "'below'")
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BELOW!r}])"
"""A process that ends with SIGTERM, and leaves one below it that does not."""
DIE = "import sys; print('no room left', flush=True); print(); sys.exit(3)"


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[[str], Child]]:
    """Return a maker of children that run a line of Python; all are ended after the test."""
    made: list[Child] = []

    def make_child(code: str) -> Child:
        child = Child("web", [sys.executable, "-c", code], {}, tmp_path / f"{len(made)}.log")
        made.append(child)
        return child

    yield make_child
    end_all(made, patience=0)


@pytest.fixture
def restored() -> Iterator[None]:
    """Put the signal handlers back after the test."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()


def test_child_writes_to_its_log(make: Callable[[str], Child]) -> None:
    child = make(SLEEP)

    child.start()

    wait_for(lambda: child.last_words() == "up")
    assert child.is_alive is True


def test_child_that_never_started_has_no_last_words(make: Callable[[str], Child]) -> None:
    child = make(SLEEP)

    assert (child.is_alive, child.last_words()) == (False, "no last words")


def test_keep_alive_starts_a_dead_child_again(make: Callable[[str], Child]) -> None:
    child = make(SLEEP)
    child.start()
    first = child.process

    def stop_when_revived() -> None:
        if child.process is first and first is not None:
            first.kill()
            first.wait()
        else:
            raise Stopped

    with pytest.raises(Stopped):
        keep_alive([child], also=stop_when_revived)

    assert child.process is not first
    assert child.is_alive is True


def test_keep_alive_gives_up_with_the_last_words(
    make: Callable[[str], Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "RESTARTS", 1)
    child = make(DIE)
    child.start()

    with pytest.raises(GivenUp, match="the web keeps dying: no room left") as caught:
        keep_alive([child], also=lambda: None)

    assert str(child.log) in str(caught.value)


def test_deaths_of_long_ago_are_forgotten(make: Callable[[str], Child]) -> None:
    child = make(SLEEP)
    child.deaths = [0.0] * supervision.RESTARTS

    child.revive(now=supervision.RESTART_WINDOW + 1)

    assert child.deaths == [supervision.RESTART_WINDOW + 1]


@pytest.mark.parametrize(
    ("code", "ending"), [(SLEEP, -signal.SIGTERM), (STUBBORN, -signal.SIGKILL)]
)
def test_end_all_ends_the_willing_and_the_stubborn(
    make: Callable[[str], Child], code: str, ending: int
) -> None:
    children = [make(code), make(SLEEP)]
    for child in children:
        child.start()
    wait_for(lambda: all(child.last_words() == "up" for child in children))

    end_all(children, patience=0.5)

    assert [child.is_alive for child in children] == [False, False]
    assert children[0].process is not None
    assert children[0].process.returncode == ending


def test_end_all_leaves_out_who_never_started(make: Callable[[str], Child]) -> None:
    child = make(SLEEP)

    end_all([child])

    assert child.process is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_stop(restored: None, number: signal.Signals) -> None:
    on_signals()

    with pytest.raises(Stopped):
        os.kill(os.getpid(), number)


def test_signals_are_ignored_at_the_end(restored: None) -> None:
    on_signals()
    ignore_signals()

    os.kill(os.getpid(), signal.SIGINT)

    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_end_all_leaves_nothing_of_what_a_child_started(make: Callable[[str], Child]) -> None:
    child = make(PARENT)
    child.start()
    wait_for(lambda: child.last_words() == "below")
    assert child.process is not None
    (below,) = psutil.Process(child.process.pid).children()

    end_all([child])

    assert psutil.wait_procs([below], timeout=20)[1] == []


def test_child_hears_no_ctrl_c_of_the_terminal(make: Callable[[str], Child]) -> None:
    child = make(SLEEP)
    child.start()
    assert child.process is not None

    assert os.getpgid(child.process.pid) != os.getpgid(0)
