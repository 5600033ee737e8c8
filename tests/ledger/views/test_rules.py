"""Rules: written, previewed and applied."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ledger.models import Rule, RuleGroup, RuleRun, Schedule
from ledger.services.rule_order import create_rule_group
from ledger.services.rules import create_rule
from tests.factories.books import Books
from tests.factories.rules import leaf
from tests.factories.schedules import schedule
from tests.ledger.imports.bank import added_by, bring_in, csv

NEW = "/rules/new/"


def written(books: Books, **values: Any) -> dict[str, Any]:
    """Return what the form sends for a rule on the payee's name."""
    return {
        "name": "Shops",
        "field": "payee",
        "op": "contains",
        "text": "corner",
        "category": books.rent.pk,
        "is_active": "on",
        **values,
    }


def test_create_keeps_conditions_and_actions(client: Client, books: Books) -> None:
    sent = written(
        books, account=books.checking.pk, least="5", most="2*10", payee="Corner shop", tags="trip"
    )

    response = client.post(NEW, sent)

    rule = Rule.objects.get()
    assert response["Location"] == f"/rules/{rule.pk}/"
    assert rule.conditions == {
        "all": [
            {"field": "payee", "op": "contains", "value": "corner"},
            {"field": "account", "op": "equals", "value": books.checking.pk},
            {"field": "size", "op": "between", "value": ["5", "20"]},
        ]
    }
    assert rule.actions == {
        "set_category": books.rent.pk,
        "set_payee": books.payee("Corner shop").pk,
        "add_tags": [books.tag("trip").pk],
    }


def test_create_takes_groups_of_conditions_as_json(client: Client, books: Books) -> None:
    groups = {"any": [{"field": "memo", "op": "equals", "value": "milk"}]}

    client.post(NEW, written(books, conditions=json.dumps(groups)))

    assert Rule.objects.get().conditions == groups


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": ""}, "Write words, an amount or an account to look for."),
        ({"category": ""}, "Choose at least one thing to set."),
        ({"conditions": "{"}, "This is not JSON"),
        ({"conditions": '{"all": []}'}, "give a list of at least one test"),
        ({"op": "matches", "text": "(a+)+"}, "a repeat or choice within a repeat can be slow"),
    ],
)
def test_create_says_what_is_wrong(
    changes: dict[str, str], message: str, client: Client, books: Books
) -> None:
    response = client.post(NEW, written(books, **changes))

    assert (response.status_code, message in response.content.decode()) == (422, True)
    assert Rule.objects.count() == 0


def test_update_starts_with_what_the_rule_says(client: Client, books: Books) -> None:
    client.post(NEW, written(books, account=books.checking.pk, least="5", tags="trip"))
    rule = Rule.objects.get()

    form = client.get(f"/rules/{rule.pk}/edit/").context["form"]

    names = ("field", "op", "text", "account", "least", "most", "category", "tags")
    assert [form[name].value() for name in names] == [
        "payee",
        "contains",
        "corner",
        books.checking.pk,
        "5",
        "",
        books.rent.pk,
        "trip",
    ]


def test_update_shows_nested_conditions_as_json(client: Client, books: Books) -> None:
    test = {"field": "memo", "op": "equals", "value": "milk"}
    conditions = {"all": [test, {"any": [test, test]}]}
    actions = {"set_category": books.rent.pk}
    rule = create_rule(by=books.actor, name="Two", conditions=conditions, actions=actions)

    form = client.get(f"/rules/{rule.pk}/edit/").context["form"]

    assert json.loads(form["conditions"].value()) == conditions


