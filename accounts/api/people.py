"""The API of a person: signing up, passwords, and what is known of them."""

from __future__ import annotations

from typing import ClassVar, cast

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import SessionAuthentication
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.auth import EntranceView, entrance_response
from accounts.api.auth_serializers import (
    ChangePasswordInput,
    CloseInput,
    ForgotPasswordInput,
    MeSerializer,
    MeUpdate,
    ProofInput,
    RegisterInput,
    ResetPasswordInput,
    SecurityStatusSerializer,
    TokenPairSerializer,
)
from accounts.api.fields import Input
from accounts.api.idempotency import OnceMixin
from accounts.api.methods import KnownMethodsMixin
from accounts.api.permissions import PersonPermission
from accounts.api.proofs import proof_refusal, remember_proof
from accounts.models import Recovery, User
from accounts.reports.sign_in import security_status
from accounts.services.erasure import request_closing
from accounts.services.passwords import (
    change_password,
    prove_password,
    reset_password,
    send_reset_link,
)
from accounts.services.profiles import rename_person
from accounts.services.proofs import prove_person
from accounts.services.recovery import refuse_recovery
from accounts.services.sign_ups import sign_up
from accounts.token_scopes import TokenScope
from finehance.kit.problems import INVALID, refusal

SENT = {202: None}
_BAD_KEY = "The key is wrong, was used, or is too old."


class RegisterView(OnceMixin, EntranceView):
    input = RegisterInput

    @extend_schema(operation_id="auth_register", request=RegisterInput, responses=SENT)
    def post(self, request: Request) -> Response:
        """Sign up; a mail goes to the address, and says so if somebody has it already."""
        sign_up(request=_inner(request), **self.read_body(request))
        return Response(status=202)


class ForgotPasswordView(OnceMixin, EntranceView):
    input = ForgotPasswordInput

    @extend_schema(operation_id="auth_forgot_password", request=ForgotPasswordInput, responses=SENT)
    def post(self, request: Request) -> Response:
        """Have a link to set a new password sent, if somebody has the address."""
        send_reset_link(request=_inner(request), **self.read_body(request))
        return Response(status=202)


class ResetPasswordView(EntranceView):
    input = ResetPasswordInput

    @extend_schema(
        operation_id="auth_reset_password", request=ResetPasswordInput, responses={204: None}
    )
    def post(self, request: Request) -> Response:
        """Set a new password by the key from the mail; every program is signed out."""
        if reset_password(request=_inner(request), **self.read_body(request)):
            return Response(status=204)
        return refusal(INVALID, errors=[{"field": "key", "message": _BAD_KEY, "code": "invalid"}])


class PersonView(KnownMethodsMixin):
    """A view of the person who calls, in a household or in none."""

    permission_classes = (PersonPermission,)
    has_versions = False
    scope: ClassVar[TokenScope | None] = None

    @property
    def person(self) -> User:
        return cast("User", self.request.user)

    def read_body(self, kind: type[Input]) -> dict[str, str]:
        form = kind(data=self.request.data)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)


class ChangePasswordView(PersonView):
    is_way_out = True

    @extend_schema(
        operation_id="auth_change_password",
        request=ChangePasswordInput,
        responses=TokenPairSerializer,
    )
    def post(self, request: Request) -> Response:
        """Change your password; every program is signed out, and this one gets new tokens."""
        body = self.read_body(ChangePasswordInput)
        entrance = change_password(
            request=_inner(request),
            user=self.person,
            current=body["current_password"],
            new=body["new_password"],
        )
        if entrance.user is None:
            return proof_refusal(entrance, "current_password")
        if isinstance(request.successful_authenticator, SessionAuthentication):
            update_session_auth_hash(_inner(request), entrance.user)
        return entrance_response(request, entrance)


class ProveView(PersonView):
    @extend_schema(operation_id="auth_prove", request=ProofInput, responses={204: None})
    def post(self, request: Request) -> Response:
        """Prove again who you are; what asks for a fresh proof is open for five minutes then."""
        body = self.read_body(ProofInput)
        proof = prove_person(request=_inner(request), user=self.person, **body)
        method = "password" if body["password"] else "code"
        if proof.user is None:
            return proof_refusal(proof, method)
        remember_proof(request, "password" if method == "password" else "mfa")
        return Response(status=204)


class MeView(PersonView):
    is_way_out = True
    scope = TokenScope.PROFILE
    scopes_of_methods: ClassVar[dict[str, TokenScope | None]] = {"DELETE": None}

    @extend_schema(operation_id="auth_me", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Tell who you are."""
        return Response(MeSerializer(self.person).data)

    @extend_schema(operation_id="auth_me_update", request=MeUpdate, responses=MeSerializer)
    def patch(self, request: Request) -> Response:
        """Change how you are called."""
        body = self.read_body(MeUpdate)
        return Response(MeSerializer(rename_person(user=self.person, **body)).data)

    @extend_schema(operation_id="auth_me_close", request=CloseInput, responses={202: MeSerializer})
    def delete(self, request: Request) -> Response:
        """Ask for your profile to be closed; it can be taken back until `erase_after`."""
        body = self.read_body(CloseInput)
        proof = prove_password(request=_inner(request), user=self.person, password=body["password"])
        if proof.user is None:
            return proof_refusal(proof, "password")
        closing = request_closing(user=self.person, confirmation=body["confirmation"])
        return Response(MeSerializer(closing).data, status=202)


class RecoveryView(PersonView):
    @extend_schema(operation_id="auth_recovery_refuse", responses={204: None})
    def delete(self, request: Request) -> Response:
        """Refuse that your second factors are taken away; see `recovery_due_at`."""
        refuse_recovery(get_object_or_404(Recovery, user=self.person))
        return Response(status=204)


class SecurityStatusView(PersonView):
    scope = TokenScope.PROFILE

    @extend_schema(operation_id="auth_security_status", responses=SecurityStatusSerializer)
    def get(self, request: Request) -> Response:
        """Tell what guards your sign-in, and what can get in."""
        return Response(SecurityStatusSerializer(security_status(self.person)).data)


def _inner(request: Request) -> HttpRequest:
    return request._request  # noqa: SLF001 -- the framework's own name
