"""People, households and background work.

    User ─< Membership >─ Household ─< Job
      └──< ApiToken >───────┤
                            └─< Invitation
    User ─< DataExport, Consent
    AuditEvent, in the AuditChain of its household or of the instance

A `Household` owns data. A `User` is a member of households with a `Role`. Every row of every app
that belongs to a household carries `household_id` and is guarded by row-level security.
"""

from __future__ import annotations

from accounts.models.api_access import ApiSignIn, ApiToken
from accounts.models.audit import INSTANCE, AuditChain, AuditEvent
from accounts.models.households import Household, Membership
from accounts.models.idempotency import IdempotencyRecord
from accounts.models.invitations import Invitation
from accounts.models.jobs import Job
from accounts.models.privacy import Consent, DataExport
from accounts.models.sign_in import EmailChange, Recovery, SignInFailures
from accounts.models.users import User

__all__ = [
    "INSTANCE",
    "ApiSignIn",
    "ApiToken",
    "AuditChain",
    "AuditEvent",
    "Consent",
    "DataExport",
    "EmailChange",
    "Household",
    "IdempotencyRecord",
    "Invitation",
    "Job",
    "Membership",
    "Recovery",
    "SignInFailures",
    "User",
]
