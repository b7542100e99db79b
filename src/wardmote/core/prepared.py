"""Questions that hot pages ask again and again: querysets compiled once, then asked with values.

Building and compiling a queryset takes ten times as long as the database needs to answer it by an index. A prepared
question is an ordinary queryset in which a `Slot` stands for each value that differs from one asking to the next. What
changes the SQL itself (a list of boards, who moderates) is the question's *shape*; each shape is compiled once.

What is known to be needed is asked *ahead*: it waits for the next question, and all go to the database in one trip.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast
from weakref import ref

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression
from django.db.models.expressions import Col

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import QuerySet
    from django.db.models.sql.compiler import SQLCompiler

    T = TypeVar("T")
    Later = Callable[[], T]
    """What makes something of answers to questions that were asked ahead."""

_PLACES: Final = re.compile("%[s%]")
_PLAIN: Final = re.compile(r"[\w ]*", re.ASCII)
SHAPES_MOST: Final = 500
"""Shapes of one question that are kept; those asked longest ago go."""


class _Here(threading.local):
    database: BaseDatabaseWrapper | None = None
    together: list[Answer] | None = None


_here: Final = _Here()


def _database() -> BaseDatabaseWrapper:
    """Return this thread's connection, which Django looks up anew each time, in what belongs to the task at hand."""
    if _here.database is None:
        _here.database = connections[DEFAULT_DB_ALIAS]
    return _here.database


def settle() -> None:
    """Begin with a connection that stands, as Django does for each request: one that a fault has broken is closed."""
    database = _database()
    if not database.in_atomic_block:  # of a test, around the request
        database.close_if_unusable_or_obsolete()


