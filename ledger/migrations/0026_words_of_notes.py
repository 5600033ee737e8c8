"""The words of notes are indexed for search, too; those that are there wait for it."""

from __future__ import annotations

from django.db import migrations, models

QUEUE = """
select set_config('finehance.system', 'queueing the words of notes for search', true);
insert into ledger_searchqueue (household_id, first_id, last_id)
select household_id, min(transaction_id), max(transaction_id)
from ledger_posting where memo <> '' group by household_id, transaction_id / 100;
select set_config('finehance.system', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0025_purged_transactions")]

    operations = [
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(
                fields=["household", "transaction"],
                name="posting_noted",
                condition=~models.Q(memo=""),
            ),
        ),
        migrations.RunSQL(QUEUE, migrations.RunSQL.noop),
    ]
