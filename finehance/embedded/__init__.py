"""A database backend that starts its own PostgreSQL from the installed wheel when first used."""

from __future__ import annotations

import warnings

# The wheel falls back to the temporary folder by itself; nothing for the operator to do.
warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