def test_lines_take_any_field_and_show_it_again(client: Client, books: Books) -> None:
    trip = books.tag("trip")
    lines = [
        ("category", "includes_any", "Test food:Test groceries, test rent"),
        ("tags", "includes", "TRIP"),
        ("weekday", "one_of", "Mon, 7"),
        ("amount", "between", "-20..-5.50"),
    ]
    sent = written(books, text="", join="any")
    for n, (field, op, value) in enumerate(lines):
        sent |= {f"line_field_{n}": field, f"line_op_{n}": op, f"line_value_{n}": value}

    client.post(NEW, sent)

    rule = Rule.objects.get()
    assert rule.conditions == {
        "any": [
            leaf("category", "includes_any", [books.groceries.pk, books.rent.pk]),
            leaf("tags", "includes", trip.pk),
            leaf("weekday", "one_of", [1, 7]),
            leaf("amount", "between", ["-20", "-5.50"]),
        ]
    }
    form = client.get(f"/rules/{rule.pk}/edit/").context["form"]
    shown = [tuple(field.value() for field in line) for line in form.lines]
    assert form["join"].value() == "any"
    assert shown == [
        ("category", "includes_any", "Test food:Test groceries, Test rent"),
        ("tags", "includes", "trip"),
        ("weekday", "one_of", "Monday, Sunday"),
        ("amount", "between", "-20, -5.50"),
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (("category", "includes", "Nothing"), "“Nothing” is no account, or several."),
        (("tags", "includes", "nothing"), "“nothing” is no tag."),
        (("day", "equals", "first"), "“first” is no whole number."),
        (("amount", "contains", "1"), "amount knows equals, between, greater, less"),
        (("query", "holds", "tag:nothing"), "tag:nothing: "),
    ],
)
def test_lines_say_what_is_wrong(
    line: tuple[str, str, str], message: str, client: Client, books: Books
) -> None:
    names = ("line_field_0", "line_op_0", "line_value_0")
    response = client.post(NEW, written(books, **dict(zip(names, line, strict=True))))

    assert (response.status_code, message in response.content.decode()) == (422, True)


def test_update_saves_and_refuses_a_stale_version(client: Client, books: Books) -> None:
    client.post(NEW, written(books))
    url = f"/rules/{Rule.objects.get().pk}/edit/"

    saved = client.post(url, written(books, name="Stores", version=1))
    stale = client.post(url, written(books, name="Markets", version=1))

    assert (saved.status_code, stale.status_code) == (302, 422)
    assert Rule.objects.get().name == "Stores"


def test_preview_tells_what_would_change_and_apply_does_it(client: Client, books: Books) -> None:
    row = books.spend("2026-03-01", "1.00", payee="Corner shop")
    row.category_source = ""
    row.save()
    client.post(NEW, written(books, tags="trip"))
    rule = Rule.objects.get()

    (line,) = client.get(f"/rules/{rule.pk}/").context["lines"]
    applied = client.post(f"/rules/{rule.pk}/apply/")

    words = [("Category", "Test groceries", "Test rent"), ("Tags", "", "trip")]
    assert [(each.name, each.before, each.after) for each in line.values] == words
    assert (line.row.id, line.rules) == (row.pk, ("Shops",))
    assert applied["Location"] == f"/rules/runs/{RuleRun.objects.get().pk}/"
    assert row.postings.latest("pk").account == books.rent
    assert client.get(f"/rules/{rule.pk}/").context["lines"] == []


def test_delete_moves_to_the_trash(client: Client, books: Books) -> None:
    client.post(NEW, written(books))

    client.post(f"/rules/{Rule.objects.get().pk}/delete/")

    assert b"No rules yet" in client.get("/rules/").content


def test_rules_are_moved_switched_and_grouped(client: Client, books: Books) -> None:
    client.post("/rules/groups/new/", {"name": "Shopping", "is_active": "on"})
    group = RuleGroup.objects.get()
    client.post(NEW, written(books, name="Grouped", group=group.pk, on_edit="on"))
    client.post(NEW, written(books, name="Free", on_import="on", by_hand="on"))
    grouped, free = Rule.objects.order_by("pk")
    ways = (grouped.group, grouped.on_import, grouped.on_edit, grouped.by_hand)
    assert ways == (group, False, True, False)

    moved = client.post(f"/rules/{free.pk}/down/")
    client.post(f"/rules/{free.pk}/switch/")

    sections = client.get("/rules/").context["sections"]
    assert moved["Location"] == f"/rules/#rule-{free.pk}"
    assert [(each.group, each.rules) for each in sections] == [(group, [free, grouped])]
    assert not sections[0].rules[0].is_active


def test_group_is_renamed_and_deleted_without_its_rules(client: Client, books: Books) -> None:
    group = create_rule_group(by=books.actor, name="Shopping")
    client.post(NEW, written(books, group=group.pk))

    taken = client.post("/rules/groups/new/", {"name": "SHOPPING"})
    client.post(f"/rules/groups/{group.pk}/", {"name": "Shops", "version": 1})
    client.post(f"/rules/groups/{group.pk}/delete/")

    group.refresh_from_db()
    assert (taken.status_code, group.name, group.is_active) == (422, "Shops", False)
    assert group.deleted_at is not None
    assert Rule.objects.get().group is None


