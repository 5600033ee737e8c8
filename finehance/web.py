"""gunicorn's settings: `gunicorn -c python:finehance.web finehance.wsgi`."""

from __future__ import annotations

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker
from prometheus_client import multiprocess

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


def child_exit(server: Arbiter, worker: Worker) -> None:
    """Take a dead worker's gauges out of the metrics."""
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
