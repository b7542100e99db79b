"""The index in PostgreSQL: a table of arrays of numbers with a GIN index.

A document is its tokens in their order, each as a number of four bytes: half of what a `tsvector` takes, which has
bounds for long texts besides. The index answers which documents hold some numbers; whether they stand side by side is
asked of the arrays that it leaves. After its tokens a document holds the numbers of the blocks of documents that it
lies in (`newest`).
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from wardmote.search.match import Looked, Match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


REST_S: Final = 0
"""How long the filling rests after a step: nobody waits for it."""

SHIFTS: Final = (12, 16, 20, 24)
"""Blocks hold 4,096 documents whose numbers follow each other, sixteen times as many, …"""
FEW: Final = 16
"""Blocks that one query names at the most, beside a part of one."""
EXPECTED: Final = 1_000
"""Matches that a window is to hold, by what the one before it held."""
FIRST: Final = 200
FURTHER: Final = 1_000
"""Matches that are read at once."""
FETCHING: Final = 3
CHECKING: Final = 4
"""What a match costs, counted in those of SQLite: its row is read, and for a phrase its array as well."""
PASSED: Final = 2_048
"""Documents passed over, for each word after the first, that cost as much as one match."""

_LOWEST: Final = -(2**31)
_PAIRS_FROM, _PAIRS_TO = "\u3005", "\uffff"
_WORDS: Final = 0x3000_0000
"""So many numbers have words and rare characters; then come those of blocks, …"""
_BLOCKS: Final = 0x1_0000
"""… so many of each size, and then those of pairs."""

_K1, _B, _LENGTH = 1.2, 0.75, 100
"""Of BM25, as FTS5 has them, with a document's usual length for the mean. Source: sqlite.org/fts5.html."""


def create(kind: str) -> list[str]:
    """Return the statements that make a kind's table.

    Without a list of what waits (`fastupdate`), which every search would have to read through, and which one reply
    in some thousands would have to enter for all.
    """
    table = f"search_{kind}"
    return [
        f"CREATE TABLE {table} (object_id bigint NOT NULL PRIMARY KEY, tokens integer[] NOT NULL)",
        f"CREATE INDEX {table}_tokens ON {table} USING gin (tokens) WITH (fastupdate = off)",
    ]


def drop(kind: str) -> list[str]:
    """Return the statements that remove it."""
    return [f"DROP TABLE search_{kind}"]


def number(token: str) -> int:
    """Return a token's number: its own for a pair of Chinese characters, a word's may be another word's as well.

    Of a million words one in eight hundred shares its number with another.
    """
    if len(token) == 2:  # noqa: PLR2004  a pair
        first, second = token[0], token[1]
        if _PAIRS_FROM <= first <= _PAIRS_TO and _PAIRS_FROM <= second <= _PAIRS_TO:
            return _LOWEST + (ord(first) << 16 | ord(second))
    return _LOWEST + zlib.crc32(token.encode()) % _WORDS


def _numbers(tokens: Iterable[str]) -> list[int]:
    return list(dict.fromkeys(map(number, tokens)))


def _block(document: int, shift: int) -> int:
    # Blocks that lie very far from each other share a number: what is found too many is left out again.
    return _LOWEST + _WORDS + SHIFTS.index(shift) * _BLOCKS + (document >> shift) % _BLOCKS


def insert(kind: str, documents: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Add documents, those that are there already included (1 query)."""
    rows = [(pk, _array([*map(number, words), *(_block(pk, shift) for shift in SHIFTS)])) for pk, words in documents]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO search_{kind} (object_id, tokens) VALUES (%s, %s::int[]) "  # noqa: S608  our names
            "ON CONFLICT (object_id) DO UPDATE SET tokens = excluded.tokens",
            rows,
        )


def _array(numbers: Iterable[int]) -> str:
    """Return an array as PostgreSQL reads it: the driver writes number by number, which takes four times as long."""
    return f"{{{','.join(map(str, numbers))}}}"


def remove(kind: str, pk: int, old: Sequence[str]) -> None:
    """Forget a document (1 query)."""
    del old
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM search_{kind} WHERE object_id = %s", [pk])  # noqa: S608  our names


def there(kind: str, pks: Sequence[int]) -> set[int]:
    """Return which of some documents the index holds (1 query)."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT object_id FROM search_{kind} WHERE object_id = ANY(%s)", [list(pks)])  # noqa: S608
        return {row[0] for row in cursor.fetchall()}


