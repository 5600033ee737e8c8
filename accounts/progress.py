"""How far long work has come, and whether it should stop: told by the work, read by watchers."""

from __future__ import annotations

from threading import Event


class JobCancelled(Exception):
    """Somebody asked for the work to be stopped."""


class Progress:
    """The progress of one piece of work, cheap enough to be told for every row.

    It lives in memory; a job's own is written to its row from time to time by the job's heartbeat.
    """

    def __init__(self) -> None:
        self.done = 0
        self.total = 0
        self.message = ""
        self.cancelled = Event()

    def advance(self, done: int, total: int = 0, message: str = "") -> None:
        """Say that `done` of `total` units are finished; 0 and "" keep what was said before.

        Raises JobCancelled when somebody asked for a stop.
        """
        self.stop_if_cancelled()
        self.done = done
        self.total = total or self.total
        self.message = message or self.message

    def stop_if_cancelled(self) -> None:
        """Raise JobCancelled when somebody asked for a stop."""
        if self.cancelled.is_set():
            raise JobCancelled
