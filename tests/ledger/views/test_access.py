"""Every page of the ledger: whom it lets in, by which method, and at how many queries."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from ledger.enums import AccountKind, RuleTrigger
from ledger.models import ChangeSet, Payee, RuleRun, Tag, Transaction
from ledger.services.operations import create_operation
from ledger.services.rule_order import create_rule_group
from ledger.services.rules import create_rule
from tests.factories.books import Books

Counter = Callable[[], AbstractContextManager["Count"]]


class Count:
    """What the fixture `count_queries` gives."""

    value: int


@dataclass(frozen=True)
class Page:
    """A URL name and the kind of row in it, if any."""

    name: str
    row: str = ""
    most_queries: int = 12

    def url(self, rows: dict[str, int]) -> str:
        return reverse(f"ledger:{self.name}", args=[rows[self.row]] if self.row else [])


READ = [
    Page("dashboard"),
    Page("transaction-list"),
    Page("transaction-detail", "transaction"),
    Page("account-list"),
    Page("account-detail", "account"),
    Page("category-list"),
    Page("payee-list"),
    Page("payee-suggest"),
    Page("tag-list"),
    Page("rule-list"),
    Page("rule-preview", "rule", most_queries=22),  # it asks the whole books
    Page("rule-preview-all", most_queries=22),
    Page("rule-suggestions"),
    Page("rule-run-list"),
    Page("rule-run-detail", "run", most_queries=14),
    Page("operation-list"),
    Page("export"),
    Page("history"),
    Page("quality"),
    Page("trash"),
]
FORMS = [
    Page("transaction-create"),
    Page("transaction-update", "transaction"),
    Page("account-create"),
    Page("account-update", "account"),
    Page("category-update", "category"),
    Page("payee-update", "payee"),
    Page("tag-update", "tag"),
    Page("rule-create"),
    Page("rule-update", "rule"),
    Page("rule-file-import"),
    Page("operation-create"),
    Page("operation-update", "operation"),
    Page("rule-group-create"),
    Page("rule-group-update", "group"),
]
ACTS = [
    Page("transaction-bulk"),
    Page("transaction-delete", "transaction"),
    Page("transaction-restore", "deleted"),
    Page("account-close", "account"),
    Page("category-create"),
    Page("category-merge", "category"),
    Page("category-delete", "category"),
    Page("payee-create"),
    Page("payee-delete", "payee"),
    Page("payee-merge"),
    Page("tag-create"),
    Page("tag-delete", "tag"),
    Page("rule-delete", "rule"),
    Page("rule-apply", "rule"),
    Page("rule-apply-all"),
    Page("rule-reject"),
    Page("operation-delete", "operation"),
    Page("rule-up", "rule"),
    Page("rule-switch", "rule"),
    Page("rule-group-down", "group"),
    Page("rule-group-delete", "group"),
    Page("undo", "act"),
]


@pytest.fixture
def rows(books: Books) -> dict[str, int]:
    """Alice's rows, one of each kind, by kind."""
    spent = books.spend("2026-03-01", "12.50", payee="Corner shop", tags=("trip",))
    gone = books.spend("2026-03-02", "1.00")
    Transaction.objects.filter(pk=gone.pk).update(deleted_at="2026-03-03T00:00:00Z")
    rule = create_rule(
        by=books.actor,
        name="Shops",
        conditions={"all": [{"field": "payee", "op": "contains", "value": "corner"}]},
        actions={"set_category": books.food.pk},
    )
    act = ChangeSet.objects.filter(kind="transaction.record").latest("pk")
    counts = {str(rule.pk): 1}
    run = RuleRun.objects.create(
        household=books.household,
        change_set=act,
        trigger=RuleTrigger.HAND,
        changed_count=1,
        rule_counts=counts,
    )
    return {
        "run": run.pk,
        "group": create_rule_group(by=books.actor, name="Shopping").pk,
        "transaction": spent.pk,
        "deleted": gone.pk,
        "account": books.checking.pk,
        "category": books.groceries.pk,
        "payee": Payee.objects.get(name="Corner shop").pk,
        "tag": Tag.objects.get(name="trip").pk,
        "rule": rule.pk,
        "operation": create_operation(
            by=books.actor, name="Food", category=books.food, is_shared=True
        ).pk,
        "act": ChangeSet.objects.latest("pk").pk,
    }


def statuses(pages: list[Page], answer: Callable[[Page], int]) -> dict[str, int]:
    return {page.name: answer(page) for page in pages}


