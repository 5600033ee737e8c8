"""What every tenant table has in the database: row-level security and composite foreign keys.

Migration operations, used by each app beside its models. Composite keys make it impossible for a
row to point into another household, whatever wrote it.
"""

from __future__ import annotations

from django.db.migrations import RunSQL

IN_SCOPE = "{column} = (select finehance_household())"
AS_SYSTEM = "(select finehance_system())"
SEES_ALL = "(select finehance_sees_all())"
"""Whether nothing is kept from the person: asked once a statement, before anything dearer."""
HIDDEN = "((select finehance_hidden())::bigint[])"
"""The ids that are kept from the person."""


def protect_rows(table: str, *, column: str = "household_id", also: str = "") -> RunSQL:
    """Force row-level security on `table`: rows of the scoped household, plus those `also` admits.

    `also` is an SQL condition under which a row may be read, though never written.
    """
    scope = f"({IN_SCOPE.format(column=column)} or {AS_SYSTEM})"
    readable = f"({scope} or {also})" if also else scope
    return RunSQL(
        f"""
        alter table {table} enable row level security;
        alter table {table} force row level security;
        create policy {table}_read on {table} for select using {readable};
        create policy {table}_insert on {table} for insert with check {scope};
        create policy {table}_update on {table} for update using {scope} with check {scope};
        create policy {table}_delete on {table} for delete using {scope};
        """,
        f"""
        drop policy {table}_delete on {table};
        drop policy {table}_update on {table};
        drop policy {table}_insert on {table};
        drop policy {table}_read on {table};
        alter table {table} no force row level security;
        alter table {table} disable row level security;
        """,
    )


def protect_own_rows(table: str) -> RunSQL:
    """Force row-level security on `table`: its rows are those of the person in the scope."""
    own = f"(user_id = (select finehance_user()) or {AS_SYSTEM})"
    return RunSQL(
        f"""
        alter table {table} enable row level security;
        alter table {table} force row level security;
        create policy {table}_own on {table} using {own} with check {own};
        """,
        f"""
        drop policy {table}_own on {table};
        alter table {table} no force row level security;
        alter table {table} disable row level security;
        """,
    )


def limit_rows(table: str, *, visible: str, writable: str = "") -> RunSQL:
    """Narrow the policies of a protected table for people from whom something is kept.

    They read, change and delete the rows for which the SQL condition `visible` holds, and leave
    behind rows for which `writable` does. Nobody else pays more than one comparison a row.
    """
    scope = f"({IN_SCOPE.format(column='household_id')} or {AS_SYSTEM})"
    seen = f"({scope} and ({SEES_ALL} or {visible}))"
    left = f"({scope} and ({SEES_ALL} or {writable}))" if writable else scope
    return RunSQL(_policies(table, seen=seen, left=left), _policies(table, seen=scope, left=scope))


def _policies(table: str, *, seen: str, left: str) -> str:
    return f"""
        alter policy {table}_read on {table} using {seen};
        alter policy {table}_insert on {table} with check {left};
        alter policy {table}_update on {table} using {seen} with check {left};
        alter policy {table}_delete on {table} using {seen};
    """


def tenant_key(table: str) -> RunSQL:
    """Make (household_id, id) a key of `table`, for others to refer to."""
    return RunSQL(
        f"alter table {table} add constraint {table}_tenant_key unique (household_id, id)",
        f"alter table {table} drop constraint {table}_tenant_key",
    )


def tenant_reference(table: str, column: str, target: str) -> RunSQL:
    """Make (household_id, column) refer to (household_id, id) of `target`, checked at once."""
    name = f"{table}_{column}_in_household"
    return RunSQL(
        f"alter table {table} add constraint {name} foreign key (household_id, {column})"
        f" references {target} (household_id, id)",
        f"alter table {table} drop constraint {name}",
    )
