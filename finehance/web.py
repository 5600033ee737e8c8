"""gunicorn's settings: `gunicorn -c python:finehance.web finehance.wsgi`."""

from __future__ import annotations

from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker
from prometheus_client import multiprocess

from finehance.logs import RedactingFilter

# Loaded once and shared: a start takes half as long, and a second worker little memory. Nothing is
# connected before the workers part.
preload_app = True
worker_class = "gthread"
workers = 2
threads = 4
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
# Two servers of one person would fight over its place in the home folder.
control_socket_disable = True


class ServerLogger(Logger):  # type: ignore[misc]  # gunicorn is untyped
    """gunicorn's own lines, redacted like all others."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            handler.addFilter(RedactingFilter())


logger_class = ServerLogger


def child_exit(server: Arbiter, worker: Worker) -> None:
    """Take a dead worker's gauges out of the metrics."""
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
