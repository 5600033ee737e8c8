"""The page of a person's API tokens to the household."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_required, recent_sign_in_required
from accounts.forms import TokenForm
from accounts.http import HouseholdRequest
from accounts.models import ApiToken
from accounts.services.api_tokens import NewToken, create_token, revoke_token

TEMPLATE = "accounts/token_list.html"


def _page(
    request: HouseholdRequest, form: TokenForm, *, made: NewToken | None = None, status: int = 200
) -> HttpResponse:
    tokens = ApiToken.objects.of(request.user, request.household)
    context = {"tokens": tokens, "form": form, "made": made}
    return render(request, TEMPLATE, context, status=status)


@require_safe
@member_required()
def token_list(request: HouseholdRequest) -> HttpResponse:
    return _page(request, TokenForm())


@never_cache
@require_POST
@member_required()
@recent_sign_in_required
def token_create(request: HouseholdRequest) -> HttpResponse:
    """Make a token and show it on this one answer: it is kept nowhere to be shown again."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    name, days = form.cleaned_data["name"], form.cleaned_data["days"]
    try:
        made = create_token(by=request.actor, name=name, grants=form.grants, days=days)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _page(request, form, status=422)
    return _page(request, TokenForm(), made=made)


@require_POST
@member_required()
def token_revoke(request: HouseholdRequest, pk: int) -> HttpResponse:
    tokens = ApiToken.objects.of(request.user, request.household)
    token = revoke_token(by=request.actor, token=get_object_or_404(tokens, pk=pk))
    if request.htmx:
        return render(request, f"{TEMPLATE}#token-row", {"token": token})
    messages.success(request, _("%s is revoked.") % token)
    return redirect("accounts:token-list")
