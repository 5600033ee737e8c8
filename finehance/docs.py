"""The API's own documentation, under the same strict content security policy as every page."""

from __future__ import annotations

from drf_spectacular.views import SpectacularSwaggerSplitView


class ApiDocs(SpectacularSwaggerSplitView):
    """Swagger UI whose start script is a second request to the same address: nothing is inline."""
