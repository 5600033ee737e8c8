"""The heartbeat of a running job: a thread that writes its progress and reads its cancellation."""

from __future__ import annotations

import logging
from threading import Event, Thread
from types import TracebackType

from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.models import Job
from accounts.progress import Progress
from accounts.scope import household_scope

logger = logging.getLogger(__name__)

BEAT_SECONDS = 0.5
# The work's own transaction may hold the row; a beat that cannot have it is left out.
LOCK_PATIENCE = "300ms"


class Heartbeat:
    """Beats while its block runs, in a thread with a database connection of its own.

    So watchers see the progress of work whose transaction is still open, and a statement that
    takes long does not stop the beat.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.progress = Progress()
        self._ended = Event()
        self._thread = Thread(target=self._beat, name=f"job-{job.pk}", daemon=True)

    def __enter__(self) -> Progress:
        self._thread.start()
        return self.progress

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._ended.wait(BEAT_SECONDS):
                try:
                    self._write()
                except DatabaseError:
                    logger.warning("job %s: a heartbeat was left out", self.job.pk, exc_info=True)
                    connection.close()
        finally:
            connection.close()

    def _write(self) -> None:
        with household_scope(self.job.household_id):
            with connection.cursor() as cursor:
                cursor.execute(f"set local lock_timeout = '{LOCK_PATIENCE}'")
            rows = Job.objects.filter(
                pk=self.job.pk, state=Job.State.RUNNING, attempts=self.job.attempts
            )
            rows.update(
                heartbeat_at=timezone.now(),
                done=self.progress.done,
                total=self.progress.total,
                message=self.progress.message[:300],
            )
            if rows.filter(is_cancel_requested=True).exists():
                self.progress.cancelled.set()
