"""A full archive as a program sends it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class ArchiveInput(serializers.Serializer[Any]):
    """A full archive, as multipart/form-data."""

    file = serializers.FileField(allow_empty_file=True, help_text="At most 10 MB.")
