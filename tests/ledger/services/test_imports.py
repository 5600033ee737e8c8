from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import Household
from accounts.roles import Role
from accounts.scope import household_scope
from ledger.enums import BatchState, ValueSource
from ledger.imports.detect import detect
from ledger.imports.statement import StatementError, StatementFile
from ledger.models import (
    Account,
    ChangeSet,
    ImportBatch,
    ImportRow,
    Payee,
    Posting,
    Rule,
    RuleRun,
    Transaction,
)
from ledger.reports.verify import verify_ledger
from ledger.services import imports
from ledger.services.bulk_posting import refresh_statistics
from ledger.services.imports import ImportRequest, create_batch, import_file
from ledger.services.rules import create_rule
from ledger.signals import postings_changed
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.periods import make_closed_month
from tests.factories.rules import leaf
from tests.ledger.imports.bank import (
    added_by,
    batch_of,
    bring_in,
    counts,
    csv,
    live,
    ofx,
    reasons,
    remembered,
)

STATEMENT = csv(
    ("2026-03-01", "Landlord", "-700.00"),
    ("2026-03-02", "Coffee Bar", "-3.50"),
    ("2026-03-05", "Employer", "2400.00"),
)
QIF = b"""!Type:Bank
D03/15/2026
T-30.00
PSupermarket
STest food
$-20.00
SUnknown
$-10.00
^
D03/16/2026
T-9.00
PTea House
LTest food:Test groceries
^
"""


def leaves(books: Books) -> dict[str, int]:
    """Count everything that an import may leave behind."""
    models = (Account, ChangeSet, ImportBatch, ImportRow, Payee, Posting, Transaction)
    return {model.__name__: model.objects.count() for model in models}


def test_import_books_every_row_with_the_sign_of_the_bank(books: Books) -> None:
    report = bring_in(books, STATEMENT)

    assert counts(report) == (3, 0, 0, 0)
    assert live(books) == [("2026-03-01", "-700"), ("2026-03-02", "-3.5"), ("2026-03-05", "2400")]
    assert (report.first_date, report.last_date) == (date(2026, 3, 1), date(2026, 3, 5))
    assert sum(report.sums.values()) == Decimal("1696.50")
    assert verify_ledger(books.household).differences == ()


def test_import_notes_the_batch_and_the_act(books: Books) -> None:
    report = bring_in(books, STATEMENT)

    batch = batch_of(report)
    act = ChangeSet.objects.get(import_batch=batch)
    assert batch.state == BatchState.POSTED
    assert (batch.added_count, batch.format, batch.posted_at is None) == (3, "csv", False)
    assert (act.kind, act.origin) == ("import", "import")
    assert act.summary == "Imported statement: 3 transactions"


def test_import_announces_that_postings_changed(
    books: Books, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    heard: list[int] = []

    def hear(household_id: int, **_: object) -> None:
        heard.append(household_id)

    postings_changed.connect(hear)
    with django_capture_on_commit_callbacks(execute=True):
        bring_in(books, STATEMENT)
        bring_in(books, STATEMENT, is_dry_run=True)
    postings_changed.disconnect(hear)

    assert heard == [books.household.pk]


def test_dry_run_says_the_same_and_leaves_nothing(books: Books) -> None:
    file = b"Date,Payee,Amount,Currency\n2026-03-02,New Shop,-3.50,EUR\n2026-03-03,Deli,-4.00,USD\n"
    before = leaves(books)

    dry = bring_in(books, file, is_dry_run=True)

    assert leaves(books) == before
    real = bring_in(books, file)
    assert (counts(dry), dry.sums, dry.accounts_made) == (
        counts(real),
        real.sums,
        real.accounts_made,
    )


def test_failure_half_way_leaves_nothing(books: Books) -> None:
    before = leaves(books)

    def fail(done: int) -> None:
        raise StatementError("the file ends in the middle of a row", line=done)

    rows = [("2026-03-01", f"Shop {number}", "-1.00") for number in range(5_000)]
    with pytest.raises(StatementError):
        bring_in(books, csv(*rows), progress=fail)

    assert leaves(books) == before


def test_failure_of_the_books_leaves_nothing(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    before = leaves(books)

    def fail(**_: object) -> None:
        raise RuntimeError("the last step fails")

    monkeypatch.setattr(imports, "record_change_set", fail)
    with pytest.raises(RuntimeError):
        bring_in(books, STATEMENT)

    assert leaves(books) == before


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER])
def test_import_needs_the_right_to_record(books: Books, role: Role) -> None:
    member = make_member(books.household, role)
    source = StatementFile.from_bytes(STATEMENT, "a.csv")

    with pytest.raises(PermissionDenied):
        import_file(by=member, request=ImportRequest(account=books.checking, source=source))

    assert not Transaction.objects.exists()


def test_import_touches_no_other_household(
    books: Books, household: Household, other_household: Household
) -> None:
    bring_in(books, STATEMENT)

    with household_scope(other_household.pk):
        assert (Transaction.objects.count(), Posting.objects.count()) == (0, 0)
        assert (ImportBatch.objects.count(), Payee.objects.count()) == (0, 0)


