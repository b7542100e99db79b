"""Walk matches from the newest and keep those rows that may be shown, until a page is full or enough were looked at.

The numbers of matches come from the index alone, some at a time, and rows are read by their numbers. So no database has
to guess how many rows a word and a permission leave, which is where plans go wrong; and a page costs about the same
whatever is asked.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

from wardmote.search import index
from wardmote.search.match import Looked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from django.db.models import QuerySet

LOOKED_AT: Final = 10_000
"""What is looked at for a page that has found something: so many matches in SQLite, a third in PostgreSQL."""
MOST: Final = 20_000
"""What is looked at for one that has found nothing."""
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
    `may` are all rows that the viewer may read, whatever else is asked of `rows`, None where nothing is. Looking goes
    on from the oldest of them that was looked at, and where there was none it does not go on: so many matches that one
    may not read are told of no more than none at all. Few matches take some queries, MOST of them some twenty more.
    """
    found: list[dict[str, Any]] = []
    looked: list[Sequence[int]] = []
    spent = 0
    for step in steps:
        spent += step.cost
        if step.found:
            looked.append(step.found)
            found += _among(rows, column, step.found).values(*fields)[: most - len(found)]
        if len(found) >= most or spent >= (LOOKED_AT if found else MOST):
            break
    else:
        return found, None
    if may is None or len(found) >= most:
        return found, found[-1][column] if found else None
    return found, _oldest(may, column, looked)


def _among(rows: QuerySet[Any], column: str, numbers: Sequence[int]) -> QuerySet[Any]:
    return index.numbered(rows, f"{rows.model._meta.db_table}.{column}", numbers).order_by(f"-{column}")


def _oldest(may: QuerySet[Any], column: str, looked: Sequence[Sequence[int]]) -> int | None:
    """Return the number of the oldest of the matches that may be read."""
    for numbers in reversed(looked):
        oldest: int | None = _among(may, column, numbers).values_list(column, flat=True).last()
        if oldest is not None:
            return oldest
    return None