def empty(kind: str) -> None:
    """Forget every document."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE search_{kind}")


def join(kind: str, column: str, match: Match) -> tuple[str, list[str], list[Any]]:
    """Return the table, the conditions and their values that join rows to their documents that match."""
    table = f"search_{kind}"
    where, params = _matches(match)
    if not match.wanted and not match.unwanted:
        # One by one, as several seldom tokens together look to the planner as if they were worth reading all rows.
        one = f"SELECT object_id FROM {table} WHERE tokens @> %s::int[]"  # noqa: S608  our names
        where = f"{table}.object_id IN ({' UNION ALL '.join([one] * len(match.any_of))})"
        params = [[number(token)] for token in match.any_of]
    return table, [where, f"{table}.object_id = {column}"], params


def inside(kind: str, column: str, match: Match) -> tuple[list[str], list[Any]]:
    """Return the condition and its values that a column names a document that matches."""
    where, params = _matches(match)
    return [f"{column} IN (SELECT object_id FROM search_{kind} WHERE {where})"], params  # noqa: S608


def newest(kind: str, match: Match, below: int | None) -> Iterator[Looked]:
    """Yield documents that match, the newest first, few at first, since these fill most pages.

    A GIN index knows no order, and would gather every match of a common word to give the newest. So one window of
    numbers is looked through after the other, each as wide as the one before lets expect, and named by its blocks: the
    index leads through these and the words at once and reads no more than the rarest of them asks for. Whether tokens
    stand side by side is looked up for those that hold them, some at a time, and so is what must not be there.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(object_id), max(object_id) FROM search_{kind}")  # noqa: S608  our names
        least, last = cursor.fetchone()
    if least is None:
        return
    high, width = (last + 1 if below is None else min(below, last + 1)), 1 << SHIFTS[0]
    words = len({token for phrase in match.wanted for token in phrase})
    while high > least:
        low, found = _window(kind, match, high, width)
        start, size = 0, FIRST
        while part := found[start : start + size]:
            checked, each = (_checked(kind, match, part), CHECKING) if _is_strict(match) else (part, FETCHING)
            yield Looked(checked, len(part) * each)
            start, size = start + size, FURTHER
        if passed := (high - max(low, least)) * max(0, words - 1) // PASSED:
            yield Looked((), passed)
        width = min(FEW << SHIFTS[-1], width * FEW, max(1 << SHIFTS[0], width * EXPECTED // max(1, len(found))))
        high = low


def _window(kind: str, match: Match, high: int, width: int) -> tuple[int, list[int]]:
    """Return where a window begins that ends below `high`, and what in it holds all tokens, the newest first."""
    shift = next(one for one in SHIFTS if width <= FEW << one)
    low = max(0, high - width) >> shift << shift
    where, params = _holds(match)
    blocks = sorted({_block(document, shift) for document in range(low, high, 1 << shift)})
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT object_id FROM search_{kind} WHERE {where} AND tokens && %s::int[] "  # noqa: S608  our names
            "AND object_id < %s ORDER BY object_id + 0 DESC",
            [*params, blocks, high],
        )
        return low, [row[0] for row in cursor.fetchall() if row[0] >= low]


def _checked(kind: str, match: Match, documents: Sequence[int]) -> list[int]:
    """Return which of the documents that hold all tokens match in truth."""
    where, params = _stands(match)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT object_id FROM search_{kind} WHERE object_id = ANY(%s) AND {where} ORDER BY object_id DESC",  # noqa: S608
            [list(documents), *params],
        )
        return [row[0] for row in cursor.fetchall()]


