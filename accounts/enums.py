"""Closed lists of words that the database keeps."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AuditKind(TextChoices):
    """What happened, as the audit trail calls it."""

    SIGNED_IN = "sign_in", _("Signed in")
    SIGNED_OUT = "sign_out", _("Signed out")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    SECOND_FACTOR_FAILED = "second_factor_failed", _("Wrong code of a second factor")
    SIGNED_UP = "sign_up", _("Signed up")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    PASSWORD_RESET_ASKED = "password_reset_asked", _("Password reset asked for")
    EMAIL_CHANGED = "email_changed", _("E-mail address changed")
    EMAIL_CONFIRMED = "email_confirmed", _("E-mail address confirmed")
    MFA_ADDED = "mfa_added", _("Second factor added")
    MFA_REMOVED = "mfa_removed", _("Second factor removed")
    RECOVERY_CODES_MADE = "recovery_codes_made", _("Recovery codes made")
    PROVIDER_LINKED = "provider_linked", _("Provider linked to the sign-in")
    PROVIDER_UNLINKED = "provider_unlinked", _("Provider taken from the sign-in")
    SESSION_ENDED = "session_ended", _("Session ended")
    LOCKED_OUT = "locked_out", _("Locked out")
    TOKEN_CREATED = "token_created", _("API token created")
    TOKEN_REVOKED = "token_revoked", _("API token revoked")
    TOKEN_REUSED = "token_reused", _("Spent refresh token used again")
    HOUSEHOLD_CREATED = "household_created", _("Household created")
    HOUSEHOLD_CHANGED = "household_changed", _("Household's settings changed")
    MEMBER_INVITED = "member_invited", _("Member invited")
    INVITATION_DECLINED = "invitation_declined", _("Invitation declined")
    INVITATION_WITHDRAWN = "invitation_withdrawn", _("Invitation withdrawn")
    MEMBER_JOINED = "member_joined", _("Member joined")
    MEMBER_REMOVED = "member_removed", _("Member removed")
    MEMBER_LEFT = "member_left", _("Member left")
    ROLE_CHANGED = "role_changed", _("Role changed")
    RIGHTS_CHANGED = "rights_changed", _("Rights changed")
    OWNERSHIP_TRANSFERRED = "ownership_transferred", _("Ownership handed over")
    PROFILE_CHANGED = "profile_changed", _("Profile changed")
    BOOKS_CHANGED = "books_changed", _("Books changed")
    IMPORTED = "imported", _("File imported")
    EXPORTED = "exported", _("Data exported")
    JOB_FAILED = "job_failed", _("Job failed")
    ERASURE_ASKED = "erasure_asked", _("Erasure asked for")
    ERASURE_CANCELLED = "erasure_cancelled", _("Erasure cancelled")
    ERASED = "erased", _("Data erased")
    CONSENT_GIVEN = "consent_given", _("Consent given")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("Consent withdrawn")
    OPERATOR_LOOKED = "operator_looked", _("Operator looked")
    OPERATOR_CHANGED = "operator_changed", _("Operator changed something")
    OPERATOR_MADE = "operator_made", _("Operator made")
    IMPERSONATION_STARTED = "impersonation_started", _("Operator stood in for a member")
    IMPERSONATION_ENDED = "impersonation_ended", _("Operator stopped standing in")
    KEYS_ROTATED = "keys_rotated", _("Encryption keys rotated")
    AUDIT_ARCHIVED = "audit_archived", _("Audit trail archived")
    AUDIT_ANCHORED = "audit_anchored", _("Audit trail anchored")
