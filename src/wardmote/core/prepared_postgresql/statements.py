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
from psycopg import errors, pq
from psycopg.adapt import AdaptersMap, PyFormat, Transformer
from psycopg.types.numeric import Int8

if TYPE_CHECKING:
    from collections.abc import Sequence

    Rows = list[tuple[Any, ...]]

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
        pgconn = self._pgconn
        idle = pgconn.transaction_status == pq.TransactionStatus.IDLE
        if pgconn.status != pq.ConnStatus.OK or (idle and not self._connection.autocommit):
            return psycopg.Cursor(self._connection).execute(sql, params).fetchall()  # it begins, or says what is wrong
        try:
            return self._ask(sql, params)
        except errors.FeatureNotSupported:  # a column has changed its type since
            if not idle:
                raise
            self._forget(*self._names)
            return self._ask(sql, params)

    def _ask(self, sql: str, params: Sequence[Any]) -> Rows:
        transformer = self._transformer
        # A number has the size of its value otherwise, and each size is a statement of its own.
        values = [Int8(value) if type(value) is int else value for value in params]
        dumped: Any = transformer.dump_sequence(values, [PyFormat.AUTO] * len(values))
        key = (sql, transformer.types or ())
        name = self._names.pop(key, None) or self._prepare(*key)
        self._names[key] = name
        result = self._pgconn.exec_prepared(name, dumped, transformer.formats)
        self._require(result, pq.ExecStatus.TUPLES_OK)
        transformer.set_pgresult(result)
        return transformer.load_rows(0, result.ntuples, tuple)

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
