"""Where the time of a request goes: queries, and making the page. It keeps no parameter of a query."""

from __future__ import annotations

import re
from heapq import nlargest
from time import perf_counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django.http import HttpRequest

KEPT: Final = 1000
"""Queries of a request that are looked at for the slowest; all are counted."""
SQL_CHARS: Final = 1000
_LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b")
_MANY = re.compile(r"%s(?:, ?%s)+")
_COLUMNS = re.compile(r"\bSELECT .+? FROM ")


class Query:
    """A statement and the seconds that it took, reading included; those of all that were sent with it as well."""

    __slots__ = ("sql", "together", "took_s")

    def __init__(self, sql: object, took_s: float, together: int = 1) -> None:
        """Take what was sent."""
        self.sql, self.took_s, self.together = sql, took_s, together

    def told(self) -> str:
        """Return the statement in one line, without columns and values: parameters are not in it, literals go."""
        if not isinstance(self.sql, str):
            return type(self.sql).__name__  # A composed statement holds its values.
        line = " ".join(_LITERAL.sub("?", self.sql).split())
        told = _COLUMNS.sub("SELECT … FROM ", _MANY.sub("%s, …", line))[:SQL_CHARS]
        return f"{self.together} sent together, first {told}" if self.together > 1 else told


class Meter:
    """Measures the queries of a request, as an execute wrapper of the connection."""

    __slots__ = ("count", "queries", "query_s", "render_s")

    def __init__(self) -> None:
        """Begin at nothing."""
        self.count = 0
        self.query_s = self.render_s = 0.0
        self.queries: list[Query] = []

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001  Django calls it so
        """Run the query and note how long it took, whether it failed or not."""
        began = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            query = Query(sql, perf_counter() - began, context.get("together", 1))
            self.query_s += query.took_s
            self.count += query.together
            if self.count <= KEPT:
                self.queries.append(query)
            cursor = context["cursor"]  # None where what was run has read as well (`core.direct`)
            if cursor is not None and context["connection"].vendor == "sqlite":
                self._measure_reading(query, cursor)

    def slowest(self, number: int) -> list[Query]:
        """Return the slowest queries, the slowest first."""
        return nlargest(number, self.queries, key=lambda query: query.took_s)

    def _measure_reading(self, query: Query, cursor: Any) -> None:
        """Add what fetching takes: SQLite finds each row when it is asked for, so that a long walk happens there."""
        for name in ("fetchmany", "fetchall"):
            setattr(cursor, name, self._timed(query, getattr(cursor, name)))

    def _timed(self, query: Query, fetch: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*size: int) -> Any:
            began = perf_counter()
            rows = fetch(*size)
            took_s = perf_counter() - began
            query.took_s += took_s
            self.query_s += took_s
            return rows

        return timed


def note_rendering(request: HttpRequest, took_s: float) -> None:
    """Count the seconds that a template took as the request's."""
    meter: Meter | None = getattr(request, "meter", None)
    if meter is not None:
        meter.render_s += took_s
