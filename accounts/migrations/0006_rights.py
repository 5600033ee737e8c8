"""What is kept from a member: their rights on rows of the app above, and what policies ask."""

from __future__ import annotations

from django.db import migrations, models

from accounts.tenancy import limit_rows, tenant_key

FUNCTIONS = """
create function finehance_hidden() returns bigint[] language sql stable parallel safe as
$$ select coalesce(
     string_to_array(nullif(current_setting('finehance.hidden', true), ''), ',')::bigint[],
     array[]::bigint[]) $$;

-- Guards of the books are never blinded: triggers see everything, whatever statement fired them.
create function finehance_sees_all() returns boolean language sql stable parallel safe as
$$ select coalesce(current_setting('finehance.hidden', true), '') = ''
     or pg_trigger_depth() > 0 $$;
"""

# The ways into a scope, as they were but for what is kept from the person.
ENTER = """
create function finehance_kept_from(of_role text, rights jsonb) returns text
language sql immutable parallel safe as $$
  select coalesce(string_agg(key, ','), '') from jsonb_each_text(rights)
  where value = 'none' and of_role <> 'owner'
$$;

create or replace function finehance_enter(person bigint, wanted bigint) returns bigint
language plpgsql as $$
declare
  entered bigint;
  kept text;
begin
  perform set_config('finehance.household', '', true),
          set_config('finehance.user', person::text, true),
          set_config('finehance.system', '', true),
          set_config('finehance.hidden', '', true),
          set_config('max_parallel_workers_per_gather', '0', true);
  select household_id, finehance_kept_from(role, rights) into entered, kept
    from accounts_membership
   where user_id = person and (wanted is null or household_id = wanted)
   order by id limit 1;
  perform set_config('finehance.household', coalesce(entered::text, ''), true),
          set_config('finehance.hidden', coalesce(kept, ''), true);
  return entered;
end $$;

create or replace function finehance_enter_by_token(given text) returns setof accounts_apitoken
language plpgsql as $$
declare
  found_token accounts_apitoken;
  kept text;
begin
  perform set_config('finehance.household', '', true), set_config('finehance.user', '', true),
          set_config('finehance.system', '', true), set_config('finehance.token', given, true),
          set_config('finehance.hidden', '', true),
          set_config('max_parallel_workers_per_gather', '0', true);
  select * into found_token from accounts_apitoken
   where digest = given and revoked_at is null and expires_at > now();
  perform set_config('finehance.token', '', true);
  if found_token.id is null then
    return;
  end if;
  perform set_config('finehance.household', found_token.household_id::text, true),
          set_config('finehance.user', found_token.user_id::text, true);
  select finehance_kept_from(role, rights) into kept from accounts_membership
   where user_id = found_token.user_id and household_id = found_token.household_id;
  perform set_config('finehance.hidden', coalesce(kept, ''), true);
  return next found_token;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_api_access")]

    operations = [
        migrations.RunSQL(
            FUNCTIONS,
            "drop function finehance_sees_all(); drop function finehance_hidden();",
        ),
        migrations.AddField(
            model_name="membership",
            name="rights",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.RunSQL(ENTER, migrations.RunSQL.noop),
        tenant_key("accounts_membership"),
        # A job's title, message and result speak of what its person may see.
        limit_rows("accounts_job", visible="requested_by_id = (select finehance_user())"),
    ]
