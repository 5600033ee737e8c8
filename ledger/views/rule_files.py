"""Rules as a file: taken out, and brought in from another household."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import member_required, takes_data_out
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from ledger.forms.refusals import attempt
from ledger.forms.rule_files import RuleFileForm
from ledger.services.rule_files import export_rules, import_rules
from ledger.views.toasts import say

FILE_NAME = "rules.json"


@takes_data_out
@require_safe
@member_required()
def rule_file_export(request: HouseholdRequest) -> HttpResponse:
    """Answer the rules as a file of JSON."""
    document = export_rules(request.household)
    response = JsonResponse(document, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.MANAGE)
def rule_file_import(request: HouseholdRequest) -> HttpResponse:
    """Take a file of rules as a whole, or say what stands in its way."""
    form = RuleFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        act = partial(import_rules, by=request.actor, document=form.cleaned_data["file"])
        made = attempt(form, act)
        if made:
            one, many = "Added %(n)d rule", "Added %(n)d rules"
            say(request, ngettext(one, many, len(made)) % {"n": len(made)})
            return redirect("ledger:rule-list")
    status = 422 if form.is_bound else 200
    return render(request, "ledger/rule_file.html", {"form": form}, status=status)
