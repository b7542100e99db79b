"""The database backend: Django's own, but that transactions, and statements that write outside of any, queue first.

Who does not get their turn in the time that SQLite itself would wait goes on without it: then SQLite decides, as ever.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from django.db.backends.sqlite3 import base

from wardmote.core import direct, thread_end
from wardmote.core.queued_sqlite3.queue import Queue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wardmote.core.direct import Question, Rows

WAIT_S: Final = 20.0
"""As long as SQLite waits by our settings."""
REMEMBERED_CHARS: Final = 10_000
"""Longer statements, of long lists of values, are put into another form each time."""
MOMENTS_MOST: Final = 2_000
"""Times that are kept as they were read, a quarter of a megabyte."""
WRITING: Final = ("INSERT", "UPDATE", "DELETE")


@lru_cache(maxsize=MOMENTS_MOST)
def _moment(text: bytes) -> dt.datetime:
    """Return a time as Django stores it, which is UTC; a page has sixty, and the next one most of them again."""
    return dt.datetime.fromisoformat(f"{text.decode()}+00:00")


base.Database.register_converter("datetime", _moment)  # type: ignore[attr-defined]


class Cursor(base.SQLiteCursorWrapper):
    """A cursor that puts each statement into SQLite's own form once."""

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        """Return a statement with question marks for its values."""
        if param_names is not None or len(query) > REMEMBERED_CHARS:
            converted: str = super().convert_query(query, param_names=param_names)
            return converted
        return _with_question_marks(query)


def _read(connection: Any, sql: str, params: Sequence[Any]) -> Rows:
    found: Rows = connection.execute(_with_question_marks(sql), params).fetchall()
    return found


@lru_cache(maxsize=500)
def _with_question_marks(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection with a place in the queue.

    The stubs of Django leave out the methods that it calls where a transaction begins and ends.
    """

    queue: Queue | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let every statement pass by `_queued`."""
        super().__init__(*args, **kwargs)
        self.ahead: list[Any] = []
        """What waits for the next question (`core.prepared`)."""
        self.execute_wrappers.append(self._queued)
        thread_end.close_at_end(self)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, and open the queue's file beside the database; without one where none can be made."""
        connection = super().get_new_connection(conn_params)
        if not self.is_in_memory_db():
            try:
                self.queue = Queue(f"{self.settings_dict['NAME']}-queue")
            except OSError:
                self.queue = None
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor of ours."""
        del name
        return self.connection.cursor(factory=Cursor)

    def read(self, sql: str, params: Sequence[Any]) -> Rows:
        """Return the rows of a statement that only reads (1 query)."""
        return direct.read(self, _read, sql, params)

    def read_anew(self, sql: str, params: Sequence[Any]) -> Rows:
        """Return the rows of a statement that only reads (1 query); SQLite plans by the statement alone."""
        return self.read(sql, params)

    def read_all(self, questions: Sequence[Question]) -> list[Rows]:
        """Return the rows of statements that only read (1 query each)."""
        return [self.read(*one) for one in questions]

    def _queued(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001  Django calls it so
        if self.in_atomic_block or self.queue is None or not sql.startswith(WRITING):
            return execute(sql, params, many, context)
        self.queue.take(WAIT_S)
        try:
            return execute(sql, params, many, context)
        finally:
            self.queue.leave()

    def _start_transaction_under_autocommit(self) -> None:
        if self.queue is not None:
            self.queue.take(WAIT_S)
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._leave()

    def _rollback(self) -> None:
        self._ended(super()._rollback)  # type: ignore[misc]

    def _close(self) -> None:
        self._ended(super()._close)  # type: ignore[misc]
        if self.queue is not None:
            self.queue.close()
            self.queue = None

    def _ended(self, end: Callable[[], None]) -> None:
        """Do what ends a transaction, and leave the queue even if that fails."""
        try:
            end()
        finally:
            self._leave()

    def _leave(self) -> None:
        if self.queue is not None:
            self.queue.leave()
