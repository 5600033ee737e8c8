"""Settings of the API that no environment changes: its framework, its document, its headers."""

from __future__ import annotations

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.ApiTokenAuthentication",
        "accounts.api.authentication.HouseholdJWTAuthentication",
        "accounts.api.authentication.HouseholdSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.permissions.MemberPermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["accounts.api.parsers.DepthSafeJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "accounts.api.schema.ApiSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "finehance.kit.problems.problem_response",
    "COERCE_DECIMAL_TO_STRING": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Finehance API",
    "DESCRIPTION": "A household's double-entry ledger: accounts, transactions, imports, totals.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "AccountOrCategoryKindEnum": "ledger.enums.AccountKind",
        "AccountKindEnum": "ledger.api.serializers.accounts.ACCOUNT_CHOICES",
        "CategoryKindEnum": "ledger.api.serializers.accounts.CATEGORY_CHOICES",
        "RoleEnum": "accounts.roles.Role",
        "InvitedRoleEnum": "accounts.roles.INVITED_ROLES",
        "InvitationStateEnum": "accounts.models.Invitation.State",
        "JobStateEnum": "accounts.models.Job.State",
        "TokenStateEnum": "accounts.api.tokens.STATES",
        "BatchStateEnum": "ledger.enums.BatchState",
        "ClaimStateEnum": "ledger.enums.ClaimState",
        "OccurrenceStateEnum": "ledger.enums.OccurrenceState",
        "ScheduleStateEnum": "ledger.enums.ScheduleState",
        "ScheduleStateInputEnum": "ledger.api.serializers.schedules.SETTABLE",
        "SideEnum": "ledger.api.serializers.duplicates.SIDES",
        "StatusEnum": "ledger.enums.Status",
        "ValueSourceEnum": "ledger.enums.ValueSource",
        "TransactionSourceEnum": "ledger.enums.TransactionSource",
        "RowOutcomeEnum": "ledger.enums.RowOutcome",
        "OriginEnum": "accounts.actors.Origin",
        "AuditKindEnum": "accounts.enums.AuditKind",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "accounts.api.schema.describe_parts",
        "accounts.api.schema.describe_problems",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# What scripts of other sites may send and see; see settings for which sites.
CORS_URLS_REGEX = r"^/api/v1/"
CORS_ALLOW_METHODS = ["GET", "POST", "PATCH", "DELETE"]
CORS_ALLOW_HEADERS = [
    "accept",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "x-csrftoken",
    "x-household",
    "x-request-id",
]
CORS_EXPOSE_HEADERS = [
    "ETag",
    "Idempotency-Replayed",
    "Location",
    "RateLimit-Limit",
    "RateLimit-Policy",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
    "X-Request-ID",
]
