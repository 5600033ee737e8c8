"""What full archives have to know of the ledger's rows: where ids stand that are no keys."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.encryption import decrypt
from accounts.full_archive.columns import MEMBERSHIP, Column, table_of
from accounts.full_archive.description import Refer, Row, agree, describe, leave_outside
from accounts.portability import label_of
from ledger.enums import ScanState
from ledger.files.sniff import NotAccepted, sniff
from ledger.models import Account, Schedule
from ledger.rules.actions import parse_actions
from ledger.rules.conditions import GROUPS, parse_conditions
from ledger.services.scanning import must_be_clean
from ledger.services.snapshots import KINDS

ACCOUNT, PAYEE, TAG = "ledger.Account", "ledger.Payee", "ledger.Tag"
LONGEST_NUMBER = 100
# Of the actions of rules, those that name one row.
_SET = {
    "set_payee": PAYEE,
    "set_category": ACCOUNT,
    "transfer_to": ACCOUNT,
    "link_schedule": "ledger.Schedule",
}
# Of the tests of rules, those that name rows.
_FIELDS = {"account": ACCOUNT, "category": ACCOUNT, "tags": TAG}
# What the history calls by another name than the snapshots do.
_OTHER_KINDS = {"right": ACCOUNT, "period": "ledger.Period"}


def _accounts(value: Any, refer: Refer, _row: Row) -> Any:
    return value and [refer(ACCOUNT, pk) for pk in value]


def _tags(value: Any, refer: Refer, _row: Row) -> Any:
    return value and [refer(TAG, pk) for pk in value]


def _legs(value: Any, refer: Refer, _row: Row) -> Any:
    return [{**leg, "account_id": refer(ACCOUNT, leg["account_id"])} for leg in value]


def _conditions(value: Any, refer: Refer, row: Row) -> Any:
    for name in GROUPS:
        if name in value:
            return {**value, name: [_conditions(part, refer, row) for part in value[name]]}
    label = _FIELDS.get(value.get("field"))
    if label is None:
        return value
    ids = value["value"]
    found = [refer(label, pk) for pk in ids] if isinstance(ids, list) else refer(label, ids)
    return {**value, "value": found}


def _actions(value: Any, refer: Refer, row: Row) -> Any:
    found = dict(value)
    for key, label in _SET.items():
        if key in found:
            found[key] = refer(label, found[key])
    for key in ("add_tags", "remove_tags"):
        if key in found:
            found[key] = _tags(found[key], refer, row)
    if "split" in found:
        found["split"] = [
            {**part, "category": refer(ACCOUNT, part["category"])} for part in found["split"]
        ]
    return found


def _counts(value: Any, refer: Refer, _row: Row) -> Any:
    """Of a run of rules: how many transactions each rule set something on."""
    found = {refer("ledger.Rule", int(pk)): count for pk, count in value.items()}
    return {str(number): found[number] for number in sorted(found)}


def _options(value: Any, refer: Refer, _row: Row) -> Any:
    """Of whole books: where the places of the source go."""
    if not isinstance(value.get("places"), dict):
        return value
    places = {key: refer(ACCOUNT, pk) for key, pk in value["places"].items()}
    return {**value, "places": places}


def _report(value: Any, refer: Refer, _row: Row) -> Any:
    """Of whole books: both sides of every account, and which were opened and found."""
    found = dict(value)
    if "accounts" in found:
        found["accounts"] = [
            {**side, "account_id": refer(ACCOUNT, side["account_id"])} for side in found["accounts"]
        ]
    if "made" in found:
        found["made"] = [refer(ACCOUNT, pk) for pk in found["made"]]
    if "placed" in found:
        found["placed"] = [[key, code, refer(ACCOUNT, pk)] for key, code, pk in found["placed"]]
    return found


def _kind(model: str) -> str:
    return _OTHER_KINDS.get(model) or (label_of(KINDS[model]) if model in KINDS else model)


def _changed(value: Any, refer: Refer, row: Row) -> Any:
    return refer(_kind(row["model"]), value)


def _snapshot(value: Any, refer: Refer, row: Row) -> Any:
    """Of the history: a row before or after, by its columns; of a transaction its legs, too."""
    if value is None:
        return None
    model = KINDS.get(row["model"])
    return {key: _noted(model, key, kept, refer, value) for key, kept in value.items()}


def _noted(model: type[models.Model] | None, key: str, kept: Any, refer: Refer, row: Row) -> Any:
    if key == "membership_id":
        return refer(MEMBERSHIP, kept)
    if key == "changed_by_id":
        return refer(settings.AUTH_USER_MODEL, kept)
    if key == "postings":
        return _legs(kept, refer, row)
    if key == "tags":
        return _tags(kept, refer, row)
    if key == "accounts":
        # Of a transaction, too, of which it is no column.
        return _accounts(kept, refer, row)
    if model is None:
        return kept
    column = _columns(model).get(key)
    if column is None:
        return kept
    if column.walker is not None:
        return column.walker(kept, refer, row)
    return refer(column.target, kept) if column.target else kept


@cache
def _columns(model: type[models.Model]) -> dict[str, Column]:
    return {column.name: column for column in table_of(model).columns}


def _give_number(row: Row) -> None:
    row["number"] = decrypt(row.pop("number_encrypted"))


def _take_number(row: Row) -> Row:
    number = row.get("number", "")
    if not isinstance(number, str) or len(number) > LONGEST_NUMBER:
        raise ValueError("has a number that is no text, or too long")
    account = Account()
    account.set_number(number)
    names = ("number_encrypted", "number_digest", "number_masked")
    return {name: getattr(account, name) for name in names}


def _rule(row: Row) -> None:
    parse_conditions(row["conditions"])
    parse_actions(row["actions"])


def _schedule(row: Row) -> None:
    values = {key: row[key] for key in ("unit", "every", "days", "nth", "weekday", "times")}
    ends = row["ends_before"]
    Schedule(
        **values,
        starts_on=date.fromisoformat(row["starts_on"]),
        ends_before=date.fromisoformat(ends) if ends else None,
        shift=row["shift"],
        country=row["country"],
    ).recurrence()


def _file(row: Row, path: Path) -> None:
    data = path.read_bytes()
    if (len(data), hashlib.sha256(data).hexdigest()) != (row["size"], row["digest"]):
        raise ValueError("is not the one that the row tells of")
    try:
        content_type = sniff(data)
    except NotAccepted as error:
        raise ValueError("is of a kind that is not taken") from error
    if content_type != row["content_type"]:
        raise ValueError("is not of the kind that the row says")


def _upload(_row: Row, path: Path) -> None:
    must_be_clean(path)


def _scan_state() -> str:
    return str(ScanState.WAITING if settings.CLAMAV_URL else ScanState.UNSCANNED)


_PLACES = """(
  select coalesce(array_agg(distinct p.account_id order by p.account_id), array[]::bigint[])
  from archive_ledger_posting p
  join archive_ledger_account a
    on a.id = p.account_id and a.kind not in ('income', 'expense', 'equity')
  where p.transaction_id = s.id)"""

agree("accounts", _accounts)
agree("tag_ids", _tags)
describe(
    ACCOUNT,
    sealed=frozenset({"number_encrypted"}),
    given=frozenset({"number"}),
    anew={"number_digest": str, "number_masked": str},
    sql={"import_key": "case when t.currency <> '' then coalesce(t.import_key, t.id) end"},
    give=_give_number,
    take=_take_number,
    furniture=~Q(system_role="") | ~Q(taxonomy_id=""),
)
describe("ledger.AccountRight", person="membership_id")
describe(
    "ledger.Attachment",
    anew={"scan_state": _scan_state},
    sql={"storage_key": "case when t.scan_state = 'infected' then '' else t.storage_key end"},
    folder="attachments",
    check_file=_file,
)
describe(
    "ledger.Change", references={"object_id": _changed, "before": _snapshot, "after": _snapshot}
)
describe(
    "ledger.ImportBatch",
    references={"options": _options, "report": _report},
    plain=frozenset({"sums"}),
    check_file=_upload,
    sql={"state": "case when t.state = 'running' then 'uploaded' else t.state end"},
    folder="imports",
)
describe("ledger.ImportProfile", plain=frozenset({"options"}))
describe(
    "ledger.Operation",
    references={"add_tags": _tags, "remove_tags": _tags},
    person="owner_id",
)
describe("ledger.Rule", references={"conditions": _conditions, "actions": _actions}, check=_rule)
describe("ledger.RuleRun", references={"rule_counts": _counts})
describe(
    "ledger.SavedView",
    plain=frozenset({"columns"}),
    person="owner_id",
)
describe(
    "ledger.Schedule",
    plain=frozenset({"days"}),
    check=_schedule,
)
describe("ledger.Period", after=("ledger.Posting", "ledger.TransactionTag"))
describe("ledger.Transaction", more={"places": _PLACES})
describe("ledger.TransactionTemplate", references={"legs": _legs})
leave_outside("ledger.CalendarFeed", "keys to this site; people make new ones")
leave_outside("ledger.MonthlyTotal", "kept by the database, which computes it of the postings")
leave_outside("ledger.SearchWord", "an index of words that stand in the transactions")
leave_outside("ledger.SearchQueue", "what the index of words has yet to look at")
