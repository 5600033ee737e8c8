"""Django's PostgreSQL backend over the embedded server, which starts at the first connection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base

from finehance.embedded.server import ROLE, socket_directory


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects through the unix socket of the server in `OPTIONS["directory"]`."""

    def get_connection_params(self) -> dict[str, Any]:
        """Return psycopg's parameters, with the server started and its database created."""
        params = super().get_connection_params()
        directory = Path(params.pop("directory"))
        durable = params.pop("durable", True)
        params["host"] = socket_directory(directory, database="finehance", durable=durable)
        params["user"] = ROLE
        return params
