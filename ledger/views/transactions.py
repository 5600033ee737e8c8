"""One transaction: entering, editing, looking inside, deleting and restoring."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission, Right
from ledger.enums import ValueSource
from ledger.forms.attachments import AttachForm
from ledger.forms.refusals import attempt
from ledger.forms.rows import RowForm
from ledger.forms.shapes import legs_of, shape_of
from ledger.forms.transactions import HeaderForm, TransactionForm, header_initial
from ledger.models import Account, Pair, Posting, Transaction, TransactionTemplate
from ledger.money import Money
from ledger.pairing.certainty import Certainty
from ledger.reports.acts import acts_on
from ledger.reports.duplicates import find_duplicates
from ledger.reports.legs import RegisterLeg, with_private_leg
from ledger.reports.occurrences import occurrence_of, with_occurrence
from ledger.reports.pairs import joined_pairs
from ledger.reports.rate_pairs import rate_on
from ledger.reports.register import Cursor
from ledger.reports.reminders import reminders_of, with_reminders
from ledger.reports.rule_suggestions import suggested_by
from ledger.reports.templates import usable_templates
from ledger.services.acts import undoable_acts
from ledger.services.entries import edit_transaction, enter_transaction
from ledger.services.errors import Reconciled
from ledger.services.pairs import part_pair
from ledger.services.reach import barred_transactions, must_reach
from ledger.services.transactions import delete_transactions, restore_transactions
from ledger.views.choices import choices_of
from ledger.views.first_values import LAST_ACCOUNT, first_values, understood
from ledger.views.register import address_of, draw_row, find_row, viewed_filter
from ledger.views.toasts import carry_out, redraw, say, say_beside


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.RECORD)
def transaction_create(request: HouseholdRequest) -> HttpResponse:
    accounts = choices_of(request)
    quick = understood(request)
    initial, lines = first_values(request, accounts, quick)
    form = TransactionForm(request.POST or None, accounts=accounts, initial=initial, lines=lines)
    if form.is_valid():
        row = attempt(form, partial(_record, request, form))
        if row:
            request.session[LAST_ACCOUNT] = form.cleaned_data["account"].pk
            say(request, _saved_words(request, row))
            return redirect(_after_create(request, form))
    context = {"quick": quick, "takes_quick": True, "templates": _templates(request)}
    return _form_page(request, form, title=_("New transaction"), **context)


def _templates(request: HouseholdRequest) -> list[TransactionTemplate]:
    return usable_templates(request.household, request.actor.barred(Right.FULL))


def _saved_words(request: HouseholdRequest, row: Transaction) -> str:
    """Return that a transaction was saved, and where one like it is there already."""
    twins = find_duplicates(request.household, transaction=row)
    if not any(pair.certainty is not Certainty.UNSURE for pair in twins):
        return _("Saved: %(what)s") % {"what": row}
    return _("Saved: %(what)s. It may be there already: look at the duplicates.") % {"what": row}


def _record(request: HouseholdRequest, form: TransactionForm) -> Transaction:
    payee = form.ensure_payee(request.actor)
    usual = payee.default_category if payee else None
    legs, currency = form.legs(usual), form.cleaned_data["account"].currency
    draft = form.draft(by=request.actor, payee=payee, legs=legs, currency=currency)
    return enter_transaction(by=request.actor, draft=draft)


def _after_create(request: HouseholdRequest, form: TransactionForm) -> str:
    if "again" not in request.POST:
        return reverse("ledger:transaction-list")
    values = form.cleaned_data
    again = {"date": values["date"].isoformat(), "flow": values["flow"]}
    return reverse("ledger:transaction-create", query=again)


def _form_page(
    request: HouseholdRequest, form: HeaderForm, *, title: str, **context: Any
) -> HttpResponse:
    values = {"form": form, "title": title, **context}
    status = 422 if form.is_bound else 200
    return render(request, "ledger/transaction_form.html", values, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@member_required(Permission.RECORD)
def transaction_update(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Edit on a page of its own, or, for htmx, in the transaction's row."""
    transaction = _find(request, pk)
    must_reach(request.actor, [pk], Right.FULL)
    postings = _postings(transaction)
    if request.htmx:
        return _update_row(request, transaction, postings)
    form = _form_of(request, transaction, postings)
    if form.is_valid():
        saved = attempt(form, partial(_save, request, form, transaction, postings))
        if saved:
            say(request, _changed_words(request, saved))
            return redirect("ledger:transaction-list")
    return _form_page(request, form, title=_("Edit transaction"), transaction=transaction)