class Slot(Expression):
    """The place of a value, by the name under which it is given when the question is asked."""

    def __init__(self, name: str) -> None:
        """Name the place."""
        super().__init__()
        self.name = name

    def as_sql(self, _compiler: SQLCompiler, _connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """Return a placeholder, and itself where the value will stand."""
        return "%s", (self,)


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    """Empty where nothing can match, such as a list of no boards: then the database is not asked."""
    params: tuple[Any, ...]
    converters: Sequence[tuple[int, Sequence[Callable[..., Any]], Any]]
    lasting: bool

    def ask(self, database: BaseDatabaseWrapper, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """Return the rows (1 query)."""
        if not self.sql:
            return []
        backend: Any = database  # ours
        read = backend.read if self.lasting else backend.read_anew
        return self.converted(database, read(self.sql, self.bound(database, values)))

    def counted(self) -> _Compiled:
        """Return what tells how many rows there are."""
        sql = f"SELECT COUNT(*) FROM ({self.sql}) counted" if self.sql else ""  # noqa: S608  a queryset's own
        return _Compiled(sql, self.params, (), self.lasting)

    def bound(self, database: BaseDatabaseWrapper, values: Mapping[str, object]) -> list[Any]:
        """Return the values in the order of their places, as the database takes them."""
        given = [values[one.name] if type(one) is Slot else one for one in self.params]
        last: Any = None
        adapted: Any = None
        for place, one in enumerate(given):
            if type(one) is not int:
                if one is not last:  # a time stands in a statement three times in a row
                    last, adapted = one, _adapted(database, one)
                given[place] = adapted
        return given

    def converted(self, database: BaseDatabaseWrapper, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Return rows with the values that the queryset would give."""
        return [self._converted(database, row) for row in rows] if self.converters else rows

    def _converted(self, database: BaseDatabaseWrapper, row: Sequence[Any]) -> tuple[Any, ...]:
        made = list(row)
        for place, functions, expression in self.converters:
            value = made[place]
            if value is not None:
                for convert in functions:
                    value = convert(value, expression, database)
                made[place] = value
        return tuple(made)


class Answer:
    """The rows of a question that is asked ahead; nothing is asked for one that nobody holds any more."""

    __slots__ = ("__weakref__", "compiled", "database", "found", "params")

    def __init__(self, database: BaseDatabaseWrapper, compiled: _Compiled, values: Mapping[str, object]) -> None:
        """Wait for the next question to this database."""
        self.database, self.compiled, self.params = database, compiled, compiled.bound(database, values)
        self.found: list[tuple[Any, ...]] | None = None if compiled.sql else []
        if compiled.sql and compiled.lasting:
            cast("Any", database).ahead.append(ref(self))  # the backends are ours
        if _here.together is not None:
            _here.together.append(self)

    def rows(self) -> list[tuple[Any, ...]]:
        """Return the rows; if they are not there yet, all that waits is asked (1 query each)."""
        if self.found is None:
            _ask(self)
        return cast("list[tuple[Any, ...]]", self.found)


def _ask(last: Answer) -> None:
    """Ask all that waits, and this one whether it still waits, never did, or a fault of others left it unanswered."""
    database: Any = last.database
    if not last.compiled.lasting:
        last.found = last.compiled.converted(database, database.read_anew(last.compiled.sql, last.params))
        return
    others = [one for held in database.ahead if (one := held()) is not None and one is not last]
    database.ahead.clear()
    answers = [*others, last]
    found = database.read_all([(one.compiled.sql, one.params) for one in answers])
    for one, rows in zip(answers, found, strict=True):
        one.found = one.compiled.converted(database, rows)


@contextlib.contextmanager
def together() -> Iterator[list[Answer]]:
    """Collect what is asked ahead within the block: what is made of all those rows, and of them alone, may be kept."""
    before, _here.together = _here.together, []
    try:
        yield _here.together
    finally:
        _here.together = before


class Prepared:
    """A question; `build` makes its queryset of rows (`values_list`) for a shape.

    PostgreSQL plans a shape once on each connection, for whatever values may come. Where no plan is good for all of
    them, such as for the threads of some board, in the order of time, that are few or half of all, either the value
    belongs to the shape or the question is not `lasting`: it is planned anew each time.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *, lasting: bool = True) -> None:
        """Keep how it is built; nothing is compiled before it is asked."""
        self._compiled = lru_cache(maxsize=SHAPES_MOST)(lambda _vendor, shape: _compile(build(*shape), lasting=lasting))
        self._counting = lru_cache(maxsize=SHAPES_MOST)(lambda *asked: self._compiled(*asked).counted())

    def rows(self, *shape: Hashable, **values: object) -> list[tuple[Any, ...]]:
        """Ask the question of a shape with the values of its slots (1 query)."""
        database = _database()
        if cast("Any", database).ahead:
            return self.ahead(*shape, **values).rows()
        return self._compiled(database.vendor, shape).ask(database, values)

    def ahead(self, *shape: Hashable, **values: object) -> Answer:
        """Ask the question together with the next one, or by itself where it is not lasting (1 query)."""
        database = _database()
        return Answer(database, self._compiled(database.vendor, shape), values)

    def row(self, *shape: Hashable, **values: object) -> tuple[Any, ...] | None:
        """Return the first row, None where there is none (1 query)."""
        return next(iter(self.rows(*shape, **values)), None)

    def count(self, *shape: Hashable, **values: object) -> Later[int]:
        """Ask ahead how many rows there are (1 query)."""
        database = _database()
        asked = Answer(database, self._counting(database.vendor, shape), values)
        return lambda: sum(number for (number,) in asked.rows())


def slots(name: str, count: int) -> list[Any]:
    """Return the places of a list of values."""
    return [Slot(f"{name}{place}") for place in range(count)]


def fill(name: str, values: Iterable[object]) -> dict[str, object]:
    """Return a list of values by the names of their `slots`."""
    return {f"{name}{place}": value for place, value in enumerate(values)}


def padded(values: Iterable[object]) -> list[Any]:
    """Return a list to look for, its last value repeated until lists of about the same length are one shape."""
    found = list(values)
    step = 1 if len(found) <= 2 else 4  # noqa: PLR2004  most lists are of one value or of a page's
    return found + found[-1:] * (-len(found) % step)


def named(fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[Any]:
    """Return rows as `values` would: dictionaries, by the names of the columns."""
    return [dict(zip(fields, row, strict=True)) for row in rows]


def _compile(rows: QuerySet[Any, Any], *, lasting: bool) -> _Compiled:
    database = _database()
    compiler = rows.query.get_compiler(connection=database)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return _Compiled("", (), (), lasting)
    columns = [column for column, *_more in compiler.select]
    found = compiler.get_converters(columns)
    needed = {place: (_needed(database, columns[place], functions), of) for place, (functions, of) in found.items()}
    sql, rest = _with_constants(sql, params)
    converters = [(place, functions, of) for place, (functions, of) in needed.items() if functions]
    return _Compiled(sql, rest, converters, lasting)


def _with_constants(sql: str, params: Iterable[Any]) -> tuple[str, tuple[Any, ...]]:
    """Write what is the same at each asking into the statement, and return it with what remains to be filled in.

    By constants a database knows which partial index holds all that is asked for. SQLite looks at bound values for
    that too, and plans the statement anew each time they are bound; PostgreSQL's lasting plans don't.
    """
    given, rest = iter(params), []

    def fill_in(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%%"
        value = next(given)
        # Choices are numbers and texts as well.
        if isinstance(value, int):
            return str(value) if isinstance(value, bool) else str(int(value))
        if isinstance(value, str) and _PLAIN.fullmatch(value):
            return f"'{value!s}'"
        rest.append(value)
        return "%s"

    return _PLACES.sub(fill_in, sql), tuple(rest)


def _needed(
    database: BaseDatabaseWrapper, column: Expression | Col, functions: Sequence[Callable[..., Any]]
) -> Sequence[Callable[..., Any]]:
    """Leave out what SQLite has done with a column of its own, by the type that it was declared with."""
    done = ("convert_datetimefield_value", "convert_booleanfield_value")
    if database.vendor != "sqlite" or not isinstance(column, Col):
        return functions
    return [one for one in functions if getattr(one, "__name__", "") not in done]


def _adapted(database: BaseDatabaseWrapper, value: Any) -> Any:
    """Return a value as the database takes it; those of the queryset itself are so already."""
    if isinstance(value, dt.datetime):
        if database.vendor == "sqlite" and value.tzinfo is dt.UTC:
            return str(value.replace(tzinfo=None))  # as Django stores it, whose own way asks for the settings first
        return database.ops.adapt_datetimefield_value(value)
    return database.ops.adapt_datefield_value(value) if isinstance(value, dt.date) else value
