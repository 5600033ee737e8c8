"""The runs of rules as pages: what all rules would change, what they did, and taking it back."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Job
from ledger.models import Rule, RuleRun, Transaction
from ledger.services import rule_jobs
from ledger.services.bulk_edits import categorise_transactions, set_memo
from ledger.services.rules import create_rule
from tests.factories.books import Books
from tests.factories.rules import leaf


@pytest.fixture
def rules(books: Books) -> list[Rule]:
    """Two rules, for the shop and for what is called rent."""
    return [
        create_rule(
            by=books.actor,
            name=name,
            conditions={"all": [leaf("memo", "contains", word)]},
            actions=actions,
        )
        for name, word, actions in (
            ("Shops", "shop", {"set_category": books.food.pk}),
            ("Rents", "rent", {"add_tags": [books.tag("home").pk]}),
        )
    ]


def spend(books: Books, memo: str) -> Transaction:
    row = books.spend("2026-03-01", "5", memo=memo)
    Transaction.objects.filter(pk=row.pk).update(category_source="")
    return row


@pytest.mark.usefixtures("rules")
def test_preview_of_all_rules_counts_each_and_apply_leads_to_its_run(
    client: Client, books: Books
) -> None:
    for memo in ("shop one", "shop of the rent", "nothing"):
        spend(books, memo)

    page = client.get("/rules/preview/").context
    run_page = client.get(client.post("/rules/apply/")["Location"]).context

    assert [(each.name, each.count) for each in page["counts"]] == [("Shops", 2), ("Rents", 1)]
    assert page["count"] == 2
    assert run_page["counts"] == page["counts"]
    values = [[each.name for each in line.values] for line in run_page["lines"]]
    assert values == [["Category", "Tags"], ["Category"]]
    assert client.get("/rules/preview/").context["count"] == 0


@pytest.mark.usefixtures("rules")
def test_undo_of_a_run_leaves_what_was_changed_since_and_names_it(
    client: Client, books: Books
) -> None:
    changed, left = spend(books, "shop one"), spend(books, "shop two")
    client.post("/rules/apply/")
    run = RuleRun.objects.get()
    categorise_transactions(by=books.actor, transactions=[left.pk], category=books.rent)

    page = client.post(f"/history/{run.change_set_id}/undo/", follow=True)

    messages = [str(message) for message in page.context["messages"]]
    assert any("1 row was left as it is" in text for text in messages)
    assert changed.postings.latest("pk").account == books.groceries
    assert left.postings.latest("pk").account == books.rent
    assert b"undone" in client.get("/rules/runs/").content


@pytest.mark.usefixtures("rules")
def test_an_edit_of_something_else_stands_in_no_undos_way(client: Client, books: Books) -> None:
    row = spend(books, "shop one")
    client.post("/rules/apply/")
    set_memo(by=books.actor, transactions=[row.pk], memo="mine")

    client.post(f"/history/{RuleRun.objects.get().change_set_id}/undo/")

    row.refresh_from_db()
    assert (row.memo, row.postings.latest("pk").account) == ("mine", books.groceries)


def test_large_books_are_left_to_a_job(
    client: Client, books: Books, rules: list[Rule], monkeypatch: pytest.MonkeyPatch
) -> None:
    spend(books, "shop one")
    monkeypatch.setattr(rule_jobs, "MOST_AT_ONCE", 0)

    page = client.get(f"/rules/{rules[0].pk}/")
    started = client.post(f"/rules/{rules[0].pk}/start/")
    applied = client.post("/rules/apply/")

    looked, run = Job.objects.order_by("pk")
    assert b"Many transactions to look through" in page.content
    assert (started["Location"], applied["Location"]) == (f"/jobs/{looked.pk}/", f"/jobs/{run.pk}/")
    assert [looked.payload["rules"], run.payload["rules"]] == [[rules[0].pk], None]
    assert RuleRun.objects.count() == 0


def test_found_preview_is_for_whoever_asked(
    client: Client, viewer: Client, books: Books, rules: list[Rule]
) -> None:
    row = spend(books, "shop one")
    job = rule_jobs.queue_preview(by=books.actor, rules=None)
    job.state = Job.State.DONE
    job.result = {"count": 7, "rules": {str(rules[0].pk): 7}, "newest": [row.pk]}
    job.save()

    page = client.get(f"/rules/preview/{job.pk}/").context

    assert (page["count"], page["hidden"]) == (7, 6)
    assert [line.row.id for line in page["lines"]] == [row.pk]
    assert viewer.get(f"/rules/preview/{job.pk}/").status_code == 404
