"""A browser whose reader owns an empty household, and a worker that runs what is queued."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

import pytest
from celery import current_app
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import Household, Job, User
from accounts.scope import system_scope
from accounts.services.job_runs import run_queued_job

# Playwright's loop runs in this thread, where the fixtures use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

MOST_WAITS = 100
OpenWindow = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium as it is installed; a module's own, since two of Playwright cannot run at once."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


@pytest.fixture
def quiet_end() -> Iterator[None]:
    """Wait at the end for the requests under way, so that none meets an emptied database."""
    under_way = [0]
    lock = Lock()

    def begin(**_more: object) -> None:
        with lock:
            under_way[0] += 1

    def end(**_more: object) -> None:
        with lock:
            under_way[0] -= 1

    request_started.connect(begin)
    request_finished.connect(end)
    yield
    for _ in range(MOST_WAITS):
        if under_way[0] <= 0:
            break
        time.sleep(0.1)
    request_started.disconnect(begin)
    request_finished.disconnect(end)


@pytest.fixture
def open_window(
    browser: Browser,
    household: Household,
    alice: User,
    live_server: LiveServer,
    quiet_end: None,
) -> Iterator[OpenWindow]:
    """Return a function that opens a browser's window that Alice is signed in with."""
    client = Client()
    client.force_login(alice)
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
    windows: list[BrowserContext] = []

    def open_one(**options: Any) -> BrowserContext:
        window = browser.new_context(base_url=live_server.url, reduced_motion="reduce", **options)
        window.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        window.set_default_timeout(20_000)
        windows.append(window)
        return window

    yield open_one
    for window in windows:
        window.close()


@pytest.fixture
def page(open_window: OpenWindow) -> Iterator[Page]:
    """A page of it; a script that fails, fails the test."""
    page = open_window().new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []


@pytest.fixture
def plain_page(open_window: OpenWindow) -> Page:
    """A page of a browser that runs no scripts."""
    return open_window(java_script_enabled=False).new_page()


@pytest.fixture
def worker(transactional_db: None, settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Somebody who runs the jobs that are queued, and a place for uploads."""
    settings.MEDIA_ROOT = tmp_path
    configured = current_app.conf.task_always_eager, current_app.conf.broker_url
    current_app.conf.task_always_eager, current_app.conf.broker_url = False, "memory://"
    stop = Event()
    thread = Thread(target=_work, args=(stop,), daemon=True)
    thread.start()
    yield
    stop.set()
    thread.join()
    current_app.conf.task_always_eager, current_app.conf.broker_url = configured


def _work(stop: Event) -> None:
    try:
        while not stop.wait(0.1):
            with system_scope("tests: finding queued jobs"):
                waiting = list(Job.objects.filter(state=Job.State.QUEUED))
            for job in waiting:
                run_queued_job(job.household_id, job.pk)
    finally:
        connection.close()
