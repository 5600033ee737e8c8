"""Giving and withdrawing consents, each by version."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.consents import DOCUMENTS, Document, required_versions
from accounts.enums import AuditKind
from accounts.models import Consent, User
from accounts.services.audit import record_event


@transaction.atomic
def agree_to_required(*, user: User) -> None:
    """Note that the person agrees to every required document as it is now."""
    for document in DOCUMENTS.values():
        if document.is_required:
            give_consent(user=user, document=document.key)
    user.agreed_to = required_versions()
    user.save(update_fields=["agreed_to"])


@transaction.atomic
def give_consent(*, user: User, document: str) -> Consent:
    """Note a consent to a document's present version; one in force already stays as it is.

    A consent to another version ends. Raises ValidationError for a document that is not known.
    """
    found = _document(document)
    # Held until the commit, so that two clicks give one consent.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    in_force = Consent.objects.filter(user=user, document=document, withdrawn_at=None)
    same = in_force.filter(version=found.version).first()
    if same is not None:
        return same
    in_force.update(withdrawn_at=timezone.now())
    record_event(AuditKind.CONSENT_GIVEN, user=user, subject=f"{document} {found.version}")
    return Consent.objects.create(user=user, document=document, version=found.version)


@transaction.atomic
def withdraw_consent(*, user: User, document: str) -> None:
    """End a voluntary consent; raises ValidationError for one that the product needs."""
    if _document(document).is_required:
        text = _("Nothing works without this one. You can close your profile instead.")
        raise ValidationError({"document": text})
    in_force = Consent.objects.filter(user=user, document=document, withdrawn_at=None)
    if in_force.update(withdrawn_at=timezone.now()):
        record_event(AuditKind.CONSENT_WITHDRAWN, user=user, subject=document)


def has_consented(user: User, document: str) -> bool:
    """Say whether a consent to the document's present version is in force."""
    version = DOCUMENTS[document].version
    return Consent.objects.filter(
        user=user, document=document, version=version, withdrawn_at=None
    ).exists()


def _document(key: str) -> Document:
    if key not in DOCUMENTS:
        raise ValidationError({"document": _("There is no such document.")})
    return DOCUMENTS[key]