def _find(request: HouseholdRequest, pk: int) -> Transaction:
    rows = Transaction.objects.in_household(request.household).live().select_related("payee")
    found: Transaction = get_object_or_404(rows, pk=pk)
    return found


def _postings(transaction: Transaction) -> list[Posting]:
    return list(transaction.postings.select_related("account"))


def _changed_words(request: HouseholdRequest, saved: Transaction) -> str:
    """Return that a transaction was changed, and the third time where that could be a rule."""
    words = {"what": saved, "payee": saved.payee}
    is_chosen = saved.payee_id is not None and saved.category_source == ValueSource.USER
    may_rule = is_chosen and request.actor.may(Permission.MANAGE)
    if may_rule and suggested_by(request.household, [saved.pk]):
        text = _("Saved: %(what)s. It was the third time for %(payee)s: make it a rule?")
        return text % words
    return _("Saved: %(what)s") % words


def _form_of(
    request: HouseholdRequest, transaction: Transaction, postings: list[Posting]
) -> TransactionForm | HeaderForm:
    """Return the full form, or the header alone when the legs do not fit it."""
    shape = shape_of(transaction, postings)
    initial = header_initial(transaction)
    data = request.POST or None
    if shape is None:
        return HeaderForm(data, initial=initial)
    initial |= shape.initial()
    lines = shape.line_initial()
    return TransactionForm(data, accounts=choices_of(request), initial=initial, lines=lines)


def _save(
    request: HouseholdRequest,
    form: TransactionForm | RowForm | HeaderForm,
    transaction: Transaction,
    postings: list[Posting],
) -> Transaction:
    currency = transaction.currency
    if isinstance(form, TransactionForm):
        legs, currency = form.legs(), form.cleaned_data["account"].currency
    else:
        legs = form.legs() if isinstance(form, RowForm) else list(legs_of(postings))
    draft = form.draft(
        by=request.actor, payee=form.ensure_payee(request.actor), legs=legs, currency=currency
    )
    version = form.cleaned_data["version"]
    return edit_transaction(by=request.actor, transaction=transaction, draft=draft, version=version)


def _update_row(
    request: HouseholdRequest, transaction: Transaction, postings: list[Posting]
) -> HttpResponse:
    form = RowForm(
        request.POST or None,
        transaction=transaction,
        postings=postings,
        accounts=choices_of(request),
    )
    context: dict[str, Any] = {"form": form, "transaction": transaction}
    if form.is_valid():
        try:
            saved = attempt(form, partial(_save, request, form, transaction, postings))
        except Reconciled as error:
            form.add_error(None, str(error))
            context["asks_unlock"] = True
            saved = None
        if saved:
            return _saved_row(request, form, saved)
    status = 422 if form.is_bound else 200
    return render(request, "ledger/partials/transaction_row_form.html", context, status=status)


def _saved_row(request: HouseholdRequest, form: RowForm, saved: Transaction) -> HttpResponse:
    """Draw the row anew; when it moved, or balances below it changed, the whole page."""
    text = _changed_words(request, saved)
    chosen = viewed_filter(request)
    moved = "date" in form.changed_data
    if moved or (chosen.single_account and "amount" in form.changed_data):
        say(request, text)
        return redraw()
    row = find_row(request, Cursor(saved.date, saved.pk), chosen)
    return say_beside(request, draw_row(request, row), text) if row else redraw()


