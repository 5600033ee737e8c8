"""When the background work runs, in seconds between runs or by the clock (UTC)."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "recover lost jobs": {"task": "accounts.tasks.recover_lost_jobs", "schedule": 15.0},
    "enforce retention": {"task": "accounts.tasks.enforce_retention", "schedule": 3_600.0},
    "erase what is due": {"task": "accounts.tasks.erase_due", "schedule": 3_600.0},
    "finish recoveries": {"task": "accounts.tasks.finish_recoveries", "schedule": 900.0},
    "archive audit trail": {
        "task": "accounts.tasks.archive_audit_trail",
        "schedule": crontab(hour=3, minute=40),
    },
    "seal audit trail": {"task": "accounts.tasks.seal_audit_trail", "schedule": 60.0},
    "forget sign-ins": {"task": "accounts.tasks.forget_sign_ins", "schedule": 3_600.0},
    "forget failed sign-ins": {
        "task": "accounts.tasks.forget_failed_sign_ins",
        "schedule": 3_600.0,
    },
    "delete forgotten uploads": {
        "task": "ledger.tasks.delete_forgotten_uploads",
        "schedule": 3_600.0,
    },
    "scan waiting files": {"task": "ledger.tasks.scan_waiting_files", "schedule": 300.0},
    "purge attachments": {
        "task": "ledger.tasks.purge_trashed_attachments",
        "schedule": crontab(hour=3, minute=40),
    },
    "purge trash": {
        "task": "ledger.tasks.purge_every_trash",
        "schedule": crontab(hour=3, minute=50),
    },
    "run schedules": {"task": "ledger.tasks.run_every_schedule", "schedule": 900.0},
    "index searches": {"task": "ledger.tasks.index_searches", "schedule": 10.0},
    # After the European Central Bank's day, which ends at 16:00 in Frankfurt.
    "load exchange rates": {
        "task": "ledger.tasks.load_rates_feed",
        "schedule": crontab(hour="18,23", minute=20),
    },
    "verify books": {"task": "ledger.tasks.verify_books", "schedule": crontab(hour=3, minute=10)},
}
