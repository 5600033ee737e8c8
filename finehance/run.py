"""Everything on this machine: `python -m finehance.run`, which `make run` calls.

Prepares the database, the static files and, on the first run, a demo household; then keeps a web
server and a worker alive until Ctrl-C.
"""

from __future__ import annotations

import errno
import http.client
import logging
import os
import shutil
import sys
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections

from finehance.demo import DemoSignIn, demo_sign_in
from finehance.embedded.server import (
    EmbeddedServerError,
    server_is_running,
    start_server,
    stop_server,
)
from finehance.preflight import (
    CannotRun,
    describe_database,
    only_one,
    prepare_folder,
    wanted_port,
)
from finehance.static import collect_static
from finehance.supervision import (
    Child,
    GivenUp,
    Stopped,
    end_all,
    ignore_signals,
    keep_alive,
    on_signals,
)

ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN = 180.0


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def announce_database(url: str) -> None:
    line = f"DATABASE_URL is set: this run uses and migrates {describe_database(url)}"
    frame = "!" * len(line)
    hint = "Unset it to use the embedded PostgreSQL with demo data instead."
    say(f"{frame}\n{line}\n{hint}\n{frame}")


def set_environment(port: int, var: Path) -> None:
    """Set what the settings of this process and its children read."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finehance.settings")
    os.environ.setdefault("BASE_URL", f"http://localhost:{port}")
    os.environ["FINEHANCE_VAR"] = str(var)


def prepare(var: Path, *, is_local: bool) -> DemoSignIn | None:
    """Bring database and static files up to date; return the demo sign-in of a local run."""
    logging.captureWarnings(capture=True)
    django.setup()
    say("preparing the database")
    call_command("migrate", verbosity=0, interactive=False)
    collect_static()
    sign_in = demo_sign_in(var, say) if is_local else None
    database: Any = connections["default"]
    database.close()
    database.close_pool()
    return sign_in


def child(name: str, command: list[str], var: Path, **environment: str) -> Child:
    """Return a process of this Python with a fresh log."""
    log = var / "log" / f"{name}.log"
    log.unlink(missing_ok=True)
    return Child(name, [sys.executable, "-m", *command], {**os.environ, **environment}, log)


def web_and_worker(host: str, port: int, var: Path) -> list[Child]:
    """Return the web server and the worker with its clock, not yet started."""
    metrics = var / "metrics"
    shutil.rmtree(metrics, ignore_errors=True)
    metrics.mkdir()
    web = ["gunicorn", "-c", "python:finehance.web", "-b", f"{host}:{port}", "finehance.wsgi"]
    worker = ["celery", "-A", "finehance", "worker", "-B", "-c", "1", "-l", "INFO"]
    return [
        child("web", web, var, PROMETHEUS_MULTIPROC_DIR=str(metrics)),
        child("worker", worker, var),
    ]


def is_ready(host: str, port: int) -> bool:
    """Ask the web server whether every part works."""
    with closing(http.client.HTTPConnection(host, port, timeout=5)) as probe:
        try:
            probe.request("GET", "/health/ready", headers={"Host": "localhost"})
            return probe.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False


def wait_until_ready(host: str, port: int, web: Child) -> None:
    """Wait for the web server's own word; raises CannotRun when it dies or stays silent."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if not web.is_alive:
            raise CannotRun(f"the web server does not start: {web.last_words()} (see {web.log})")
        if is_ready(host, port):
            return
        time.sleep(0.1)
    raise CannotRun(f"the web server is not ready after {READY_WITHIN:.0f} s (see {web.log})")


def keep_postgres(directory: Path) -> None:
    """Start the embedded PostgreSQL again when it has ended."""
    if not server_is_running(directory):
        say("PostgreSQL ended and is started again")
        start_server(directory)


def announce(port: int, var: Path, sign_in: DemoSignIn | None) -> None:
    say(f"\nFinehance is at {os.environ['BASE_URL']}  (port {port}, logs in {var / 'log'})")
    if sign_in:
        say(f"sign in as {sign_in.email} with the password {sign_in.password}")
    say("Ctrl-C ends everything\n")


def serve(host: str, port: int, var: Path, *, is_local: bool) -> None:
    """Prepare, start and keep everything alive until Stopped; then end every process."""
    children: list[Child] = []
    try:
        sign_in = prepare(var, is_local=is_local)
        children = web_and_worker(host, port, var)
        web, worker = children
        web.start()
        wait_until_ready(host, port, web)
        worker.start()
        announce(port, var, sign_in)
        watch = partial(keep_postgres, var / "postgres") if is_local else lambda: None
        keep_alive(children, also=watch)
    finally:
        ignore_signals()
        end_all(children)
        if is_local:
            stop_server(var / "postgres")


def explain(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return f"the disk is full: {error.filename or 'make room'} and start again"
    return f"{error.filename or 'the system'}: {error.strerror or error}"


def run() -> None:
    """Run until Stopped; raises what `main` turns into one line."""
    var = Path(os.environ.get("FINEHANCE_VAR") or ROOT / "var").resolve()
    host = os.environ.get("BIND", "127.0.0.1")
    port = wanted_port(os.environ.get("PORT", "8000"), host)
    prepare_folder(var)
    url = os.environ.get("DATABASE_URL", "")
    if url:
        announce_database(url)
    with only_one(var):
        set_environment(port, var)
        serve(host, port, var, is_local=not url)


def main() -> int:
    """Run, and return the exit status: 0 after a wanted end, 1 with one line that says why not."""
    on_signals()
    try:
        run()
    except Stopped:
        say("stopped")
        return 0
    except (CannotRun, GivenUp, EmbeddedServerError, ImproperlyConfigured, CommandError) as error:
        reason = str(error)
    except OperationalError as error:
        reason = f"the database does not answer: {str(error).splitlines()[0]}"
    except OSError as error:
        reason = explain(error)
    sys.stderr.write(f"finehance: {reason}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
