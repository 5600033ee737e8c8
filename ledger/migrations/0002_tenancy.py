"""Row-level security and composite foreign keys of the ledger's tables."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy import protect_rows, tenant_key, tenant_reference

TABLES = (
    "account",
    "change",
    "changeset",
    "importbatch",
    "importprofile",
    "importrow",
    "monthlytotal",
    "payee",
    "payeealias",
    "period",
    "posting",
    "rule",
    "tag",
    "transaction",
    "transactiontag",
)
KEYS = ("account", "changeset", "importbatch", "payee", "tag", "transaction")
REFERENCES = (
    ("account", "parent_id", "account"),
    ("change", "change_set_id", "changeset"),
    ("changeset", "import_batch_id", "importbatch"),
    ("changeset", "undoes_id", "changeset"),
    ("importbatch", "account_id", "account"),
    ("importprofile", "account_id", "account"),
    ("importrow", "batch_id", "importbatch"),
    ("importrow", "transaction_id", "transaction"),
    ("monthlytotal", "account_id", "account"),
    ("payee", "default_category_id", "account"),
    ("payee", "merged_into_id", "payee"),
    ("payeealias", "payee_id", "payee"),
    ("posting", "account_id", "account"),
    ("posting", "transaction_id", "transaction"),
    ("transaction", "import_batch_id", "importbatch"),
    ("transaction", "payee_id", "payee"),
    ("transactiontag", "tag_id", "tag"),
    ("transactiontag", "transaction_id", "transaction"),
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_books"), ("accounts", "0002_row_security")]

    operations = [
        *(protect_rows(f"ledger_{table}") for table in TABLES),
        protect_rows("ledger_exchangerate", also="household_id is null"),
        *(tenant_key(f"ledger_{table}") for table in KEYS),
        *(
            tenant_reference(f"ledger_{table}", column, f"ledger_{target}")
            for table, column, target in REFERENCES
        ),
    ]
