"""Attachments as the API shows and takes them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.api.fields import Input
from ledger.models import Attachment


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    """A file of a transaction."""

    class Meta:
        model = Attachment
        fields = [
            "id",
            "transaction",
            "name",
            "content_type",
            "size",
            "digest",
            "scan_state",
            "created_at",
        ]
        read_only_fields = fields


class AttachmentInput(Input):
    """A file to attach: JPEG, PNG, WebP, PDF, CSV or plain text of at most 10 MB."""

    file = serializers.FileField()


class LinkSerializer(serializers.Serializer[Any]):
    """An address at which whoever has it gets the file, for a day or until the file is deleted."""

    url = serializers.URLField()
    expires_at = serializers.DateTimeField()
