"""Rows written at the speed of the database: COPY, or one prepared statement for many rows.

Which columns there are, and what stands in those that are not given, the models say: a new column with a default costs
the corpus no change.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from django.core.management.color import no_style
from django.db import connection, transaction

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from django.db import models

ON_POSTGRES = connection.vendor == "postgresql"


def at(moment: dt.datetime) -> Any:
    """Return a time in UTC as the database takes it: what Django's own function returns, ten times as fast."""
    return moment if ON_POSTGRES else moment.isoformat(" ").removesuffix("+00:00")


class Shape:
    """A model's rows: some columns are given for each, all others have the model's defaults."""

    def __init__(self, model: type[models.Model], *given: str) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields if not field.generated}
        if unknown := set(given) - fields.keys():
            msg = f"{model._meta.label} has no column {', '.join(sorted(unknown))}"
            raise ValueError(msg)
        self.model, self.table = model, model._meta.db_table
        alone = "id" not in given
        others = [field for name, field in fields.items() if name not in given and not (field.primary_key and alone)]
        self._constant = tuple(field.get_db_prep_save(field.get_default(), connection) for field in others)
        names = [*(fields[name].column for name in given), *(field.column for field in others)]
        self._columns = ", ".join(f'"{name}"' for name in names)
        self._marks = ", ".join(["%s"] * len(names))

    def insert(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Insert rows, each with the given columns' values as the database takes them."""
        constant = self._constant
        with connection.cursor() as cursor:
            if ON_POSTGRES:
                with cursor.copy(f'COPY "{self.table}" ({self._columns}) FROM STDIN') as copy:
                    for row in rows:
                        copy.write_row(row + constant)
            else:
                statement = f'INSERT INTO "{self.table}" ({self._columns}) VALUES ({self._marks})'
                cursor.executemany(statement, [row + constant for row in rows])


@contextlib.contextmanager
def in_bulk(tables: Sequence[str]) -> Iterator[None]:
    """Write without what costs time with every row: indexes come afterwards, references and the disk go unchecked."""
    with connection.cursor() as cursor:
        _hurry(cursor)
        made = _drop_indexes(cursor, tables)
    with transaction.atomic():  # one, since each end of a transaction writes what changed of the indexes
        yield
    with connection.cursor() as cursor:
        for statement in made:
            cursor.execute(statement)
        _settle(cursor)


def _hurry(cursor: Any) -> None:
    if ON_POSTGRES:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        if cursor.fetchone()[0]:
            cursor.execute("SET session_replication_role = replica")
    else:
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.execute("PRAGMA journal_mode = OFF")
        cursor.execute("PRAGMA cache_size = -200000")


def _settle(cursor: Any) -> None:
    if ON_POSTGRES:
        cursor.execute("RESET ALL")
        cursor.execute("VACUUM ANALYZE")
    else:
        cursor.execute("PRAGMA journal_mode = WAL")
    connection.close()


def _drop_indexes(cursor: Any, tables: Sequence[str]) -> list[str]:
    """Drop the indexes that no constraint needs, and return the statements that make them."""
    if ON_POSTGRES:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY(%s) "
            "AND indexname NOT IN (SELECT conname FROM pg_constraint)",
            [list(tables)],
        )
    else:
        marks = ", ".join(["%s"] * len(tables))
        cursor.execute(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks})",
            list(tables),
        )
    found = cursor.fetchall()
    for name, _made in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [made for _name, made in found]


def reset_sequences(shapes: Sequence[Shape]) -> None:
    """Let the database count on from the numbers that were given."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [shape.model for shape in shapes]):
            cursor.execute(statement)