def numbered(column: str, numbers: Sequence[int]) -> tuple[list[str], list[Any]]:
    """Return the condition that a column is one of some numbers."""
    return [f"{column} = ANY(%s)"], [list(numbers)]


def scores(kind: str, match: Match, numbers: Sequence[int]) -> dict[int, float]:
    """Return the rank of some documents (1 query)."""
    expression, params = score(kind, match)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT object_id, {expression} FROM search_{kind} WHERE object_id = ANY(%s)",  # noqa: S608
            [*params, list(numbers)],
        )
        return dict(cursor.fetchall())


def counts(kind: str, tokens: Sequence[str], most: int) -> list[int]:
    """Return in how many documents each token stands, counted up to `most` (1 query)."""
    one = f"(SELECT count(*) FROM (SELECT 1 FROM search_{kind} WHERE tokens @> %s::int[] LIMIT %s) found)"  # noqa: S608
    with connection.cursor() as cursor:
        given = [value for token in tokens for value in ([number(token)], most)]
        cursor.execute(f"SELECT {', '.join([one] * len(tokens))}", given)
        return list(cursor.fetchone())


def score(kind: str, match: Match) -> tuple[str, list[Any]]:
    """Return the expression, with its values, by which a better match is smaller: BM25 without the words' rarity."""
    del kind
    parts: list[str] = []
    params: list[Any] = []
    dampened = f"({_K1 * (1 - _B)} + cardinality(tokens) * {_K1 * _B / _LENGTH})"
    for phrase in match.wanted:
        if len(phrase) == 1:
            times = "cardinality(array_positions(tokens, %s::int))"
            params += [number(phrase[0])] * 2
        else:
            times = f"((length({_SAID}) - length(replace({_SAID}, %s, ' '))) / %s)"
            params += [_said(phrase), len(_said(phrase)) - 1] * 2
        parts.append(f"{times} / ({times} + {dampened})")
    if match.any_of:
        # A subquery for each row also keeps PostgreSQL from starting workers, which cost more than all the rest.
        parts.append(f"(SELECT count(*) FROM unnest(tokens) one WHERE one = ANY(%s::int[])) / {dampened}")  # noqa: S608
        params.append(_numbers(match.any_of))
    return f"-({' + '.join(parts)})", params


_SAID: Final = "(' ' || array_to_string(tokens, ' ') || ' ')"


def _said(phrase: Sequence[str]) -> str:
    return f" {' '.join(str(number(token)) for token in phrase)} "


def _is_strict(match: Match) -> bool:
    return bool(match.unwanted) or any(len(phrase) > 1 for phrase in match.wanted)


def _matches(match: Match) -> tuple[str, list[Any]]:
    """Return the whole condition of a match, with its values."""
    holds, params = _holds(match)
    if not _is_strict(match):
        return holds, params
    stands, more = _stands(match)
    return f"{holds} AND {stands}", [*params, *more]


def _holds(match: Match) -> tuple[str, list[Any]]:
    """Return the condition that all tokens are there, which the index answers alone, and its values."""
    parts: list[str] = []
    params: list[Any] = []
    if wanted := _numbers(token for phrase in match.wanted for token in phrase):
        parts.append("tokens @> %s::int[]")
        params.append(wanted)
    if match.any_of:
        parts.append("tokens && %s::int[]")
        params.append(_numbers(match.any_of))
    return " AND ".join(parts), params


def _stands(match: Match) -> tuple[str, list[Any]]:
    """Return the condition that phrases stand side by side and what is unwanted is not there, and its values."""
    alone = [phrase[0] for phrase in match.unwanted if len(phrase) == 1]
    near = [(phrase, ">") for phrase in match.wanted if len(phrase) > 1]
    near += [(phrase, "=") for phrase in match.unwanted if len(phrase) > 1]
    parts = [f"strpos({_SAID}, %s) {sign} 0" for _phrase, sign in near]
    params: list[Any] = [_said(phrase) for phrase, _sign in near]
    if alone:
        parts.append("NOT tokens && %s::int[]")
        params.append(_numbers(alone))
    return " AND ".join(parts), params
