"""Hold the log append-only in the database itself, below whatever the program does.

Only the member behind an entry may go, when their row does; the name stays. A whole TRUNCATE is left to who owns the
tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "core_auditentry"
KEPT = ("id", "at", "actor_name", "act", "target_type", "target_id", "target_label", "board_id", "reason", "details")
REFUSAL = "the audit log is append-only"

SQLITE = (
    f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER audit_no_update BEFORE UPDATE ON {TABLE} WHEN NEW.actor_id IS NOT NULL OR "
    + " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in KEPT)
    + f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
)
REFUSE = f"BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END"
POSTGRES = (
    f"CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ {REFUSE} $$",
    f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
    f"CREATE TRIGGER audit_no_update BEFORE UPDATE ON {TABLE} FOR EACH ROW WHEN (NEW.actor_id IS NOT NULL OR "
    + " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in KEPT)
    + ") EXECUTE FUNCTION audit_append_only()",
)
BACK = {
    "sqlite": ("DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"),
    "postgresql": (
        f"DROP TRIGGER audit_no_update ON {TABLE}",
        f"DROP TRIGGER audit_no_delete ON {TABLE}",
        "DROP FUNCTION audit_append_only()",
    ),
}


def guard(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers."""
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRES}[editor.connection.vendor]:
        editor.execute(statement)


def unguard(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop them."""
    for statement in BACK[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    """A later migration that changes the table on SQLite makes it anew, and must call `guard` again."""

    dependencies = (("core", "0001_initial"),)
    operations = (migrations.RunPython(guard, unguard),)
