"""Statements that one connection has planned, asked without psycopg's cursors.

A cursor looks after notices, pipelines and cancelling, and Django's own reader of times is written in Python: together
they cost several times what the server does. Here libpq is asked in one call, and the rows are read in C.
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import errors, generators, pq, waiting
from psycopg.adapt import AdaptersMap, PyFormat, Transformer
from psycopg.types.numeric import Int8

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wardmote.core.direct import Question, Rows

    Bound = tuple[bytes, Any, Any]
    """What is sent of a planned statement: its name, its values and their formats."""

LOOK_UP_S: Final = 0.1
"""Seconds after which somebody who waits for the server looks whether the process is told to stop; 0 would spin."""
PREPARED_MOST: Final = 300
"""Statements of a connection that stay planned; those asked longest ago go."""
_numbers: Final = itertools.count(1)
_PLACEHOLDER: Final = re.compile(r"%(s|%)")


class Statements:
    """The planned statements of a connection, by their text and the types of their values."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection, self._pgconn = connection, connection.pgconn
        adapters = AdaptersMap(connection.adapters)
        # Django's reader sets the zone that psycopg's has set already: the connection's, which is UTC.
        times = psycopg.adapters.get_loader(psycopg.adapters.types["timestamptz"].oid, pq.Format.TEXT)
        if times is not None:
            adapters.register_loader("timestamptz", times)
        self._transformer = Transformer.from_context(_Context(connection, adapters))
        self._names: dict[tuple[str, tuple[int, ...]], bytes] = {}

    def read(self, sql: str, params: Sequence[Any]) -> Rows:
        """Return the rows of a statement that only reads (1 query, one more where it is new to the connection).

        Raises:
            psycopg.Error: what psycopg's cursors would raise.
        """
        if not self._ready():
            return psycopg.Cursor(self._connection).execute(sql, params).fetchall()  # it begins, or says what is wrong
        try:
            return self._ask(sql, params)
        except errors.FeatureNotSupported:  # a column has changed its type since
            if not self._idle():
                raise
            self._forget(*self._names)
            return self._ask(sql, params)

    def read_all(self, questions: Sequence[Question]) -> list[Rows]:
        """Return the rows of statements that only read and are sent together.

        Raises:
            psycopg.Error: what psycopg's cursors would raise, instead of the rows of the statement at fault.
        """
        found: list[Rows] = []
        idle = self._idle()
        if self._ready():
            try:
                self._ask_all([self._bound(*one) for one in questions], found)
            except errors.FeatureNotSupported:
                if not idle:
                    raise
        return found + [self.read(*one) for one in questions[len(found) :]]

    def _idle(self) -> bool:
        return self._pgconn.transaction_status == pq.TransactionStatus.IDLE

    def _ready(self) -> bool:
        """Say whether nothing has to be sent before a statement, and the connection stands."""
        return self._pgconn.status == pq.ConnStatus.OK and (self._connection.autocommit or not self._idle())

    def _ask(self, sql: str, params: Sequence[Any]) -> Rows:
        return self._rows(self._pgconn.exec_prepared(*self._bound(sql, params)))

    def _ask_all(self, bound: Sequence[Bound], found: list[Rows]) -> None:
        """Add what is found; those before a fault are there."""
        pgconn = self._pgconn
        pgconn.enter_pipeline_mode()
        try:
            for one in bound:
                pgconn.send_query_prepared(*one)
            pgconn.pipeline_sync()
            waiting.wait(generators.send(pgconn), pgconn.socket, LOOK_UP_S)
            for _one in bound:
                found.append(self._rows(self._next()))
                self._next()  # nothing, which ends the answer
        finally:
            while pgconn.status == pq.ConnStatus.OK:
                rest = self._next()
                if rest is not None and rest.status == pq.ExecStatus.PIPELINE_SYNC:
                    pgconn.exit_pipeline_mode()
                    break

    def _next(self) -> pq.abc.PGresult | None:
        result: pq.abc.PGresult | None = waiting.wait(generators.fetch(self._pgconn), self._pgconn.socket, LOOK_UP_S)
        return result

    def _bound(self, sql: str, params: Sequence[Any]) -> Bound:
        transformer = self._transformer
        # A number has the size of its value otherwise, and each size is a statement of its own.
        values = [Int8(value) if type(value) is int else value for value in params]
        dumped: Any = transformer.dump_sequence(values, [PyFormat.AUTO] * len(values))
        key = (sql, transformer.types or ())
        name = self._names.pop(key, None) or self._prepare(*key)
        self._names[key] = name
        return name, dumped, transformer.formats

    def _rows(self, result: pq.abc.PGresult | None) -> Rows:
        if result is None:
            raise errors.OperationalError(self._pgconn.error_message.decode(errors="replace"))
        self._require(result, pq.ExecStatus.TUPLES_OK)
        self._transformer.set_pgresult(result)
        return self._transformer.load_rows(0, result.ntuples, tuple)

    def _prepare(self, sql: str, types: tuple[int, ...]) -> bytes:
        if len(self._names) >= PREPARED_MOST:
            self._forget(next(iter(self._names)))
        name = f"wardmote_{next(_numbers)}".encode()
        result = self._pgconn.prepare(name, _numbered(sql).encode(), types)
        self._require(result, pq.ExecStatus.COMMAND_OK)
        return name

    def _forget(self, *keys: tuple[str, tuple[int, ...]]) -> None:
        for key in keys:
            self._pgconn.exec_(b"DEALLOCATE " + self._names.pop(key))

    def _require(self, result: pq.abc.PGresult, status: pq.ExecStatus) -> None:
        if self._pgconn.status != pq.ConnStatus.OK:
            raise errors.OperationalError(result.get_error_message())
        if result.status != status:
            raise errors.error_from_result(result, encoding=self._connection.info.encoding)


class _Context:
    """What a transformer asks of a connection, with adapters of our own."""

    def __init__(self, connection: psycopg.Connection[Any], adapters: AdaptersMap) -> None:
        self.connection, self.adapters = connection, adapters


@lru_cache(maxsize=2 * PREPARED_MOST)
def _numbered(sql: str) -> str:
    """Return a statement with its placeholders as the server counts them."""
    count = 0

    def number(found: re.Match[str]) -> str:
        nonlocal count
        if found[1] == "%":
            return "%"
        count += 1
        return f"${count}"

    return _PLACEHOLDER.sub(number, sql)
