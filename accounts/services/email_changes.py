"""Changing the address that opens a sign-in: both mailboxes must agree.

allauth asks the new address; its old one is asked here. Whichever click comes second completes the
change. Nobody who holds only the browser, or only one mailbox, can move a sign-in elsewhere.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import transaction

from accounts.models import EmailChange, User
from accounts.services.mail import send_mail, site_url

SALT = "accounts.email-change"
THREE_DAYS = 3 * 86_400


@transaction.atomic
def ask_old_address(*, user: User, email_address: EmailAddress) -> EmailChange | None:
    """Note that a person wants a new address and ask the old one by mail.

    None, and nothing to ask, where no address was confirmed before. An earlier wish is replaced.
    """
    old = EmailAddress.objects.get_verified(user)
    if old is None:
        return None
    EmailChange.objects.filter(user=user).delete()
    change = EmailChange.objects.create(
        user=user, old_email=old.email, new_email=email_address.email
    )
    url = site_url("accounts:email-change", change_token(change))
    send_mail(
        template="email_change",
        to=old.email,
        context={"new_email": change.new_email, "url": url},
    )
    return change


@transaction.atomic
def prove_new_address(*, email_address: EmailAddress) -> bool:
    """Note that an address was proven by its mailbox; return whether it may be used now.

    It may at once where no other address was confirmed before. Otherwise the old one must have
    agreed, which ends the change.
    """
    others = EmailAddress.objects.filter(user_id=email_address.user_id, verified=True)
    if email_address.verified or not others.exclude(pk=email_address.pk).exists():
        return True
    change = _claimed(user_id=email_address.user_id, new_email=email_address.email)
    if change is None:
        return False
    if change.is_approved:
        change.delete()
        return True
    change.is_proven = True
    change.save()
    return False


@transaction.atomic
def approve_change(change: EmailChange) -> EmailAddress | None:
    """Note that the old address agrees; return the new one when it is proven, too."""
    change = EmailChange.objects.select_for_update().get(pk=change.pk)
    change.is_approved = True
    change.save()
    if not change.is_proven:
        return None
    found: EmailAddress | None = _pending(change).first()
    return found


@transaction.atomic
def cancel_change(change: EmailChange) -> None:
    """Drop the change and the new address: its links open nothing any more."""
    _pending(change).delete()
    change.delete()


def change_token(change: EmailChange) -> str:
    """Return the part of a link by which the old address agrees or refuses."""
    return signing.dumps([change.pk, change.new_email], salt=SALT)


def find_change(token: str) -> EmailChange | None:
    """Return the change that a link is about; None for a bad or old link, or one that is over."""
    try:
        pk, new_email = signing.loads(token, salt=SALT, max_age=THREE_DAYS)
    except signing.BadSignature:
        return None
    return EmailChange.objects.filter(pk=pk, new_email=new_email).first()


def _claimed(**lookup: object) -> EmailChange | None:
    return EmailChange.objects.select_for_update().filter(**lookup).first()


def _pending(change: EmailChange) -> EmailAddress:
    return EmailAddress.objects.filter(
        user_id=change.user_id, email=change.new_email, verified=False
    )