def test_form_takes_every_action_and_shows_it_again(client: Client, books: Books) -> None:
    books.tag("trip")
    sent = written(
        books,
        category="",
        untags="Trip",
        memo="Bread",
        find="corner",
        replace_with="",
        status="pending",
        schedule=schedule(books).pk,
        remind_text="Ask it back",
        remind_days="30",
        part_category_0=books.food.pk,
        part_share_0="30,5 %",
        part_category_1=books.rent.pk,
        part_share_1="rest",
    )

    client.post(NEW, sent)

    rule = Rule.objects.get()
    assert rule.actions == {
        "remove_tags": [books.tag("trip").pk],
        "set_memo": "Bread",
        "replace_memo": {"find": "corner", "with": ""},
        "set_status": "pending",
        "link_schedule": Schedule.objects.get().pk,
        "remind": {"days": 30, "text": "Ask it back"},
        "split": [
            {"category": books.food.pk, "percent": "30.5"},
            {"category": books.rent.pk, "rest": True},
        ],
    }
    form = client.get(f"/rules/{rule.pk}/edit/").context["form"]
    shown = ("untags", "memo", "find", "status", "schedule", "remind_text", "remind_days")
    names = (*shown, "part_category_0", "part_share_0")
    assert [form[name].value() for name in names] == [
        "trip",
        "Bread",
        "corner",
        "pending",
        Schedule.objects.get().pk,
        "Ask it back",
        30,
        books.food.pk,
        "30.5%",
    ]


def test_transfer_is_an_action_of_its_own(client: Client, books: Books) -> None:
    both = client.post(NEW, written(books, transfer_to=books.card.pk))
    client.post(NEW, written(books, category="", transfer_to=books.card.pk))

    assert b"the rule has set_category already" in both.content
    rule = Rule.objects.get()
    assert (rule.actions, rule.accounts) == ({"transfer_to": books.card.pk}, [books.card.pk])


def test_habit_is_suggested_with_its_rows_made_a_rule_or_rejected(
    client: Client, books: Books
) -> None:
    rows = [("2026-03-01", "Corner Shop", f"-{n}.00") for n in (1, 2, 3)]
    added = added_by(bring_in(books, csv(*rows)))
    texts = []
    for row in added:
        initial = client.get(f"/transactions/{row.pk}/edit/").context["form"]
        sent = {field.html_name: field.value() or "" for field in initial}
        sent |= {"category": books.food.pk, "line-TOTAL_FORMS": 0, "line-INITIAL_FORMS": 0}
        page = client.post(f"/transactions/{row.pk}/edit/", sent, follow=True)
        texts += [str(message) for message in page.context["messages"]]

    (card,) = client.get("/rules/suggestions/").context["cards"]
    form = client.get(card.url).context["form"]

    assert ["third time" in text for text in texts] == [False, False, True]
    assert [row.id for row in card.rows] == [row.pk for row in reversed(added)]
    shown = [form[name].value() for name in ("name", "field", "op", "text", "category")]
    assert shown == ["Corner Shop", "payee", "equals", "Corner Shop", books.food.pk]
    payee = card.found.payee_id
    client.post("/rules/suggestions/reject/", {"payee": payee, "category": books.food.pk})
    assert client.get("/rules/suggestions/").context["cards"] == []
    assert client.post("/rules/suggestions/reject/", {"payee": 0}).status_code == 404


def test_rules_go_out_as_a_file_and_come_in_again(client: Client, books: Books) -> None:
    client.post(NEW, written(books, account=books.checking.pk, tags="trip"))
    file = client.get("/rules/file/download/")

    added = client.post("/rules/file/", {"file": named(file.content)})
    broken = client.post("/rules/file/", {"file": named(b"{")})
    nul = client.post("/rules/file/", {"file": named(file.content.replace(b"trip", b"\\u0000"))})
    lacking = named(file.content.replace(b"trip", b"none"))
    refused = client.post("/rules/file/", {"file": lacking})

    assert file["Content-Disposition"] == 'attachment; filename="rules.json"'
    first, second = Rule.objects.order_by("pk")
    assert (second.conditions, second.actions) == (first.conditions, first.actions)
    codes = [answer.status_code for answer in (added, broken, nul, refused)]
    assert codes == [302, 422, 422, 422]
    assert b"This file is not JSON." in broken.content
    assert b"Not in this household: tag: none" in refused.content


def named(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("rules.json", content, "application/json")
