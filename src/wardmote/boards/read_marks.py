"""Marks of how far members have read, written so that they never go back, whatever else is written meanwhile.

One statement each that both databases know: the ORM's upsert cannot compare with what is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from wardmote.boards.models import BoardRead, ThreadRead
from wardmote.core import clock

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence


def raise_marks(marks: Sequence[tuple[int, int, int]]) -> None:
    """Note up to which floor members have read threads: member, thread, floor (1 query, none for no marks)."""
    if not marks:
        return
    table = connection.ops.quote_name(ThreadRead._meta.db_table)
    now = connection.ops.adapt_datetimefield_value(clock.now())
    rows = ", ".join(["(%s, %s, %s, %s)"] * len(marks))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (member_id, thread_id, floor, at) VALUES {rows} "  # noqa: S608  own names
            "ON CONFLICT (member_id, thread_id) DO UPDATE SET floor = excluded.floor, at = excluded.at "
            f"WHERE {table}.floor < excluded.floor",
            [value for mark in marks for value in (*mark, now)],
        )


def raise_watermarks(
    member_id: int, board_ids: Collection[int], up_to: dt.datetime, before: dt.datetime | None
) -> None:
    """Note that a member has read everything in boards up to a time (1 query, none for no boards).

    `before` is what counts as read where there was no watermark yet; None for what nobody will want to undo.
    """
    if not board_ids:
        return
    table = connection.ops.quote_name(BoardRead._meta.db_table)
    adapt = connection.ops.adapt_datetimefield_value
    rows = ", ".join(["(%s, %s, %s, %s)"] * len(board_ids))
    kept = "NULL" if before is None else f"{table}.read_to"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (member_id, board_id, read_to, before) VALUES {rows} "  # noqa: S608  own names
            f"ON CONFLICT (member_id, board_id) DO UPDATE SET read_to = excluded.read_to, before = {kept} "
            f"WHERE {table}.read_to < excluded.read_to",
            [
                value
                for board_id in board_ids
                for value in (member_id, board_id, adapt(up_to), adapt(before) if before else None)
            ],
        )
