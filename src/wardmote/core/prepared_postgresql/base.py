"""The database backend: Django's own, but that what hot pages ask is planned once for each connection.

Django puts the values into each statement, so that PostgreSQL parses and plans it anew; for a page by an index that
costs several times what finding its rows does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base
from psycopg.types.numeric import Int8

from wardmote.core import direct

if TYPE_CHECKING:
    from collections.abc import Sequence

PREPARED_MOST: Final = 300
"""Statements of a connection that stay planned; those asked longest ago go."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that can read by prepared statements."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, or take a connection from the pool."""
        connection = super().get_new_connection(conn_params)
        if not settings.POOLED_BETWEEN:
            # Django forbids it; what goes through its own cursors holds its values, and is prepared by none.
            connection.prepare_threshold, connection.prepared_max = 0, PREPARED_MOST
        return connection

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
    # A number has the size of its value otherwise, and each size is a statement of its own.
    values = [Int8(value) if type(value) is int else value for value in params]
    found: list[tuple[Any, ...]] = psycopg.Cursor(connection).execute(sql, values, prepare=True).fetchall()
    return found