@require_safe
@vary_on_headers("HX-Request")
@member_required()
def transaction_detail(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Show why each number is what it is; for htmx, the row of the register."""
    rows = Transaction.objects.in_household(request.household)
    if request.htmx:
        header = get_object_or_404(rows.live(), pk=pk)
        row = find_row(request, Cursor(header.date, pk), viewed_filter(request))
        return draw_row(request, row) if row else redraw()
    related = ("payee", "import_batch", "created_by", "updated_by")
    shown = rows.filter(purged_at=None).select_related(*related)
    transaction = get_object_or_404(with_occurrence(with_reminders(shown)), pk=pk)
    tags = list(transaction.tags.filter(deleted_at=None))
    known = [*tags, transaction.payee] if transaction.payee else tags
    acts = acts_on(request.household, "transaction", pk, known=known)
    context = {
        "transaction": transaction,
        "can_change": not barred_transactions(request.actor, [pk], Right.FULL),
        **_files(request, transaction),
        "legs": _shown_legs(transaction),
        **_worth(request, transaction),
        "tags": tags,
        "pairs": joined_pairs(request.household, pk),
        "occurrence": occurrence_of(transaction),
        "reminders": reminders_of(transaction),
        "acts": acts,
        "undoable": undoable_acts(request.actor, [act.change_set for act in acts]),
    }
    return render(request, "ledger/transaction_detail.html", context)


def _files(request: HouseholdRequest, transaction: Transaction) -> dict[str, Any]:
    """Return what the page needs to show files, and to take more where the reader may attach."""
    may_annotate = not barred_transactions(request.actor, [transaction.pk], Right.ANNOTATE)
    return {
        "attachments": transaction.attachments.filter(deleted_at=None),
        "can_attach": may_annotate
        and transaction.deleted_at is None
        and request.actor.may(Permission.ANNOTATE),
        "attach_form": AttachForm(),
    }


def _worth(request: HouseholdRequest, transaction: Transaction) -> dict[str, Any]:
    """Return what a transaction of another currency counts for, and the rate of its day."""
    base, currency = request.household.base_currency, transaction.currency
    if currency == base:
        return {}
    rated = transaction.postings.exclude(base_value=None).values_list("base_value", flat=True)
    gone = sum((each for each in rated if each < 0), Decimal())
    come = sum((each for each in rated if each > 0), Decimal())
    return {
        "base_currency": base,
        "base_worth": Money(max(come, -gone), base) if rated else None,
        "base_rate": rate_on(request.household, currency, base, on=transaction.date),
    }


@dataclass(frozen=True, slots=True)
class ShownLeg:
    """A posting as the page shows it, debit positive, with the list it is part of."""

    account: Account
    url: str
    """Empty for an account that is kept from the reader."""
    amount: Money
    value: Money
    memo: str


def _shown_legs(transaction: Transaction) -> list[ShownLeg]:
    legs = tuple(
        RegisterLeg(leg.account, Money(leg.amount, leg.currency), leg.value, leg.memo)
        for leg in _postings(transaction)
    )
    return [
        ShownLeg(
            leg.account,
            address_of(leg.account) if leg.account.pk else "",
            leg.amount,
            Money(leg.value, transaction.currency),
            leg.memo,
        )
        for leg in with_private_leg(legs, transaction.currency)
    ]


@require_POST
@member_required(Permission.RECORD)
def transaction_delete(request: HouseholdRequest, pk: int) -> HttpResponse:
    transaction = _find(request, pk)
    done = _("Moved to the trash: %(what)s") % {"what": transaction}
    act = partial(delete_transactions, by=request.actor, transactions=[pk])
    return carry_out(request, act, done, otherwise="ledger:transaction-list")


@require_POST
@member_required(Permission.RECORD)
def transaction_restore(request: HouseholdRequest, pk: int) -> HttpResponse:
    rows = Transaction.objects.in_household(request.household).in_trash()
    transaction = get_object_or_404(rows.select_related("payee"), pk=pk)
    done = _("Restored: %(what)s") % {"what": transaction}
    act = partial(restore_transactions, by=request.actor, transactions=[pk])
    return carry_out(request, act, done, otherwise="ledger:trash")


@require_POST
@member_required(Permission.RECORD)
def pair_part(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Let what was joined into a transaction come back as it was."""
    pair = get_object_or_404(Pair.objects.in_household(request.household).live(), pk=pk)
    act = partial(part_pair, by=request.actor, pair=pair)
    return carry_out(request, act, _("Parted again"), otherwise="ledger:transaction-list")
