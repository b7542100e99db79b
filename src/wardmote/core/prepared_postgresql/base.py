"""The database backend: Django's own, but that what hot pages ask is planned once for each connection.

Django puts the values into each statement, so that PostgreSQL parses and plans it anew; for a page by an index that
costs several times what finding its rows does.
"""

from __future__ import annotations

import select
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.backends.postgresql import base

from wardmote.core import direct, thread_end
from wardmote.core.prepared_postgresql.statements import Statements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wardmote.core.direct import Question, Rows


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that can read by prepared statements."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with nothing asked."""
        super().__init__(*args, **kwargs)
        self.ahead: list[Any] = []
        """What waits for the next question (`core.prepared`)."""
        thread_end.close_at_end(self)

    def is_usable(self) -> bool:
        """Say whether the connection stands; Django asks before a request's first statement and after errors.

        A server that has gone away has said so before anybody asked: only where it has said something is it asked back.
        """
        if self.errors_occurred or self.connection is None or _has_word(self.connection):
            return bool(super().is_usable())
        return True

    def _configure_connection(self, connection: Any) -> bool:
        """Set a new connection up (the stubs leave this out); nothing here is so dear that compiling it would pay."""
        changed: bool = super()._configure_connection(connection)  # type: ignore[misc]
        if settings.POOLED_BETWEEN:
            return changed
        # A prepared statement keeps one plan for all values: else the server plans it as often as it is asked, if it
        # takes a plan for the values at hand to be better by ever so little. What Django sends holds its values.
        connection.execute("SET jit = off; SET plan_cache_mode = force_generic_plan")
        return True

    def read(self, sql: str, params: Sequence[Any]) -> Rows:
        """Return the rows of a statement that only reads (1 query)."""
        if settings.POOLED_BETWEEN:
            return direct.through_cursor(self, sql, params)
        return direct.read(self, _read, sql, params)

    def read_anew(self, sql: str, params: Sequence[Any]) -> Rows:
        """Return the rows of a statement that only reads, planned for these very values (1 query)."""
        return direct.through_cursor(self, sql, params)

    def read_all(self, questions: Sequence[Question]) -> list[Rows]:
        """Return the rows of statements that only read (1 query each, all in one trip)."""
        if settings.POOLED_BETWEEN or self.force_debug_cursor or len(questions) == 1:
            return [self.read(*one) for one in questions]
        return direct.read_all(self, _read_all, questions)


def _read(connection: Any, sql: str, params: Sequence[Any]) -> Rows:
    return _statements(connection).read(sql, params)


def _read_all(connection: Any, questions: Sequence[Question]) -> list[Rows]:
    return _statements(connection).read_all(questions)


def _statements(connection: Any) -> Statements:
    found: Statements | None = getattr(connection, "statements", None)
    if found is None:
        found = connection.statements = Statements(connection)
    return found


def _has_word(connection: Any) -> bool:
    """Say whether the server has sent something, or has closed; it sends nothing of itself while all is well."""
    waiting = select.poll()
    waiting.register(connection.pgconn.socket, select.POLLIN)
    return bool(waiting.poll(0))
