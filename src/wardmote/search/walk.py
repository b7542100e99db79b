"""Walk matches from the newest and keep those rows that may be shown, until a page is full or enough were looked at.

The numbers of matches come from the index alone, some at a time, and rows are read by their numbers. So no database has
to guess how many rows a word and a permission leave, which is where plans go wrong; and a page costs about the same
whatever is asked.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, Min

from wardmote.search import index
from wardmote.search.match import Looked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from django.db.models import QuerySet

LOOKED_AT: Final = 5_000
"""Matches that may be read and are looked at for a page: so many in SQLite, a third in PostgreSQL."""
MOST: Final = 20_000
"""What is looked at in any case, matches that may not be read among it."""
FIRST: Final = 100
FURTHER: Final = 5_000
"""Numbers that are read at once where there are no words to look for: few at first, since these fill most pages."""


def listed(newest: Callable[..., Sequence[int]], below: int | None) -> Iterator[Looked]:
    """Yield what filters alone ask for: `newest` returns so many of its numbers, the newest below one, if one is given.

    1 query each.
    """
    for most in itertools.chain([FIRST], itertools.repeat(FURTHER)):
        numbers = newest(most, below=below)
        if numbers:
            yield Looked(numbers, len(numbers))
        if len(numbers) < most:
            return
        below = numbers[-1]


def walk(
    rows: QuerySet[Any],
    steps: Iterable[Looked],
    column: str,
    *,
    may: QuerySet[Any] | None,
    fields: Sequence[str],
    most: int,
) -> tuple[list[dict[str, Any]], int | None]:
    """Return at most `most` of the rows that match, the newest first, and where to go on if looking stopped there.

    `column` is what the steps number, among the rows' own columns, and `fields`, it among them, are read of each row.
    `may` are all rows that the viewer may read, whatever else is asked of `rows`, None where nothing is. Looking stops
    after LOOKED_AT of them and goes on from the oldest; or after MOST of all, and does not go on: so many matches that
    one may not read are told of no more than none at all. Few matches take some queries, MOST of them some twenty more.
    """
    found: list[dict[str, Any]] = []
    oldest: int | None = None
    spent, read = 0, 0.0
    shown = rows.values(*fields)
    for step in steps:
        here, number, least = _look(shown, may, column, step.found, most - len(found))
        found += here
        if len(found) >= most:
            return found, found[-1][column]
        spent += step.cost
        read += step.cost * (number / len(step.found) if step.found else 1)
        oldest = oldest if least is None else least
        if read >= LOOKED_AT and oldest is not None:
            return found, oldest
        if spent >= MOST:
            break
    return found, None


def _look(
    rows: QuerySet[Any], may: QuerySet[Any] | None, column: str, numbers: Sequence[int], most: int
) -> tuple[list[dict[str, Any]], int, int | None]:
    """Return what is shown of some matches, how many of them may be read, and the number of the oldest of these."""
    if not numbers:
        return [], 0, None
    here = list(_among(rows, column, numbers)[:most])
    if may is None or len(here) == most:
        return here, len(here), here[-1][column] if here else None
    told = _among(may, column, numbers).order_by().aggregate(number=Count(column), least=Min(column))
    return here, told["number"], told["least"]


def _among(rows: QuerySet[Any], column: str, numbers: Sequence[int]) -> QuerySet[Any]:
    return index.numbered(rows, f"{rows.model._meta.db_table}.{column}", numbers).order_by(f"-{column}")
