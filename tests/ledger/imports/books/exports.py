# ruff: noqa: E501 -- tables of programs have long lines
"""Small exports of other programs, made by code: the same month of one person's money in each.

A checking account that opens with 1000.00, an 84.30 shop split into food 50.00 and household 34.30,
a salary of 2500.00 and a transfer of 300.00 to savings.
"""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

EXPECTED = {"Checking": "3115.70", "Savings": "300.00"}
"""What the two places hold in the end."""


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    """Return a zip archive of these files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def database(script: str, rows: Mapping[str, Sequence[tuple[Any, ...]]]) -> bytes:
    """Return an SQLite database of these tables."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.sqlite"
        connection = sqlite3.connect(path)
        connection.executescript(script)
        for table, values in rows.items():
            for value in values:
                marks = ", ".join("?" * len(value))
                connection.execute(f"insert into {table} values ({marks})", value)
        connection.commit()
        connection.close()
        return path.read_bytes()


YNAB_REGISTER = b"""\
"Account","Flag","Date","Payee","Category Group/Category","Category Group","Category","Memo","Outflow","Inflow","Cleared"
"Checking","","01/01/2024","Starting Balance","Inflow: Ready to Assign","Inflow","Ready to Assign","","$0.00","$1,000.00","Reconciled"
"Checking","Red","01/20/2024","Market","Needs: Food","Needs","Food","Split (1/2) veg","$50.00","$0.00","Cleared"
"Checking","Red","01/20/2024","Market","Needs: Home","Needs","Home","Split (2/2) ","$34.30","$0.00","Cleared"
"Checking","","01/25/2024","Employer","Inflow: Ready to Assign","Inflow","Ready to Assign","","$0.00","$2,500.00","Uncleared"
"Checking","","01/26/2024","Transfer : Savings","","","","","$300.00","$0.00","Cleared"
"Savings","","01/26/2024","Transfer : Checking","","","","","$0.00","$300.00","Cleared"
"""
YNAB_BUDGET = b"""\
"Month","Category Group/Category","Category Group","Category","Assigned","Activity","Available"
"Jan 2024","Needs: Food","Needs","Food","$60.00","-$50.00","$10.00"
"""
YNAB_ZIP = zipped(
    {"My Budget - Register.csv": YNAB_REGISTER, "My Budget - Budget.csv": YNAB_BUDGET}
)
YNAB4 = zipped(
    {
        "Mine.ynab4/data1/X/Budget.yfull": json.dumps(
            {
                "accounts": [
                    {"entityId": "c", "accountName": "Checking", "accountType": "Checking"},
                    {"entityId": "s", "accountName": "Savings", "accountType": "Savings"},
                ],
                "payees": [
                    {"entityId": "p0", "name": "Starting Balance"},
                    {"entityId": "p1", "name": "Market"},
                ],
                "masterCategories": [
                    {
                        "name": "Needs",
                        "subCategories": [
                            {"entityId": "f", "name": "Food"},
                            {"entityId": "h", "name": "Home"},
                        ],
                    }
                ],
                "transactions": [
                    {
                        "entityId": "1",
                        "accountId": "c",
                        "date": "2024-01-01",
                        "amount": 1000,
                        "payeeId": "p0",
                        "cleared": "Reconciled",
                    },
                    {
                        "entityId": "2",
                        "accountId": "c",
                        "date": "2024-01-20",
                        "amount": -84.3,
                        "payeeId": "p1",
                        "categoryId": "Category/__Split__",
                        "cleared": "Cleared",
                        "subTransactions": [
                            {"entityId": "2a", "amount": -50, "categoryId": "f"},
                            {"entityId": "2b", "amount": -34.300000000000004, "categoryId": "h"},
                        ],
                    },
                    {
                        "entityId": "3",
                        "accountId": "c",
                        "date": "2024-01-25",
                        "amount": 2500,
                        "categoryId": "Category/__ImmediateIncome__",
                        "cleared": "Uncleared",
                    },
                    {
                        "entityId": "4",
                        "accountId": "c",
                        "date": "2024-01-26",
                        "amount": -300,
                        "targetAccountId": "s",
                        "transferTransactionId": "5",
                        "cleared": "Cleared",
                    },
                    {
                        "entityId": "5",
                        "accountId": "s",
                        "date": "2024-01-26",
                        "amount": 300,
                        "targetAccountId": "c",
                        "transferTransactionId": "4",
                        "cleared": "Cleared",
                    },
                    {
                        "entityId": "6",
                        "accountId": "s",
                        "date": "2024-01-27",
                        "amount": 9,
                        "isTombstone": True,
                    },
                ],
            }
        )
    }
)
YNAB_JSON = json.dumps(
    {
        "data": {
            "budget": {
                "currency_format": {"iso_code": "EUR"},
                "accounts": [
                    {"id": "c", "name": "Checking", "type": "checking", "balance": 3115700},
                    {"id": "s", "name": "Savings", "type": "savings", "balance": 300000},
                ],
                "payees": [
                    {"id": "p0", "name": "Starting Balance"},
                    {"id": "p1", "name": "Market"},
                ],
                "category_groups": [{"id": "g", "name": "Needs"}],
                "categories": [
                    {"id": "f", "name": "Food", "category_group_id": "g"},
                    {"id": "h", "name": "Home", "category_group_id": "g"},
                ],
                "months": [{"categories": [{"budgeted": 60000}]}],
                "transactions": [
                    {
                        "id": "1",
                        "date": "2024-01-01",
                        "amount": 1000000,
                        "account_id": "c",
                        "payee_id": "p0",
                        "cleared": "reconciled",
                    },
                    {
                        "id": "2",
                        "date": "2024-01-20",
                        "amount": -84300,
                        "account_id": "c",
                        "payee_id": "p1",
                        "cleared": "cleared",
                    },
                    {
                        "id": "3",
                        "date": "2024-01-25",
                        "amount": 2500000,
                        "account_id": "c",
                        "cleared": "uncleared",
                    },
                    {
                        "id": "4",
                        "date": "2024-01-26",
                        "amount": -300000,
                        "account_id": "c",
                        "transfer_account_id": "s",
                        "cleared": "cleared",
                    },
                    {
                        "id": "5",
                        "date": "2024-01-26",
                        "amount": 300000,
                        "account_id": "s",
                        "transfer_account_id": "c",
                        "cleared": "cleared",
                    },
                    {
                        "id": "6",
                        "date": "2024-01-27",
                        "amount": 1,
                        "account_id": "s",
                        "deleted": True,
                    },
                ],
                "subtransactions": [
                    {"id": "2a", "transaction_id": "2", "amount": -50000, "category_id": "f"},
                    {"id": "2b", "transaction_id": "2", "amount": -34300, "category_id": "h"},
                ],
            }
        }
    }
).encode()
ACTUAL_SCRIPT = """
create table accounts (id, name, closed, tombstone);
create table category_groups (id, name, is_income, tombstone);
create table categories (id, name, cat_group, is_income, tombstone);
create table category_mapping (id, transferId);
create table payees (id, name, transfer_acct, tombstone);
create table payee_mapping (id, targetId);
create table zero_budgets (id, month, tombstone);
create table transactions (id, isParent, isChild, acct, category, amount, description, notes, date,
  starting_balance_flag, transferred_id, tombstone, cleared, parent_id, reconciled);
create view v_transactions as select * from transactions;
"""
ACTUAL_DB = database(
    ACTUAL_SCRIPT,
    {
        "accounts": [("c", "Checking", 0, 0), ("s", "Savings", 0, 0)],
        "category_groups": [("g", "Needs", 0, 0), ("i", "Income", 1, 0)],
        "categories": [("f", "Food", "g", 0, 0), ("h", "Home", "g", 0, 0), ("w", "Pay", "i", 1, 0)],
        "payees": [("p", "Market", None, 0), ("ts", "", "s", 0), ("tc", "", "c", 0)],
        "zero_budgets": [("1", 202401, 0)],
        "transactions": [
            ("1", 0, 0, "c", None, 100000, None, None, 20240101, 1, None, 0, 1, None, 1),
            ("2", 1, 0, "c", None, -8430, "p", "weekly", 20240120, 0, None, 0, 1, None, 0),
            ("2a", 0, 1, "c", "f", -5000, None, "veg", 20240120, 0, None, 0, 1, "2", 0),
            ("2b", 0, 1, "c", "h", -3430, None, None, 20240120, 0, None, 0, 1, "2", 0),
            ("3", 0, 0, "c", "w", 250000, None, None, 20240125, 0, None, 0, 0, None, 0),
            ("4", 0, 0, "c", None, -30000, "ts", None, 20240126, 0, "5", 0, 1, None, 0),
            ("5", 0, 0, "s", None, 30000, "tc", None, 20240126, 0, "4", 0, 1, None, 0),
            ("6", 0, 0, "s", None, 999, None, None, 20240127, 0, None, 1, 1, None, 0),
        ],
    },
)
ACTUAL = zipped({"db.sqlite": ACTUAL_DB, "metadata.json": "{}"})
ACTUAL_CSV = b"""\
Account,Date,Payee,Notes,Category_Group,Category,Amount,Split_Amount,Cleared
Checking,2024-01-01,Opening,,Income,Starting,1000.00,0,Reconciled
Checking,2024-01-20,Market,,,,-84.30,0,Cleared
Checking,2024-01-20,Market,veg,Needs,Food,0,-50.00,Cleared
Checking,2024-01-20,Market,,Needs,Home,0,-34.30,Cleared
Checking,2024-01-25,Employer,,Income,Pay,2500.00,0,Not cleared
Checking,2024-01-26,Savings,,,,-300.00,0,Cleared
Savings,2024-01-26,Checking,,,,300.00,0,Cleared
"""
MINT = b"""\
"Date","Description","Original Description","Amount","Transaction Type","Category","Account Name","Labels","Notes"
"1/01/2024","Opening","OPENING","1000.00","credit","Income","Checking","",""
"1/20/2024","Market","MARKET 1","50.00","debit","Food","Checking","trip,home",""
"1/20/2024","Market","MARKET 2","34.30","debit","Home &amp; Garden","Checking","","soap"
"1/25/2024","Employer","EMPLOYER","2500.00","credit","Paycheck","Checking","",""
"1/26/2024","Move","MOVE","-300.00","debit","Transfer","Checking","",""
"1/26/2024","Move","MOVE","-300.00","credit","Transfer","Savings","",""
"""
FIREFLY_CSV = b"""\
user_id,group_id,journal_id,group_title,type,currency_code,amount,foreign_currency_code,foreign_amount,description,date,source_name,source_type,destination_name,destination_type,reconciled,category,budget,bill,tags,notes
1,1,1,,Opening balance,EUR,1000.00,,,Initial,2024-01-01T00:00:00+00:00,Initial balance for Checking,Initial balance account,Checking,Asset account,1,,,,,
1,2,2,Weekly,Withdrawal,EUR,-50.00,,,Veg,2024-01-20T00:00:00+00:00,Checking,Asset account,Market,Expense account,0,Food,Monthly,,"trip,home",
1,2,3,Weekly,Withdrawal,EUR,-34.30,,,Soap,2024-01-20T00:00:00+00:00,Checking,Asset account,Market,Expense account,0,Home,,,,
1,3,4,,Deposit,EUR,2500.00,,,Pay,2024-01-25T00:00:00+00:00,Employer,Revenue account,Checking,Asset account,0,Pay,,,,
1,4,5,,Transfer,EUR,300.00,,,Save,2024-01-26T00:00:00+00:00,Checking,Asset account,Savings,Asset account,0,,,,,
"""


