"""The WSGI application, with every page loaded before the first request."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finehance.settings")

application = get_wsgi_application()
# Else the first reader waits for it.
_ = get_resolver().url_patterns
