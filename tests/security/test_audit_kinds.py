"""Every kind of event that the audit trail knows, and an act that leaves one behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, email_confirmed, user_signed_up
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.signals import social_account_added, social_account_removed
from allauth.usersessions.models import UserSession
from django.core.management import call_command
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.actors import Actor
from accounts.enums import AuditKind
from accounts.models import AuditEvent, Household, Job, Membership, Recovery, User
from accounts.roles import Right, Role
from accounts.scope import system_scope
from accounts.services import (
    audit_archive,
    consents,
    erasure,
    invitations,
    members,
    profiles,
    recovery,
)
from accounts.services.api_sign_ins import begin_sign_in, refresh_sign_in
from accounts.services.api_tokens import create_token, revoke_token
from accounts.services.audit_chains import seal_waiting_chains
from accounts.services.data_exports import request_export
from accounts.services.households import create_household, update_household
from accounts.services.operators import make_operator
from accounts.services.sessions import end_session
from accounts.services.stand_ins import end_stand_in, start_stand_in
from accounts.signals import job_stopped
from ledger.services.history import record_change_set
from ledger.services.rights import set_account_right
from tests.factories.accounts import (
    PASSWORD,
    add_second_factor,
    make_invitation,
    make_job,
    make_user,
    verify_address,
)
from tests.factories.books import Books
from tests.factories.rights import make_guest

FRESH = "another-horse-another-battery"


@dataclass(frozen=True)
class Scene:
    """Alice, who owns a household, and a browser of hers."""

    alice: User
    actor: Actor
    client: Client

    @property
    def household(self) -> Household:
        return self.actor.household

    @property
    def request(self) -> HttpRequest:
        request = RequestFactory().get("/")
        request.user = self.alice
        request.session = self.client.session
        return request

    def guest(self) -> Membership:
        return make_guest(self.household).membership

    def invited(self) -> tuple[User, str]:
        """Return a person who is invited and the token of their link."""
        dora = make_user("dora@example.org")
        verify_address(dora)
        return dora, make_invitation(self.actor)[1]


@pytest.fixture
def scene(client: Client, alice: User, actor: Actor) -> Scene:
    return Scene(alice, actor, client)


def sign_in(scene: Scene, password: str = PASSWORD) -> Client:
    browser = Client()
    browser.post("/accounts/login/", {"login": scene.alice.email, "password": password})
    return browser


def guess_until_shut(scene: Scene) -> None:
    for _try in range(12):
        sign_in(scene, "guessed-it")


def guess_a_code(scene: Scene) -> None:
    add_second_factor(scene.alice)
    browser = sign_in(scene)
    browser.post("/accounts/2fa/authenticate/", {"code": "000000"})


def change_password(scene: Scene) -> None:
    new = {"oldpassword": PASSWORD, "password1": FRESH, "password2": FRESH}
    scene.client.post("/accounts/password/change/", new)


def tell_of_address(scene: Scene) -> None:
    address = verify_address(scene.alice)
    common = {"request": scene.request, "user": scene.alice}
    email_confirmed.send(EmailAddress, email_address=address, **common)
    email_changed.send(User, from_email_address=None, to_email_address=address, **common)


def tell_of_factor(signal: Any) -> Callable[[Scene], None]:
    def tell(scene: Scene) -> None:
        add_second_factor(scene.alice)
        factor = Authenticator.objects.get(user=scene.alice)
        signal.send(Authenticator, request=scene.request, user=scene.alice, authenticator=factor)

    return tell


def link_provider(scene: Scene) -> None:
    account = SocialAccount(user=scene.alice, provider="google", uid="1")
    login = SocialLogin(user=scene.alice, account=account)
    social_account_added.send(SocialLogin, request=scene.request, sociallogin=login)


def unlink_provider(scene: Scene) -> None:
    account = SocialAccount(user=scene.alice, provider="google", uid="1")
    social_account_removed.send(SocialAccount, request=scene.request, socialaccount=account)


def end_a_session(scene: Scene) -> None:
    key = scene.client.session.session_key
    row = UserSession.objects.create(user=scene.alice, ip="192.0.2.1", session_key=key)
    end_session(user=scene.alice, session=row)


def make_token(scene: Scene) -> Any:
    return create_token(by=scene.actor, name="script", grants=["transactions:read"]).token


def use_twice(scene: Scene) -> None:
    token = begin_sign_in(user=scene.alice).refresh
    for _time in range(2):
        refresh_sign_in(token=token)


def leave(scene: Scene) -> None:
    members.leave_household(by=Actor.of(scene.guest()))


def decline(scene: Scene) -> None:
    user, token = scene.invited()
    invitations.decline_invitation(user=user, token=token)


def accept(scene: Scene) -> None:
    user, token = scene.invited()
    invitations.accept_invitation(user=user, token=token)


def withdraw(scene: Scene) -> None:
    invitation, _token = make_invitation(scene.actor)
    invitations.withdraw_invitation(by=scene.actor, invitation=invitation)


def narrow(scene: Scene) -> None:
    account = Books(scene.household, scene.actor).checking
    set_account_right(by=scene.actor, membership=scene.guest(), account=account, right=Right.READ)


def ask_erasure(scene: Scene) -> None:
    erasure.request_closing(user=scene.alice, confirmation=scene.alice.email)


def erase(scene: Scene) -> None:
    ask_erasure(scene)
    erasure.erase_due(timezone.now() + timedelta(days=400))


def withdraw_consent(scene: Scene) -> None:
    consents.give_consent(user=scene.alice, document=OPTIONAL)
    consents.withdraw_consent(user=scene.alice, document=OPTIONAL)


def operate(scene: Scene, method: str) -> None:
    operator = make_user("operator@example.org", is_staff=True, is_superuser=True)
    add_second_factor(operator)
    browser = Client()
    browser.force_login(operator)
    getattr(browser, method)(f"/operator/accounts/user/{scene.alice.pk}/change/")


def stand_in(scene: Scene) -> None:
    operator = make_user("operator@example.org", is_staff=True, is_superuser=True)
    session = scene.client.session
    start_stand_in(
        operator=operator,
        member=scene.alice,
        reason="Ticket 4711 says so",
        session=session,
        now=timezone.now(),
    )
    end_stand_in(operator=operator, session=session)


def begin(scene: Scene) -> Recovery:
    add_second_factor(scene.alice)
    return recovery.begin_recovery(
        member=scene.alice, reason="Known by voice", now=timezone.now(), operator=None
    )


def recover(scene: Scene) -> None:
    recovery.finish_due_recoveries(begin(scene).due_at)


def archive(scene: Scene) -> None:
    seal_waiting_chains()
    audit_archive.archive_trail(before=timezone.now() + timedelta(days=1))


def pin(scene: Scene) -> None:
    seal_waiting_chains()
    audit_archive.pin_chains()


OPTIONAL = "assistant"
ACTS: dict[AuditKind, Callable[[Scene], object]] = {
    AuditKind.SIGNED_IN: sign_in,
    AuditKind.SIGNED_OUT: lambda scene: scene.client.post("/accounts/logout/"),
    AuditKind.SIGN_IN_FAILED: lambda scene: sign_in(scene, "guessed-it"),
    AuditKind.SECOND_FACTOR_FAILED: guess_a_code,
    AuditKind.SIGNED_UP: lambda scene: user_signed_up.send(
        User, request=scene.request, user=scene.alice
    ),
    AuditKind.PASSWORD_CHANGED: change_password,
    AuditKind.PASSWORD_RESET_ASKED: lambda scene: Client().post(
        "/accounts/password/reset/", {"email": scene.alice.email}
    ),
    AuditKind.EMAIL_CHANGED: tell_of_address,
    AuditKind.EMAIL_CONFIRMED: tell_of_address,
    AuditKind.MFA_ADDED: tell_of_factor(mfa.authenticator_added),
    AuditKind.MFA_REMOVED: tell_of_factor(mfa.authenticator_removed),
    AuditKind.RECOVERY_CODES_MADE: tell_of_factor(mfa.authenticator_reset),
    AuditKind.RECOVERY_BEGUN: begin,
    AuditKind.RECOVERY_REFUSED: lambda scene: recovery.refuse_recovery(begin(scene)),
    AuditKind.RECOVERED: recover,
    AuditKind.PROVIDER_LINKED: link_provider,
    AuditKind.PROVIDER_UNLINKED: unlink_provider,
    AuditKind.SESSION_ENDED: end_a_session,
    AuditKind.LOCKED_OUT: guess_until_shut,
    AuditKind.TOKEN_CREATED: make_token,
    AuditKind.TOKEN_REVOKED: lambda scene: revoke_token(by=scene.actor, token=make_token(scene)),
    AuditKind.TOKEN_REUSED: use_twice,
    AuditKind.HOUSEHOLD_CREATED: lambda scene: create_household(owner=scene.alice, name="Two"),
    AuditKind.HOUSEHOLD_CHANGED: lambda scene: update_household(
        by=scene.actor, name="New name", time_zone="UTC", month_start_day=1
    ),
    AuditKind.MEMBER_INVITED: lambda scene: make_invitation(scene.actor),
    AuditKind.INVITATION_DECLINED: decline,
    AuditKind.INVITATION_WITHDRAWN: withdraw,
    AuditKind.MEMBER_JOINED: accept,
    AuditKind.MEMBER_REMOVED: lambda scene: members.remove_member(
        by=scene.actor, membership=scene.guest()
    ),
    AuditKind.MEMBER_LEFT: leave,
    AuditKind.ROLE_CHANGED: lambda scene: members.change_role(
        by=scene.actor, membership=scene.guest(), role=Role.VIEWER
    ),
    AuditKind.RIGHTS_CHANGED: narrow,
    AuditKind.OWNERSHIP_TRANSFERRED: lambda scene: members.transfer_ownership(
        by=scene.actor, membership=scene.guest()
    ),
    AuditKind.PROFILE_CHANGED: lambda scene: profiles.rename_person(
        user=scene.alice, display_name="Alicia"
    ),
    AuditKind.BOOKS_CHANGED: lambda scene: Books(scene.household, scene.actor).spend(
        "2026-03-01", "12.50"
    ),
    AuditKind.IMPORTED: lambda scene: record_change_set(
        by=scene.actor, kind="import", summary="june.csv"
    ),
    AuditKind.EXPORTED: lambda scene: request_export(by=scene.actor, of_household=True),
    AuditKind.JOB_FAILED: lambda scene: job_stopped.send(
        Job, job=make_job(scene.household), state=Job.State.FAILED, error="It broke"
    ),
    AuditKind.ERASURE_ASKED: ask_erasure,
    AuditKind.ERASURE_CANCELLED: lambda scene: erasure.keep_profile(user=scene.alice),
    AuditKind.ERASED: erase,
    AuditKind.CONSENT_GIVEN: lambda scene: consents.give_consent(
        user=scene.alice, document=OPTIONAL
    ),
    AuditKind.CONSENT_WITHDRAWN: withdraw_consent,
    AuditKind.OPERATOR_LOOKED: lambda scene: operate(scene, "get"),
    AuditKind.OPERATOR_CHANGED: lambda scene: operate(scene, "post"),
    AuditKind.OPERATOR_MADE: lambda scene: make_operator(email="root@example.org", password=FRESH),
    AuditKind.IMPERSONATION_STARTED: stand_in,
    AuditKind.IMPERSONATION_ENDED: stand_in,
    AuditKind.KEYS_ROTATED: lambda scene: call_command("rotate_encryption_key", stdout=StringIO()),
    AuditKind.AUDIT_ARCHIVED: archive,
    AuditKind.AUDIT_ANCHORED: pin,
}


def count(kind: AuditKind) -> int:
    with system_scope("test"):
        return AuditEvent.objects.filter(kind=kind).count()


@pytest.mark.parametrize("kind", list(AuditKind), ids=str)
def test_act_leaves_its_event(scene: Scene, kind: AuditKind) -> None:
    before = count(kind)

    ACTS[kind](scene)

    assert count(kind) > before
