"""Reading through a connection without its cursors, of which Django lays four around each statement.

What they see to is kept: the connection is there, the transaction is not broken, errors are Django's own, and whoever
measures or counts statements (`execute_wrapper`, captured queries) is told of each, and of those that are sent together
how many they are. That a connection is this thread's is for the caller to see to.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper

    Rows = list[tuple[Any, ...]]
    Question = tuple[str, Sequence[Any]]
    """A statement with Django's placeholders, and its values."""
    Read = Callable[[Any, str, Sequence[Any]], Rows]
    """Takes the driver's connection, a statement and its values."""
    ReadAll = Callable[[Any, Sequence[Question]], list[Rows]]


T = TypeVar("T")


def read(database: BaseDatabaseWrapper, how: Read, sql: str, params: Sequence[Any]) -> Rows:
    """Return the rows of a statement that only reads (1 query)."""
    if database.force_debug_cursor:
        return through_cursor(database, sql, params)
    _prepare(database)
    return _told(database, lambda: how(database.connection, sql, params), (sql, params))


def read_all(database: BaseDatabaseWrapper, how: ReadAll, questions: Sequence[Question]) -> list[Rows]:
    """Return the rows of statements that only read and are sent together (1 query each)."""
    _prepare(database)
    # The server sends what it has found once all of it is there, so that the first one waits for the others.
    return _told(database, lambda: how(database.connection, questions), questions[0], together=len(questions))


def _prepare(database: BaseDatabaseWrapper) -> None:
    database.close_if_health_check_failed()
    if database.connection is None:
        database.ensure_connection()
    if database.needs_rollback:
        database.validate_no_broken_transaction()


def _told(database: BaseDatabaseWrapper, ask: Callable[[], T], question: Question, *, together: int = 1) -> T:
    """Ask, and let whoever measures or counts statements know; `together` is how many are sent with the first one."""

    def execute(_sql: str, _params: Sequence[Any], _many: bool, _context: object) -> T:  # noqa: FBT001
        with database.wrap_database_errors:
            return ask()

    run: Callable[..., T] = execute
    for wrapper in reversed(database.execute_wrappers):
        run = partial(wrapper, run)
    return run(*question, False, {"connection": database, "cursor": None, "together": together})


def through_cursor(database: BaseDatabaseWrapper, sql: str, params: Sequence[Any]) -> Rows:
    """Return the rows of a statement in Django's own way (1 query)."""
    with database.cursor() as cursor:
        cursor.execute(sql, params)
        return cast("Rows", cursor.fetchall())
