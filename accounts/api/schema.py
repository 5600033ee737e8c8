"""How the API describes itself: sign-in, headers, strict bodies and problems; see settings."""

from __future__ import annotations

from typing import Any

from drf_spectacular.authentication import SessionScheme
from drf_spectacular.contrib.rest_framework_simplejwt import SimpleJWTScheme
from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerExtension,
)
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from accounts.api.idempotency import OnceMixin
from accounts.api.permissions import grant_of
from finehance.kit.lists import FIELDS
from finehance.kit.problems import CONTENT_TYPE

JSON = dict[str, Any]
PROGRAMS = "apiToken"
_SCHEMAS = "#/components/schemas/"
_PROBLEM = {"$ref": f"{_SCHEMAS}Problem"}
_TEXT = {"type": "string"}
_NUMBER = {"type": "integer", "format": "int64", "minimum": 1}
_KEY = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"}
_ETAG = {"type": "string", "pattern": r'^(\*|(W/)?"[0-9a-f]+")$'}

ANY = {
    400: "Something in the request cannot be read or is not valid.",
    401: "Sign in first, or again.",
    403: "Your role in the household, or the API token, does not allow this.",
    404: "There is nothing here, or you are in no such household.",
    406: "Only application/json is answered.",
    429: "Too many requests or wrong sign-ins; Retry-After says in how many seconds to go on.",
}
WRITE = {
    409: "The books refuse this; `code` and `detail` say why.",
    412: "Somebody changed the row since: If-Match names another version.",
    413: "The request is too large.",
    415: "The content type is not supported.",
    422: "The books cannot hold this, or the Idempotency-Key belongs to another request.",
}


class HouseholdJWTScheme(SimpleJWTScheme):  # type: ignore[no-untyped-call]
    target_class = "accounts.api.authentication.HouseholdJWTAuthentication"


class ApiTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "accounts.api.authentication.ApiTokenAuthentication"
    name = PROGRAMS

    def get_security_definition(self, auto_schema: AutoSchema) -> JSON:
        text = "A token of your own, `fin_…`; each operation names the scope that it needs."
        return {"type": "http", "scheme": "bearer", "bearerFormat": "fin_", "description": text}


class HouseholdSessionScheme(SessionScheme):  # type: ignore[no-untyped-call]
    target_class = "accounts.api.authentication.HouseholdSessionAuthentication"


class StrictInput(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """An input says that it knows no other fields."""

    target_class = "accounts.api.fields.Input"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Any) -> JSON:
        mapped: Any = auto_schema._map_serializer  # noqa: SLF001 -- the documented way of an extension
        schema: JSON = mapped(self.target, direction, bypass_extensions=True)
        return schema | {"additionalProperties": False}


class ApiSchema(AutoSchema):
    """Reads the inputs of a view from the view, and names the headers that every view takes."""

    def get_request_serializer(self) -> Any:
        name = {"create": "create_input", "partial_update": "update_input"}.get(
            getattr(self.view, "action", None) or ""
        )
        return getattr(self.view, name or "", None) or super().get_request_serializer()

    def get_auth(self) -> list[JSON]:
        """Return the ways to sign in, API tokens with the scope that they need, where they may."""
        found: list[JSON] = super().get_auth()
        grant = grant_of(self.view, self.method)
        ways = [{**way, PROGRAMS: [grant]} if PROGRAMS in way else way for way in found]
        return [way for way in ways if grant or PROGRAMS not in way]

    def get_override_parameters(self) -> list[Any]:
        named = []
        if self.get_auth():
            named.append(_header("X-Household", "The household meant, by number.", _NUMBER))
        if self.method != "GET" and isinstance(self.view, OnceMixin):
            named.append(_header("Idempotency-Key", "Sent twice, the write happens once.", _KEY))
        if self.method in {"PATCH", "DELETE"} and getattr(self.view, "has_versions", True):
            text = "The ETag that you read; others are answered 412."
            named.append(_header("If-Match", text, _ETAG))
        return named


def _header(name: str, text: str, schema: JSON) -> OpenApiParameter:
    return OpenApiParameter(name, schema, OpenApiParameter.HEADER, description=text)


def describe_problems(result: JSON, **_context: Any) -> JSON:
    """Add to every operation the problems that it may answer; a hook of drf-spectacular."""
    result["components"]["schemas"]["Problem"] = _problem_schema()
    for methods in result["paths"].values():
        for method, operation in methods.items():
            problems = ANY if method == "get" else ANY | WRITE
            for status, text in problems.items():
                content = {CONTENT_TYPE: {"schema": _PROBLEM}}
                described = {"description": text, "content": content}
                operation["responses"].setdefault(str(status), described)
    return result


def describe_parts(result: JSON, **_context: Any) -> JSON:
    """Say of lists that take `fields` that their rows may be parts; a hook of drf-spectacular."""
    known = result["components"]["schemas"]
    for methods in result["paths"].values():
        listed = methods.get("get", {})
        if any(each["name"] == FIELDS for each in listed.get("parameters", ())):
            page = listed["responses"]["200"]["content"]["application/json"]["schema"]
            rows = known[_name(page)]["properties"]["results"]
            if "$ref" in rows["items"]:
                whole = _name(rows["items"])
                part = {key: value for key, value in known[whole].items() if key != "required"}
                text = "The fields of a row that `fields` names."
                known[f"{whole}Part"] = part | {"description": text}
                rows["items"] = {"anyOf": [_ref(whole), _ref(f"{whole}Part")]}
    return result


def _ref(name: str) -> JSON:
    return {"$ref": f"{_SCHEMAS}{name}"}


def _name(reference: JSON) -> str:
    return str(reference["$ref"]).removeprefix(_SCHEMAS)


def _problem_schema() -> JSON:
    error = {
        "type": "object",
        "properties": {"field": _TEXT, "message": _TEXT, "code": _TEXT},
        "required": ["field", "message", "code"],
    }
    return {
        "type": "object",
        "description": "An error as RFC 9457 tells it; `code` is stable, `detail` is for people.",
        "properties": {
            "type": _TEXT,
            "title": _TEXT,
            "status": {"type": "integer"},
            "code": {"type": "string", "pattern": r"^[A-Z_]+_\d{4}$"},
            "request_id": _TEXT,
            "detail": _TEXT,
            "errors": {"type": "array", "items": error},
        },
        "required": ["type", "title", "status", "code", "request_id"],
    }