def all_are(pages: list[Page], status: int) -> dict[str, int]:
    return {page.name: status for page in pages}


def send(browser: Client, page: Page, rows: dict[str, int]) -> int:
    """Return the status of a page read, or of an act asked for."""
    url = page.url(rows)
    return (browser.post(url) if page in ACTS else browser.get(url)).status_code


def test_pages_open_within_their_queries(
    client: Client, rows: dict[str, int], count_queries: Counter
) -> None:
    over = {}
    for page in [*READ, *FORMS]:
        with count_queries() as count:
            response = client.get(page.url(rows))
        assert (page.name, response.status_code) == (page.name, 200)
        if count.value > page.most_queries:
            over[page.name] = count.value

    assert over == {}


def test_pages_send_the_signed_out_to_sign_in(anonymous: Client, rows: dict[str, int]) -> None:
    pages = [*READ, *FORMS, *ACTS]
    places = {}
    for page in pages:
        url = page.url(rows)
        response = anonymous.post(url) if page in ACTS else anonymous.get(url)
        places[url] = response.headers.get("Location")

    assert places == {url: f"/accounts/login/?next={url}" for url in places}


def test_pages_hide_rows_from_strangers(stranger: Client, rows: dict[str, int]) -> None:
    pages = [page for page in [*READ, *FORMS, *ACTS] if page.row]

    assert statuses(pages, lambda page: send(stranger, page, rows)) == all_are(pages, 404)


def test_pages_refuse_writes_of_viewers(viewer: Client, rows: dict[str, int]) -> None:
    pages = [*FORMS, *ACTS]

    found = statuses(pages, lambda page: viewer.post(page.url(rows)).status_code)

    assert found == all_are(pages, 403)


@pytest.mark.parametrize("page", READ, ids=lambda page: page.name)
def test_page_opens_for_viewers_without_a_way_to_write(
    page: Page, viewer: Client, rows: dict[str, int]
) -> None:
    response = viewer.get(page.url(rows))

    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    assert (response.status_code, 'method="post"' in main) == (200, False)


def test_pages_refuse_other_methods(client: Client, rows: dict[str, int]) -> None:
    pages = [*READ, *FORMS, *ACTS]

    def answer(page: Page) -> int:
        url = page.url(rows)
        if page in ACTS:
            return client.get(url).status_code
        return (client.delete(url) if page in FORMS else client.post(url)).status_code

    assert statuses(pages, answer) == all_are(pages, 405)


def _more_of_everything(books: Books) -> None:
    for number in range(2):
        name = f"More {number}"
        account = books.account(f"Account {number}", AccountKind.CASH, "EUR")
        category = books.account(f"Category {number}", AccountKind.EXPENSE)
        legs = ((account, "-3.00"), (category, "1.00"), (books.food, "2.00"))
        books.book("2026-03-01", *legs, payee=name, tags=(name, "trip"), memo="more")
        deleted = books.spend("2026-03-01", "1.00", payee=name)
        Transaction.objects.filter(pk=deleted.pk).update(deleted_at="2026-03-03T00:00:00Z")
        books.spend("2026-03-01", "1.00", payee="Corner shop", tags=("trip",))
        create_rule(
            by=books.actor,
            name=name,
            conditions={"all": [{"field": "memo", "op": "contains", "value": "x"}]},
            actions={"set_category": category.pk},
            group=create_rule_group(by=books.actor, name=name),
        )


def test_pages_cost_the_same_queries_for_more_rows(
    client: Client, rows: dict[str, int], books: Books, count_queries: Counter
) -> None:
    def cost(page: Page) -> int:
        with count_queries() as count:
            client.get(page.url(rows))
        return count.value

    few = statuses(READ, cost)
    _more_of_everything(books)

    assert statuses(READ, cost) == few


@pytest.mark.parametrize("place", ["9" * 19, "9" * 5_000, "-1", "٣"])
def test_pages_answer_places_that_nothing_can_have(
    client: Client, rows: dict[str, int], place: str
) -> None:
    pages = [
        Page("history"),
        Page("import-list"),
        Page("rule-run-list"),
        Page("rule-run-detail", "run"),
    ]

    answers = {
        (page.name, name): client.get(page.url(rows), {name: place}).status_code
        for page in pages
        for name in ("before", "after")
    }

    assert {key: status for key, status in answers.items() if status != 200} == {}
