"""Empty the audit log between tests: on SQLite that is a DELETE, which the log's own trigger refuses."""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3.operations import DatabaseOperations

_GUARD = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'audit_no_delete'"


def empty_log_too() -> None:
    """Let Django's flush set the trigger aside and put it back."""
    plain = DatabaseOperations.sql_flush

    def sql_flush(self: Any, *given: Any, **more: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            guards = [sql for (sql,) in cursor.execute(_GUARD).fetchall()]
        return [*("DROP TRIGGER audit_no_delete" for _guard in guards), *plain(self, *given, **more), *guards]

    DatabaseOperations.sql_flush = sql_flush  # type: ignore[method-assign]
