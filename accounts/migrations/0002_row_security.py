"""The scope functions that every policy asks, and the policies of this app's tables."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy import protect_rows

FUNCTIONS = """
create function finehance_household() returns bigint language sql stable parallel safe as
$$ select nullif(current_setting('finehance.household', true), '')::bigint $$;

create function finehance_user() returns bigint language sql stable parallel safe as
$$ select nullif(current_setting('finehance.user', true), '')::bigint $$;

create function finehance_system() returns boolean language sql stable parallel safe as
$$ select coalesce(current_setting('finehance.system', true), '') <> '' $$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_people_and_households")]

    operations = [
        migrations.RunSQL(
            FUNCTIONS,
            "drop function finehance_system(); drop function finehance_user();"
            "drop function finehance_household();",
        ),
        protect_rows("accounts_membership", also="user_id = (select finehance_user())"),
        protect_rows(
            "accounts_household",
            column="id",
            also="id in (select household_id from accounts_membership"
            " where user_id = (select finehance_user()))",
        ),
        protect_rows("accounts_job"),
    ]