def _journal(kind: str, amount: str, source: str, target: str, **more: object) -> dict[str, object]:
    names = {"source": source.split("|"), "destination": target.split("|")}
    ends = {f"{end}_name": name for end, (name, _type) in names.items()}
    types = {f"{end}_type": its_type for end, (_name, its_type) in names.items()}
    made = {"transaction_journal_id": "1", "type": kind, "amount": amount, "currency_code": "EUR"}
    return made | ends | types | more


FIREFLY_JSON = json.dumps(
    {
        "accounts": {
            "data": [
                {
                    "type": "accounts",
                    "attributes": {
                        "name": "Checking",
                        "type": "asset",
                        "account_role": "defaultAsset",
                        "currency_code": "EUR",
                        "current_balance": "3115.70",
                    },
                }
            ]
        },
        "transactions": {
            "data": [
                {"type": "transactions", "id": str(number), "attributes": {"transactions": rows}}
                for number, rows in enumerate(
                    [
                        [
                            _journal(
                                "opening balance",
                                "1000.00",
                                "x|Initial balance account",
                                "Checking|Asset account",
                                date="2024-01-01T00:00:00+00:00",
                            )
                        ],
                        [
                            _journal(
                                "withdrawal",
                                "50.00",
                                "Checking|Asset account",
                                "Market|Expense account",
                                date="2024-01-20T08:00:00+00:00",
                                category_name="Food",
                                tags=["trip"],
                            ),
                            _journal(
                                "withdrawal",
                                "34.30",
                                "Checking|Asset account",
                                "Market|Expense account",
                                date="2024-01-20T08:00:00+00:00",
                                category_name="Home",
                            ),
                        ],
                        [
                            _journal(
                                "deposit",
                                "2500.00",
                                "Employer|Revenue account",
                                "Checking|Asset account",
                                date="2024-01-25T08:00:00+00:00",
                                category_name="Pay",
                            )
                        ],
                        [
                            _journal(
                                "transfer",
                                "300.00",
                                "Checking|Asset account",
                                "Savings|Asset account",
                                date="2024-01-26T08:00:00+00:00",
                            )
                        ],
                    ],
                    start=1,
                )
            ]
        },
    }
).encode()
_ACCOUNTS = [
    ("r", "Root Account", "ROOT", "", "EUR"),
    ("a", "Assets", "ASSET", "r", "EUR"),
    ("c", "Checking", "BANK", "a", "EUR"),
    ("s", "Savings", "BANK", "a", "EUR"),
    ("x", "Expenses", "EXPENSE", "r", "EUR"),
    ("f", "Food", "EXPENSE", "x", "EUR"),
    ("h", "Home", "EXPENSE", "x", "EUR"),
    ("i", "Income", "INCOME", "r", "EUR"),
    ("e", "Opening Balances", "EQUITY", "r", "EUR"),
]
_BOOKED = [
    ("1", "2024-01-01", "Opening", [("c", 100000), ("e", -100000)]),
    ("2", "2024-01-20", "Market", [("c", -8430), ("f", 5000), ("h", 3430)]),
    ("3", "2024-01-25", "Employer", [("c", 250000), ("i", -250000)]),
    ("4", "2024-01-26", "Save", [("c", -30000), ("s", 30000)]),
]