def test_rows_known_to_another_household_are_new(books: Books, other_household: Household) -> None:
    bring_in(books, STATEMENT)
    with household_scope(other_household.pk):
        theirs = Books(other_household, make_member(other_household, Role.OWNER, "o@example.org"))

        report = bring_in(theirs, STATEMENT)

    assert counts(report) == (3, 0, 0, 0)


def test_category_of_a_payee_is_used_with_its_reason(books: Books) -> None:
    payee = books.payee("Coffee Bar")
    payee.default_category = books.food
    payee.save()

    (row,) = added_by(bring_in(books, csv(("2026-03-02", "COFFEE BAR 4411", "-3.50"))))

    assert row.payee == payee
    assert (row.category_source, row.category_reason) == (ValueSource.PAYEE, "Coffee Bar")
    assert Posting.objects.get(transaction=row, account=books.food).amount == Decimal("3.50")


def test_rule_goes_before_payee_and_file_and_is_named(books: Books) -> None:
    payee = books.payee("Coffee Bar")
    payee.default_category = books.food
    payee.save()
    target, tag = books.payee("Treats"), books.tag("fun")
    create_rule(
        by=books.actor,
        name="Coffee is rent",
        conditions={"all": [leaf("payee", "contains", "coffee")]},
        actions={
            "set_category": books.rent.pk,
            "set_payee": target.pk,
            "add_tags": [tag.pk],
        },
    )

    (row,) = added_by(
        bring_in(
            books, csv(("2026-03-02", "COFFEE BAR", "-3.50", "Test food"), heading=CATEGORISED)
        )
    )

    assert (row.payee, row.payee_source) == (target, ValueSource.RULE)
    assert (row.category_source, row.category_reason) == (ValueSource.RULE, "Coffee is rent")
    assert (list(row.tags.all()), row.tags_source) == ([tag], ValueSource.RULE)
    assert Posting.objects.filter(transaction=row, account=books.rent).exists()
    run = RuleRun.objects.get()
    assert (run.trigger, run.changed_count, run.rule_counts) == (
        "import",
        1,
        {str(Rule.objects.get().pk): 1},
    )
    assert run.change_set.import_batch_id == row.import_batch_id


CATEGORISED = "Date,Payee,Amount,Category"


@pytest.mark.parametrize(
    ("label", "account", "source"),
    [
        ("Test food", "food", ValueSource.IMPORT),
        ("test FOOD:test groceries", "groceries", ValueSource.IMPORT),
        ("Test groceries", "groceries", ValueSource.IMPORT),
        ("Nothing like it", None, ValueSource.NONE),
        ("Test checking", None, ValueSource.NONE),
    ],
)
def test_category_named_in_the_file_is_mapped(
    books: Books, label: str, account: str | None, source: ValueSource
) -> None:
    (row,) = added_by(
        bring_in(books, csv(("2026-03-02", "Shop", "-3.50", label), heading=CATEGORISED))
    )

    leg = row.postings.exclude(account=books.checking).get()
    assert row.category_source == source
    if account:
        assert leg.account == getattr(books, account)
    else:
        assert leg.account.system_role == "uncategorised_expense"


def test_splits_of_the_file_are_booked_as_parts(books: Books) -> None:
    split, plain = added_by(bring_in(books, QIF))

    assert [(leg.account.name, leg.amount) for leg in split.postings.order_by("position")] == [
        ("Test checking", Decimal("-30.00")),
        ("Test food", Decimal("20.00")),
        ("Uncategorised expense", Decimal("10.00")),
    ]
    assert split.category_source == ValueSource.IMPORT
    assert Posting.objects.filter(transaction=plain, account=books.groceries).count() == 1
    assert counts(bring_in(books, QIF)) == (0, 0, 2, 0)


def test_rows_of_nothing_are_booked(books: Books) -> None:
    file = csv(("2026-03-01", "Fee waived", "0.00"), ("2026-03-02", "Shop", "-3.50"))

    assert counts(bring_in(books, file)) == (2, 0, 0, 0)
    assert verify_ledger(books.household).differences == ()


def test_rows_in_a_closed_period_fail_one_by_one_and_the_rest_is_posted(books: Books) -> None:
    make_closed_month(books.household, "2026-02")
    file = csv(
        ("2026-02-27", "Shop", "-1.00"),
        ("2026-02-28", "Shop", "-2.00"),
        ("2026-03-01", "Shop", "-3.00"),
    )

    report = bring_in(books, file)

    assert counts(report) == (1, 0, 0, 2)
    assert reasons(report) == ["the period 2026-02-01 to 2026-02-28 is closed"] * 2
    assert live(books) == [("2026-03-01", "-3")]
    assert [(row.line, row.outcome) for row in remembered(report)] == [(2, "failed"), (3, "failed")]


def test_row_that_failed_in_a_closed_period_is_new_once_it_is_open(books: Books) -> None:
    period = make_closed_month(books.household, "2026-02")
    file = csv(("2026-02-28", "Shop", "-2.00"), ("2026-03-01", "Shop", "-3.00"))
    bring_in(books, file)
    period.delete()

    assert counts(bring_in(books, file)) == (1, 0, 1, 0)


