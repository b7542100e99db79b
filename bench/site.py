"""Which database a run is about, and where its data lie. Imported before Django knows any settings."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

SQLITE: Final = "sqlite"
POSTGRESQL: Final = "postgresql"
DATABASES: Final = (SQLITE, POSTGRESQL)
CHARS: Final = 400
CHARS_OF_MANY: Final = 100
MANY: Final = 1_000_000
"""Above so many posts they are shorter, and the search index is left out: the disk would be full of it."""


@dataclass(frozen=True)
class Size:
    """How large a corpus is."""

    posts: int
    chars: int
    """Of a post, on average."""
    indexed: bool
    """Whether the search index holds it."""

    @property
    def name(self) -> str:
        """What its folder and its database are called."""
        return f"{self.posts}-{self.chars}" + ("" if self.indexed else "-unindexed")


def size_of(posts: int, chars: int | None, *, indexed: bool) -> Size:
    """Return a size; what is not said follows from the number of posts."""
    many = posts > MANY
    return Size(posts, chars or (CHARS_OF_MANY if many else CHARS), indexed and not many)


def prepare(database: str, size: Size) -> None:
    """Let Django know the corpus's own folder and database.

    Raises:
        SystemExit: PostgreSQL is asked for, and DATABASE_URL does not say where it is.
    """
    folder = Path(os.environ.get("WARDMOTE_BENCH_DATA", "var/bench")).resolve() / f"{database}-{size.name}"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["WARDMOTE_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "wardmote.conf.settings"
    given = os.environ.pop("DATABASE_URL", "")
    if database == POSTGRESQL:
        os.environ["DATABASE_URL"] = _own_database(given, size)
    import django

    django.setup()


def _own_database(given: str, size: Size) -> str:
    """Return the address of the corpus's database, made if it is not there."""
    import psycopg

    if not given.startswith("postgres"):
        sys.exit("For PostgreSQL, DATABASE_URL must name a database whose user may create others.")
    name = f"wardmote_bench_{size.name.replace('-', '_')}"
    with psycopg.connect(given, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f'CREATE DATABASE "{name}"')
    return urlsplit(given)._replace(path=f"/{name}").geturl()