def gnucash_xml() -> bytes:
    """Return a book of GnuCash as XML."""
    money = "<cmdty:space>CURRENCY</cmdty:space><cmdty:id>EUR</cmdty:id>"
    accounts = "".join(
        f"<gnc:account><act:name>{name}</act:name><act:id>{key}</act:id><act:type>{kind}</act:type>"
        f"<act:commodity>{money}</act:commodity>"
        + (f"<act:parent>{parent}</act:parent>" if parent else "")
        + "</gnc:account>"
        for key, name, kind, parent, _currency in _ACCOUNTS
    )
    booked = "".join(
        f"<gnc:transaction><trn:id>{key}</trn:id><trn:currency>{money}</trn:currency>"
        f"<trn:date-posted><ts:date>{on} 10:59:00 +0000</ts:date></trn:date-posted>"
        f"<trn:description>{text}</trn:description><trn:splits>"
        + "".join(
            f"<trn:split><split:reconciled-state>n</split:reconciled-state>"
            f"<split:value>{amount}/100</split:value><split:quantity>{amount}/100</split:quantity>"
            f"<split:account>{account}</split:account></trn:split>"
            for account, amount in splits
        )
        + "</trn:splits></gnc:transaction>"
        for key, on, text, splits in _BOOKED
    )
    names = ("gnc", "act", "trn", "split", "cmdty", "ts")
    spaces = " ".join(f'xmlns:{name}="http://www.gnucash.org/XML/{name}"' for name in names)
    return (
        f'<?xml version="1.0" encoding="utf-8" ?><gnc-v2 {spaces}><gnc:book>{accounts}{booked}'
        f"<gnc:template-transactions>{booked}</gnc:template-transactions></gnc:book></gnc-v2>"
    ).encode()


