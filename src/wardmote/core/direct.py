"""Reading through a connection without its cursors, of which Django lays four around each statement.

What they see to is kept: the connection is there and is this thread's, the transaction is not broken, errors are
Django's own, and whoever measures or counts statements (`execute_wrapper`, captured queries) is told of each.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper

    Rows = list[tuple[Any, ...]]
    Read = Callable[[Any, str, Sequence[Any]], Rows]
    """Takes the driver's connection, a statement with Django's placeholders, and its values."""


def read(database: BaseDatabaseWrapper, how: Read, sql: str, params: Sequence[Any]) -> Rows:
    """Return the rows of a statement that only reads (1 query)."""
    if database.force_debug_cursor:
        return through_cursor(database, sql, params)
    database.ensure_connection()
    database.validate_thread_sharing()
    database.validate_no_broken_transaction()

    def execute(sql: str, params: Sequence[Any], _many: bool, _context: object) -> Rows:  # noqa: FBT001
        with database.wrap_database_errors:
            return how(database.connection, sql, params)

    run: Callable[..., Rows] = execute
    for wrapper in reversed(database.execute_wrappers):
        run = partial(wrapper, run)
    return run(sql, params, False, {"connection": database, "cursor": None})


def through_cursor(database: BaseDatabaseWrapper, sql: str, params: Sequence[Any]) -> Rows:
    """Return the rows of a statement in Django's own way (1 query)."""
    with database.cursor() as cursor:
        cursor.execute(sql, params)
        return cast("Rows", cursor.fetchall())
