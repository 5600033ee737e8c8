"""A small supervisor: starts processes, restarts those that die, ends all of them."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.2
RESTARTS = 5
RESTART_WINDOW = 60.0
PATIENCE = 10.0


class GivenUp(Exception):
    """A process keeps dying; says which one and where its last words are."""


class Stopped(BaseException):
    """Somebody asked for the end: Ctrl-C, a signal, a closed terminal."""


@dataclass
class Child:
    """One process that is to be kept alive, writing to a log of its own."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    deaths: list[float] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 -- our own command lines
                self.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C reaches the supervisor alone, which ends the rest in order: a web worker
                # that is told twice at once can wait for itself for ever.
                start_new_session=True,
            )

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def send(self, number: signal.Signals) -> None:
        if self.process is not None and self.is_alive:
            self.process.send_signal(number)

    def kill(self) -> None:
        """End the process and all that it started."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def revive(self, now: float) -> None:
        """Start the process again; raises GivenUp when it has died too often of late."""
        self.deaths = [death for death in self.deaths if now - death < RESTART_WINDOW] + [now]
        if len(self.deaths) > RESTARTS:
            raise GivenUp(f"the {self.name} keeps dying: {self.last_words()} (more in {self.log})")
        code = self.process.returncode if self.process else None
        self.kill()
        logger.warning("the %s ended with %s and is started again", self.name, code)
        self.start()

    def last_words(self) -> str:
        """Return the last line of the process's log."""
        lines = self.log.read_text(errors="replace").split("\n") if self.log.exists() else []
        return next((line.strip() for line in reversed(lines) if line.strip()), "no last words")


def on_signals() -> None:
    """Turn SIGINT, SIGTERM and SIGHUP into Stopped."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def ignore_signals() -> None:
    """Let nothing interrupt the end."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def keep_alive(children: list[Child], *, also: Callable[[], None]) -> None:
    """Watch until Stopped or GivenUp; `also` is called at each look."""
    while True:
        for child in children:
            if not child.is_alive:
                child.revive(time.monotonic())
        also()
        time.sleep(LOOK_EVERY)


def end_all(children: list[Child], *, patience: float = PATIENCE) -> None:
    """Ask every process to end, and end those that do not within `patience` seconds."""
    for child in children:
        child.send(signal.SIGTERM)
    deadline = time.monotonic() + patience
    while any(child.is_alive for child in children) and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY / 4)
    for child in children:
        child.kill()