GNUCASH_SCRIPT = """
create table books (guid, root_account_guid, root_template_guid);
create table commodities (guid, mnemonic);
create table accounts (guid, name, account_type, parent_guid, commodity_guid, hidden);
create table transactions (guid, currency_guid, num, post_date, description);
create table splits (tx_guid, account_guid, memo, reconcile_state, value_num, value_denom,
  quantity_num, quantity_denom);
"""


def gnucash_sqlite() -> bytes:
    """Return a book of GnuCash as a database, with a template that is no money."""
    return database(
        GNUCASH_SCRIPT,
        {
            "books": [("b", "r", "t")],
            "commodities": [("m", "EUR")],
            "accounts": [
                *[(key, name, kind, parent, "m", 0) for key, name, kind, parent, _ in _ACCOUNTS],
                ("t", "Template Root", "ROOT", None, None, 0),
                ("ta", "Template", "BANK", "t", "m", 0),
            ],
            "transactions": [(k, "m", "", f"{on} 10:59:00", text) for k, on, text, _s in _BOOKED]
            + [("9", "m", "", "2024-01-01 00:00:00", "Template")],
            "splits": [
                *[
                    (key, account, "", "n", amount, 100, amount, 100)
                    for key, _on, _text, splits in _BOOKED
                    for account, amount in splits
                ],
                ("9", "ta", "", "n", 100, 100, 100, 100),
            ],
        },
    )


