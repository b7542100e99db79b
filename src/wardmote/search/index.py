"""Put documents into the index and find them again; which database it is in, only the backends know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.db import connection, models

from wardmote.search.backends import postgres, sqlite

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import ModuleType

    from django.db.models import QuerySet

    from wardmote.search.match import Looked, Match

_Row = TypeVar("_Row", bound=models.Model)

KINDS: Final = ("post", "thread", "message")
"""Kinds of documents, a table each; a document bears the number of the row that it is made of."""


def backend() -> ModuleType:
    """Return the backend of the database at hand."""
    return postgres if connection.vendor == "postgresql" else sqlite


def add(kind: str, documents: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Add documents, given as (number, tokens), that are new (1 query)."""
    backend().insert(kind, documents)


def replace(kind: str, pk: int, old: Sequence[str], new: Sequence[str]) -> None:
    """Change a document from its old tokens to new ones; one that is not there is added (1 query, or 3)."""
    if list(old) != list(new) or not there(kind, [pk]):
        remove(kind, pk, old)
        add(kind, [(pk, new)])


def remove(kind: str, pk: int, old: Sequence[str]) -> None:
    """Forget a document, given its tokens, if it is there (1 query, or 2)."""
    if there(kind, [pk]):
        backend().remove(kind, pk, old)


def there(kind: str, pks: Sequence[int]) -> set[int]:
    """Return which of some documents the index holds (1 query)."""
    return backend().there(kind, pks) if pks else set()


def empty(kind: str) -> None:
    """Forget every document of a kind."""
    backend().empty(kind)


def counts(kind: str, tokens: Sequence[str], most: int) -> dict[str, int]:
    """Return in how many documents each token stands, counted up to `most` (1 query)."""
    return dict(zip(tokens, backend().counts(kind, tokens, most), strict=True)) if tokens else {}


def matching(rows: QuerySet[_Row], kind: str, column: str, match: Match) -> QuerySet[_Row]:
    """Return those rows whose document matches, for rows or matches that are few; `column` is the document's number.

    A row may come more than once where a long text is several rows of the index: ask for distinct ones.
    """
    table, where, params = backend().join(kind, column, match)
    return rows.extra(tables=[table], where=where, params=params)  # noqa: S610  no word of it comes from outside


def within(rows: QuerySet[_Row], kind: str, column: str, match: Match) -> QuerySet[_Row]:
    """Return the same rows, for a query that walks another index or none: these documents are gathered first."""
    where, params = backend().inside(kind, column, match)
    return rows.extra(where=where, params=params)  # noqa: S610


def outside(rows: QuerySet[_Row], kind: str, column: str, match: Match) -> QuerySet[_Row]:
    """Return those of the rows whose document does not match: such documents are gathered first."""
    where, params = backend().inside(kind, column, match)
    return rows.extra(where=[f"NOT ({' AND '.join(where)})"], params=params)  # noqa: S610  no word of it comes from outside


def newest(kind: str, match: Match, *, below: int | None = None) -> Iterator[Looked]:
    """Yield documents that match, the newest first, some at a time (1 query each, or 2)."""
    found: Iterator[Looked] = backend().newest(kind, match, below)
    return found


def numbered(rows: QuerySet[_Row], column: str, numbers: Sequence[int]) -> QuerySet[_Row]:
    """Return the rows of some numbers, however many these are."""
    where, params = backend().numbered(column, numbers)
    return rows.extra(where=where, params=params)  # noqa: S610  no word of it comes from outside


def scores(kind: str, match: Match, numbers: Sequence[int]) -> dict[int, float]:
    """Return how well some documents match, as numbers that are smaller, the better they do (1 query)."""
    found: dict[int, float] = backend().scores(kind, match, numbers) if numbers else {}
    return found


def best(rows: QuerySet[_Row], kind: str, match: Match, most: int) -> QuerySet[_Row]:
    """Return the best of matching rows, each of them ranked: for a match that finds a bounded number."""
    expression, params = backend().score(kind, match)
    ranked = rows.extra(select={"score": expression}, select_params=params, order_by=["score"])  # noqa: S610
    return ranked[:most]


def statements(vendor: str, *, forward: bool) -> list[str]:
    """Return the statements of the migration."""
    chosen: Any = postgres if vendor == "postgresql" else sqlite
    return [one for kind in KINDS for one in (chosen.create(kind) if forward else chosen.drop(kind))]
