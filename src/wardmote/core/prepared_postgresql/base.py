"""The database backend: Django's own, but that what hot pages ask is planned once for each connection.

Django puts the values into each statement, so that PostgreSQL parses and plans it anew; for a page by an index that
costs several times what finding its rows does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.backends.postgresql import base

from wardmote.core import direct
from wardmote.core.prepared_postgresql.statements import Statements

if TYPE_CHECKING:
    from collections.abc import Sequence


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that can read by prepared statements."""

    def _configure_connection(self, connection: Any) -> bool:
        """Set a new connection up (the stubs leave this out); nothing here is so dear that compiling it would pay."""
        changed: bool = super()._configure_connection(connection)  # type: ignore[misc]
        if settings.POOLED_BETWEEN:
            return changed
        connection.execute("SET jit = off")
        return True

    def read(self, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Return the rows of a statement that only reads (1 query)."""
        if settings.POOLED_BETWEEN:
            return direct.through_cursor(self, sql, params)
        return direct.read(self, _read, sql, params)


def _read(connection: Any, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    statements = getattr(connection, "statements", None)
    if statements is None:
        statements = connection.statements = Statements(connection)
    rows: list[tuple[Any, ...]] = statements.read(sql, params)
    return rows