WYGIWYH = zipped(
    {
        "currencies.csv": "id,code,name,decimal_places\n1,EUR,Euro,2\n",
        "accounts.csv": "id,name,group,currency,is_asset,is_archived\n"
        "1,Checking,,Euro,0,0\n2,Savings,,Euro,1,0\n",
        "transactions.csv": "id,account,type,is_paid,date,amount,description,notes,category,tags,"
        "entities,deleted\n"
        "1,Checking,IN,1,2024-01-01,1000.00,Opening,,,,,0\n"
        '2,Checking,EX,1,2024-01-20,50.00,Veg,,Food,"trip,home",Market,0\n'
        "3,Checking,EX,1,2024-01-20,34.30,Soap,,Home,,Market,0\n"
        "4,Checking,IN,0,2024-01-25,2500.00,Pay,,Salary,,Employer,0\n"
        "5,Checking,EX,1,2024-01-26,300.00,Move,,,,,0\n"
        "6,Savings,IN,1,2024-01-26,300.00,Move,,,,,0\n"
        "7,Savings,IN,1,2024-01-27,9.00,Gone,,,,,1\n",
        "recurring_transactions.csv": "id,account\n1,Checking\n",
    }
)
HLEDGER = b"""\
; a month
account assets:savings  ; type: A

2024-01-01 * Opening
    assets:checking   EUR 1,000.00
    equity:opening

2024/1/20 ! (12) Market | weekly  ; trip:, home:
    expenses:food     50.00 EUR  ; veg
    expenses:home     34.30 EUR
    assets:checking
2024-01-25 * Employer
    assets:checking   2500 EUR
    income:pay

2024-01-26 Save
    assets:checking  -300 EUR = 3115.70 EUR
    assets:savings
"""
BEANCOUNT = b"""\
option "operating_currency" "EUR"
2000-01-01 open Assets:Checking EUR
2000-01-01 open Assets:Savings EUR
2000-01-01 open Expenses:Food
2000-01-01 open Expenses:Home
2000-01-01 open Income:Pay
2000-01-01 open Equity:Opening
2024-01-01 pad Assets:Checking Equity:Opening
2024-01-02 balance Assets:Checking 1,000.00 EUR
2024-01-20 ! "Market" "weekly" #trip
  Expenses:Food  (20 + 30) EUR
  Expenses:Home  34.30 EUR
  Assets:Checking
2024-01-25 * "Employer" ""
  Assets:Checking  2500 EUR
  Income:Pay
2024-01-26 * "Save"
  Assets:Checking  -300 EUR
  Assets:Savings
"""
EXPORTS: dict[str, tuple[str, bytes]] = {
    "ynab register": ("ynab", YNAB_REGISTER),
    "ynab zip": ("ynab", YNAB_ZIP),
    "ynab 4": ("ynab4", YNAB4),
    "ynab api": ("ynab-json", YNAB_JSON),
    "actual": ("actual", ACTUAL),
    "actual csv": ("actual-csv", ACTUAL_CSV),
    "mint": ("mint", MINT),
    "firefly csv": ("firefly", FIREFLY_CSV),
    "firefly api": ("firefly-json", FIREFLY_JSON),
    "firefly api zip": ("firefly-json", zipped({"page-1.json": FIREFLY_JSON})),
    "gnucash xml": ("gnucash", gnucash_xml()),
    "gnucash gzip": ("gnucash", gzip.compress(gnucash_xml())),
    "gnucash sqlite": ("gnucash-sqlite", gnucash_sqlite()),
    "wygiwyh": ("wygiwyh", WYGIWYH),
    "hledger": ("journal", HLEDGER),
    "beancount": ("beancount", BEANCOUNT),
}
"""Every format, with the name it must be recognised by."""
