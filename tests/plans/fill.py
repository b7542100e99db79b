"""Many rows at once, written past the actions: for tests that need tables of a size that planners take seriously."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.color import no_style
from django.db import connection, models

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

Field = models.Field[Any, Any]


def fill(model: type[models.Model], rows: Iterable[Mapping[str, Any]], at: dt.datetime) -> None:
    """Write rows of a model; what they do not give is the default, or the plainest value there is."""
    fields = [field for field in model._meta.concrete_fields if not _made_by_database(field)]
    plain = [_prepared(field, _plain(field, at)) for field in fields]
    place = {field.attname: number for number, field in enumerate(fields)}
    made = []
    for row in rows:
        values = list(plain)
        for name, value in row.items():
            values[place[name]] = _prepared(fields[place[name]], value)
        made.append(values)
    _write(model, [str(field.column) for field in fields], made)


def settle() -> None:
    """Let numbers go on above the rows written, and PostgreSQL learn what they are like.

    SQLite is not asked to: no site of ours is analysed, so that its plans depend on the schema alone.
    """
    from django.apps import apps

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")


def _made_by_database(field: Field) -> bool:
    return isinstance(field, models.AutoField) and field.model._meta.pk is not field


def _plain(field: Field, at: dt.datetime) -> Any:
    if field.primary_key and isinstance(field, models.AutoField):
        return None
    value = field.get_default()
    if value is not None and value != "":
        return value
    if field.null:
        return None
    kinds: dict[type[Any], Any] = {
        models.DateTimeField: at,
        models.DateField: at.date(),
        models.BooleanField: False,
        models.IntegerField: 0,
        models.BinaryField: b"",
        models.JSONField: {},
    }
    return next((plain for kind, plain in kinds.items() if isinstance(field, kind)), "")


def _prepared(field: Field, value: Any) -> Any:
    return field.get_db_prep_save(value, connection)


def _write(model: type[models.Model], columns: list[str], rows: list[list[Any]]) -> None:
    key = str(model._meta.pk.column)
    if rows and rows[0][columns.index(key)] is None:
        skip = columns.index(key)
        columns = [*columns[:skip], *columns[skip + 1 :]]
        rows = [[*row[:skip], *row[skip + 1 :]] for row in rows]
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})', rows)
