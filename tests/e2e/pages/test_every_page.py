"""Every page of the ledger: accessible in both themes, and whole on a phone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from accounts.models import Membership
from accounts.roles import Right, Role
from accounts.scope import household_scope
from accounts.services.api_tokens import create_token
from accounts.services.recovery import begin_recovery, recovery_token
from ledger.models import ChangeSet, Rule, Transaction
from ledger.services.arrivals import run_schedules
from ledger.services.assertions import assert_balance
from ledger.services.debts import DebtDraft, record_debt
from ledger.services.feeds import create_feed
from ledger.services.moving_in import move_in, move_request
from ledger.services.operations import create_operation
from ledger.services.reconciliations import begin_reconciliation, finish_reconciliation
from ledger.services.refunds import add_claim
from ledger.services.reminders import create_reminder
from ledger.services.rule_order import create_rule_group
from ledger.services.rule_runs import apply_rules
from ledger.services.rules import create_rule, update_rule
from ledger.services.saved_views import create_saved_view
from ledger.services.templates import create_template
from ledger.services.uploads import store_upload
from tests.e2e.pages.conftest import OpenPage
from tests.factories.accounts import add_second_factor, make_invitation, make_member
from tests.factories.books import Books
from tests.factories.pairs import half, halves
from tests.factories.rights import limit, make_guest
from tests.factories.schedules import schedule
from tests.ledger.imports.books.exports import YNAB_ZIP

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = 320
OVERFLOWING = """width => document.documentElement.scrollWidth > width &&
  [...document.querySelectorAll("body *")]
    .filter(element => element.getBoundingClientRect().right > width)
    .map(element => element.outerHTML.slice(0, 80))"""


@pytest.fixture
def paths(books: Books) -> list[str]:
    """The address of each page."""
    with household_scope(books.household.pk):
        row = Transaction.objects.get(payee__name="Corner shop")
        rule: Rule = create_rule(
            by=books.actor,
            name="Shops",
            conditions={"all": [{"field": "payee", "op": "contains", "value": "land"}]},
            actions={"set_category": books.food.pk},
            group=create_rule_group(by=books.actor, name="Shopping"),
        )
        Transaction.objects.update(category_source="")
        run = apply_rules(by=books.actor).run
        assert run is not None
        Transaction.objects.update(category_source="")
        update_rule(
            by=books.actor,
            rule=rule,
            name="Shops",
            conditions=rule.conditions,
            actions={"set_category": books.groceries.pk},
        )
        for day in (5, 6, 7):
            books.spend(f"2026-03-0{day}", "9", books.food, payee="Bakery")
        Transaction.objects.filter(payee__name="Bakery").update(source="import")
        payee = books.payee("Corner shop")
        bob = books.payee("Bob")
        make_invitation(books.actor, "waiting@example.org")
        _invitation, token = make_invitation(books.actor)
        dora = make_member(books.household, Role.VIEWER, "dora@example.org")
        member = Membership.objects.get(household=books.household, user=dora.user).pk
        file = BytesIO(YNAB_ZIP)
        waiting = store_upload(by=books.actor, account=None, name="ynab.zip", stream=file)
        moved = move_in(by=books.actor, request=move_request(waiting, is_dry_run=True))
        assert moved.differences == ()
        owner = Membership.objects.get(household=books.household, role=Role.OWNER).user
        add_second_factor(owner)
        recovery = begin_recovery(
            member=owner, reason="Known by voice", now=timezone.now(), operator=None
        )
        create_token(by=books.actor, name="script", grants=["transactions:read"])
        add_claim(
            by=books.actor,
            purchase=row.pk,
            payee=bob,
            amount=Decimal(5),
            asked_on=date(2026, 3, 3),
        )
        for amount in (4, 9):
            owed = DebtDraft(
                person=bob, date=date(2026, 3, 4), amount=Decimal(amount), currency="EUR"
            )
            record_debt(by=books.actor, draft=owed)
        halves(books)
        twin = books.spend("2026-03-02", "12.50", payee="Corner shop")
        half(books, books.checking, "2026-03-07", "-50", memo="Bakery")
        half(books, books.card, "2026-03-07", "50", memo="Bob")
        kept = create_saved_view(
            by=books.actor,
            name="Shops",
            query="payee:shop",
            today=date(2026, 3, 20),
            is_pinned=True,
            is_shared=True,
        )
        again = create_template(by=books.actor, transaction=row, name="Weekly shop")
        operation = create_operation(
            by=books.actor,
            name="Shops",
            category=books.food,
            add_tags=[books.tag("trip")],
            is_shared=True,
        )
        for words, about in (("Ask the deposit back from the landlord", row), ("Call Bob", None)):
            told = create_reminder(
                by=books.actor, remind_on=date(2026, 3, 3), text=words, transaction=about
            )
        rate = books.rate("2026-03-19", "USD", "EUR", "0.9")
        due = schedule(books, starts_on=date(2026, 3, 3))
        run_schedules(by=books.actor, today=date(2026, 3, 20))
        statement = begin_reconciliation(
            by=books.actor,
            account=books.card,
            statement_date=date(2026, 3, 31),
            statement_balance=Decimal(100),
        )
        for amount in (100, 101):
            assert_balance(
                by=books.actor, account=books.checking, on=date(2026, 3, 20), amount=Decimal(amount)
            )
        locked = finish_reconciliation(by=books.actor, reconciliation=statement)
        begun = begin_reconciliation(
            by=books.actor,
            account=books.checking,
            statement_date=date(2026, 3, 31),
            statement_balance=Decimal(1000),
        )
        create_feed(by=books.actor, name="Phone")
        limit(make_guest(books.household), books.card, Right.READ, by=books.actor)
        act = ChangeSet.objects.filter(kind="transaction.record").latest("pk")
    return [
        "/dashboard/?period=year",
        "/transactions/",
        "/transactions/?q=tag:%28",
        "/transactions/query/",
        "/transactions/new/",
        f"/transactions/new/?template={again.pk}",
        "/transactions/templates/",
        "/transactions/templates/new/",
        f"/transactions/templates/new/?like={row.pk}",
        f"/transactions/templates/{again.pk}/edit/",
        f"/transactions/{row.pk}/",
        f"/transactions/{row.pk}/edit/",
        "/ledger/accounts/",
        "/ledger/accounts/new/",
        "/ledger/accounts/rights/",
        f"/ledger/accounts/{books.checking.pk}/",
        f"/ledger/accounts/{books.card.pk}/reconciliations/",
        f"/ledger/accounts/{books.checking.pk}/balances/",
        f"/reconciliations/{begun.pk}/",
        f"/reconciliations/{locked.pk}/",
        "/categories/",
        f"/categories/{books.food.pk}/",
        "/payees/",
        f"/payees/{payee.pk}/",
        "/tags/",
        "/rules/",
        "/rules/new/",
        f"/rules/{rule.pk}/",
        "/rules/preview/",
        "/rules/suggestions/",
        "/rules/groups/new/",
        "/rules/file/",
        "/rules/runs/",
        f"/rules/runs/{run.pk}/",
        "/transactions/claims/",
        "/transactions/people/",
        "/transactions/people/paid/",
        "/transactions/people/lent/",
        f"/transactions/people/{bob.pk}/",
        f"/transactions/{row.pk}/refunds/",
        "/transactions/transfers/",
        "/transactions/duplicates/",
        f"/transactions/duplicates/{row.pk}/{twin.pk}/",
        "/schedules/",
        "/schedules/new/",
        "/schedules/calendar/?month=2026-03",
        "/schedules/proposals/",
        "/schedules/feeds/",
        f"/schedules/{due.pk}/",
        "/reminders/",
        "/reminders/new/",
        f"/reminders/{told.pk}/edit/",
        "/rates/",
        "/rates/gains/?period=year",
        "/rates/base/?currency=USD",
        "/rates/pair/?base=USD&quote=EUR",
        "/rates/new/",
        "/rates/import/",
        f"/rates/{rate.pk}/edit/",
        "/views/",
        "/views/new/?q=amount>5",
        f"/views/{kept.pk}/",
        f"/views/{kept.pk}/edit/",
        "/operations/",
        "/operations/new/",
        f"/operations/{operation.pk}/edit/",
        "/history/",
        f"/history/{act.pk}/",
        "/quality/",
        "/household/",
        "/household/roles/",
        "/household/new/",
        "/household/leave/",
        f"/household/members/{member}/remove/",
        f"/invitations/{token}/",
        "/household/audit/?kind=exported",
        "/household/audit/",
        "/imports/archive/",
        f"/imports/{waiting.pk}/review/",
        f"/imports/{waiting.pk}/summary/",
        "/trash/",
        "/export/",
        "/settings/tokens/",
        "/settings/security/",
        "/settings/sessions/",
        f"/settings/recovery/{recovery_token(recovery)}/",
    ]


@pytest.mark.parametrize(("scheme", "rules"), [("light", RULES), ("dark", ["color-contrast"])])
def test_pages_are_accessible(
    scheme: str, rules: list[str], open_page: OpenPage, paths: list[str]
) -> None:
    page = open_page("/trash/", scheme=scheme)
    found = {}
    for path in paths:
        page.goto(path)
        for details in page.locator("main details:not(.menu)").all():
            details.evaluate("element => { element.open = true }")
        violations = Axe().run(page, options={"runOnly": rules}).response["violations"]
        if violations:
            found[path] = [
                (each["id"], [node["html"] for node in each["nodes"]][:3]) for each in violations
            ]

    assert found == {}


def test_pages_fit_a_phone(open_page: OpenPage, paths: list[str]) -> None:
    page = open_page("/trash/", width=PHONE)
    wide = {}
    for path in paths:
        page.goto(path)
        found = page.evaluate(OVERFLOWING, PHONE)
        if found:
            wide[path] = found

    assert wide == {}
