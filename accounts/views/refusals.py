"""What a service refuses about members and invitations, said where the person asked for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.services.errors import MembershipError

T = TypeVar("T")


def attempt(form: forms.BaseForm, act: Callable[[], T]) -> T | None:
    """Return what `act` returns; when it is refused, write nothing and say why in `form`."""
    try:
        with transaction.atomic():
            return act()
    except MembershipError as error:
        form.add_error(None, str(error))
    except ValidationError as error:
        form.add_error(None, error.messages)
    return None


def carry_out(
    request: HttpRequest,
    act: Callable[[], object],
    done: str,
    *,
    to: str = "accounts:household-detail",
) -> HttpResponse:
    """Do one act, say that it was done or why it was refused, and go on to the page `to`."""
    try:
        with transaction.atomic():
            act()
    except MembershipError as error:
        messages.error(request, str(error))
        return redirect("accounts:household-detail")
    messages.success(request, done)
    return redirect(to)
