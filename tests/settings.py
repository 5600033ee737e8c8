"""The product's settings with a throw-away database server and cheap passwords."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "tests-only-" + "k" * 40)
os.environ.setdefault("ENCRYPTION_KEY", "tests-only-" + "e" * 40)
os.environ.setdefault("JWT_SIGNING_KEY", "tests-only-" + "j" * 40)
os.environ.setdefault("ENCRYPTION_SALT", "tests-only-" + "s" * 40)

from finehance.settings import *  # noqa: F403
from finehance.settings import BASE_DIR, DATABASES, LOCAL, STORAGES

VAR_DIR = BASE_DIR / "var"
# Tests that commit are emptied out by TRUNCATE, which the audit trail refuses anywhere else.
_options: dict[str, object] = {"options": "-c finehance.truncate=tests"}
if LOCAL:
    # A server of its own, without fsync: nothing here has to survive a power cut.
    _options |= {"directory": str(VAR_DIR / "postgres-tests"), "durable": False}
DATABASES["default"]["OPTIONS"] = _options
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DATABASE", "test_finehance")}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="finehance-media-"))
LOGGING_CONFIG = None
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
# Tests hammer pages; those of the limits turn them on.
RATE_LIMITS = 0.0
