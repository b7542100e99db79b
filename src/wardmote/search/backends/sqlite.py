"""The index in SQLite: FTS5 without a copy of the texts.

A table without content must be told a row's old tokens to forget it, so that whoever changes a document brings the old
text as well. Which rows are there is in FTS5's own table of sizes.
Source: sqlite.org/fts5.html, "Contentless Tables", "The 'delete' Command".
"""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from wardmote.search.match import Looked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wardmote.search.match import Match

REST_S: Final = 0.12
"""How long the filling rests after a step: there is one writer, and who waits looks again within 0.1 s.

Source: sqlite3.c, sqliteDefaultBusyCallback.
"""

FIRST: Final = 200
FURTHER: Final = 5_000
"""Matches that are read at once."""


def create(kind: str) -> list[str]:
    """Return the statements that make a kind's table. The tokenizer `ascii` parts at spaces and ASCII signs only."""
    return [f"CREATE VIRTUAL TABLE search_{kind} USING fts5(body, content='', tokenize='ascii')"]


def drop(kind: str) -> list[str]:
    """Return the statements that remove it."""
    return [f"DROP TABLE search_{kind}"]


def insert(kind: str, documents: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Add documents that are not there yet (1 query)."""
    rows = [(pk, " ".join(words)) for pk, words in documents]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO search_{kind}(rowid, body) VALUES (%s, %s)", rows)  # noqa: S608  our names


def remove(kind: str, pk: int, old: Sequence[str]) -> None:
    """Forget a document (1 query)."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO search_{kind}(search_{kind}, rowid, body) VALUES ('delete', %s, %s)",  # noqa: S608
            [pk, " ".join(old)],
        )


def there(kind: str, pks: Sequence[int]) -> set[int]:
    """Return which of some documents the index holds (1 query)."""
    marks = ", ".join(["%s"] * len(pks))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM search_{kind}_docsize WHERE id IN ({marks})", list(pks))  # noqa: S608
        return {row[0] for row in cursor.fetchall()}


def empty(kind: str) -> None:
    """Forget every document."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO search_{kind}(search_{kind}) VALUES ('delete-all')")  # noqa: S608


def join(kind: str, column: str, match: Match) -> tuple[str, list[str], list[Any]]:
    """Return the table, the conditions and their values that join rows to their documents that match."""
    table = f"search_{kind}"
    return table, [f"{table} MATCH %s", f"{table}.rowid = {column}"], [expression(match)]


def inside(kind: str, column: str, match: Match) -> tuple[list[str], list[Any]]:
    """Return the condition and its values that a column names a document that matches."""
    table = f"search_{kind}"
    return [f"{column} IN (SELECT rowid FROM {table} WHERE {table} MATCH %s)"], [expression(match)]  # noqa: S608


def newest(kind: str, match: Match, below: int | None) -> Iterator[Looked]:
    """Yield the numbers of documents that match, the newest first: few at first, since these fill most pages."""
    table, text = f"search_{kind}", expression(match)
    for most in itertools.chain([FIRST], itertools.repeat(FURTHER)):
        upper, params = ("", []) if below is None else ("AND rowid < %s", [below])
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT rowid FROM {table} WHERE {table} MATCH %s {upper} ORDER BY rowid DESC LIMIT %s",  # noqa: S608
                [text, *params, most],
            )
            numbers = [row[0] for row in cursor.fetchall()]
        if numbers:
            yield Looked(numbers, len(numbers))
        if len(numbers) < most:
            return
        below = numbers[-1]


def numbered(column: str, numbers: Sequence[int]) -> tuple[list[str], list[Any]]:
    """Return the condition that a column is one of some numbers."""
    return [f"{column} IN (SELECT value FROM json_each(%s))"], [json.dumps(list(numbers))]  # noqa: S608  our names


def scores(kind: str, match: Match, numbers: Sequence[int]) -> dict[int, float]:
    """Return FTS5's bm25 of some documents (1 query): it ranks all that match between the first and the last."""
    table = f"search_{kind}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid, rank FROM {table} WHERE {table} MATCH %s AND rowid >= %s AND rowid <= %s",  # noqa: S608
            [expression(match), min(numbers), max(numbers)],
        )
        wanted = set(numbers)
        return {number: score for number, score in cursor.fetchall() if number in wanted}


def counts(kind: str, tokens: Sequence[str], most: int) -> list[int]:
    """Return in how many documents each token stands, counted up to `most` (1 query)."""
    one = f"(SELECT count(*) FROM (SELECT 1 FROM search_{kind} WHERE search_{kind} MATCH %s LIMIT %s))"  # noqa: S608
    with connection.cursor() as cursor:
        given = [value for token in tokens for value in (_phrase([token]), most)]
        cursor.execute(f"SELECT {', '.join([one] * len(tokens))}", given)
        return list(cursor.fetchone())


def expression(match: Match) -> str:
    """Return a match in the language of FTS5; tokens hold no sign of it, and each stands in quotes."""
    parts = [_phrase(phrase) for phrase in match.wanted]
    if match.any_of:
        parts.append(f"({' OR '.join(_phrase([token]) for token in match.any_of)})")
    wanted = " AND ".join(parts)
    if not match.unwanted:
        return wanted
    return f"({wanted}) NOT ({' OR '.join(_phrase(phrase) for phrase in match.unwanted)})"


def _phrase(phrase: Sequence[str]) -> str:
    return f'"{" ".join(phrase)}"'


def score(kind: str, match: Match) -> tuple[str, list[Any]]:
    """Return the expression, with its values, by which a better match is smaller: FTS5's bm25."""
    del match
    return f"search_{kind}.rank", []