def test_rows_that_cannot_be_read_fail_and_the_rest_is_posted(books: Books) -> None:
    rows = [(f"2026-03-{day:02}", "Shop", "-3.00") for day in range(1, 12)]
    file = csv(*rows[:5], ("2026-03-06", "Shop", "three"), *rows[5:])

    report = bring_in(books, file)

    assert counts(report) == (11, 0, 0, 1)
    assert [row.line for row in remembered(report)] == [7]


def test_investment_records_are_skipped_with_the_reason(books: Books) -> None:
    file = (
        b"!Type:Invst\nD01/05/2026\nNBuy\nYACME\nI10.00\nQ5\nT50.00\n^\n"
        b"!Type:Bank\nD01/06/2026\nT-9.00\nPTea\n^\n"
    )

    report = bring_in(books, file)

    assert counts(report) == (1, 0, 1, 0)
    assert reasons(report) == ["an investment record: holdings are not imported from files yet"]


def test_several_accounts_and_currencies_go_to_siblings(books: Books) -> None:
    first = ofx(("2026-03-01", "A", "-1.00", "1"), account="111")
    second = ofx(("2026-03-02", "B", "-2.00", "2"), account="99992222", currency="USD")
    start, end = second.index(b"<STMTTRNRS>"), second.index(b"</BANKMSGSRSV1>")
    both = first.replace(b"</BANKMSGSRSV1>", second[start:end] + b"</BANKMSGSRSV1>")

    report = bring_in(books, both)

    (sibling,) = Account.objects.filter(name__in=report.accounts_made)
    assert counts(report) == (2, 0, 0, 0)
    assert live(books) == [("2026-03-01", "-1")]
    assert (sibling.currency, live(books, sibling)) == ("USD", [("2026-03-02", "-2")])
    assert counts(bring_in(books, both)) == (0, 0, 2, 0)


def test_foreign_rows_are_valued_at_the_day_s_rate_and_balance(books: Books) -> None:
    books.rate("2026-03-01", "USD", "EUR", "0.9137")
    file = csv(("2026-03-01", "A", "-3.33"), ("2026-03-02", "B", "-7.77"))

    rows = added_by(bring_in(books, file, books.dollars))

    for row in rows:
        values = [leg.base_value for leg in row.postings.all()]
        assert None not in values
        assert sum(value for value in values if value is not None) == 0
    assert rows[0].postings.get(account=books.dollars).base_value == Decimal("-3.04")
    assert verify_ledger(books.household).differences == ()


def test_foreign_splits_balance_in_the_base_currency_too(books: Books) -> None:
    books.rate("2026-03-15", "USD", "EUR", "0.3333")

    split, _plain = added_by(bring_in(books, QIF, books.dollars))

    assert [leg.base_value for leg in split.postings.order_by("position")] == [
        Decimal("-10.00"),
        Decimal("6.67"),
        Decimal("3.33"),
    ]


def test_foreign_rows_without_a_rate_wait_for_one(books: Books) -> None:
    rows = added_by(bring_in(books, csv(("2026-03-01", "A", "-3.33")), books.dollars))

    assert [leg.base_value for leg in rows[0].postings.all()] == [None, None]
    assert verify_ledger(books.household).differences == ()


@pytest.mark.parametrize("newest_first", [False, True])
def test_rows_of_a_day_follow_the_order_of_events(books: Books, *, newest_first: bool) -> None:
    events = [
        ("2026-03-01", "First", "-1.00"),
        ("2026-03-02", "Second", "-2.00"),
        ("2026-03-02", "Third", "-3.00"),
        ("2026-03-03", "Fourth", "-4.00"),
        ("2026-03-03", "Fifth", "-5.00"),
    ]

    report = bring_in(books, csv(*(reversed(events) if newest_first else events)))

    assert [row.raw_payee for row in added_by(report)] == [name for _day, name, _amount in events]


def test_file_that_is_refused_says_so(books: Books) -> None:
    with pytest.raises(StatementError):
        bring_in(books, b"%PDF-1.7 nothing of use")


def test_create_batch_keeps_the_last_part_of_the_name(books: Books) -> None:
    source = StatementFile.from_bytes(STATEMENT, "/home/alice/march.csv")
    detection = detect(source)

    batch = create_batch(by=books.actor, account=books.checking, source=source, detection=detection)

    assert (batch.file_name, batch.state) == ("march.csv", BatchState.UPLOADED)
    assert len(batch.file_digest) == 64


@pytest.mark.parametrize(("rows", "is_renewed"), [(2, False), (3, True)])
def test_statistics_are_renewed_after_a_big_load_alone(
    books: Books,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    rows: int,
    *,
    is_renewed: bool,
) -> None:
    monkeypatch.setattr(imports, "WORTH_ANALYSING", 3)
    file = csv(*(("2026-03-09", f"Shop {number}", "-1.00") for number in range(rows)))

    with django_capture_on_commit_callbacks() as committed:
        bring_in(books, file)

    assert (refresh_statistics in committed) is is_renewed
