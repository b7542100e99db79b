"""A large forum in the site's database, made in minutes and kept for the next time.

What it was made of stands in a table of its own (`bench_corpus`): the sizes, this folder's code, the program's
renderer. A database with another stamp is made anew; one without the table is somebody's, and is left.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.core.management import call_command
from django.db import connection

from bench.corpus.forum import GROWING, TAG_SHAPE, Forum
from bench.corpus.people import BOARDS, make_boards, make_members, members_for
from bench.corpus.plan import make_plan
from bench.corpus.rendered import Texts
from bench.corpus.shapes import Shape, in_bulk, reset_sequences
from bench.corpus.words import Writer
from wardmote.accounts.actions.recount import mend_totals
from wardmote.accounts.models import Member
from wardmote.core import clock, snapshot
from wardmote.core.text.render import RENDERER_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.site import Size

TABLE: Final = "bench_corpus"
SEED: Final = 4
BAR: Final = 30
SEARCHED: Final = ("search_thread", "search_post")
"""The tables of the search, whose index on PostgreSQL is made faster afterwards than it is added to."""


def ensure(size: Size) -> bool:
    """Fill the database unless it holds this very corpus, and say whether that was needed."""
    stamp = stamp_of(size)
    present = _present_stamp()
    if present == stamp:
        call_command("migrate", verbosity=0)
        return False
    if connection.introspection.table_names():
        if present is None:
            sys.exit("The database holds tables that are not this bench's: name an empty one.")
        _empty()
    # First, so that it is told of however far the rest comes: an unfinished corpus may be made anew.
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (stamp varchar(64) NOT NULL)")
    call_command("migrate", verbosity=0)
    fill(size, progress(size.posts))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} VALUES (%s)", [stamp])
    return True


def stamp_of(size: Size) -> str:
    """Return what tells whether a corpus is still what would be made now."""
    digest = hashlib.sha256(repr((size, SEED, RENDERER_VERSION)).encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def fill(size: Size, told: Callable[[int], object]) -> None:
    """Fill a migrated database without people; `told` hears how many posts there are."""
    writer, members = Writer(SEED), members_for(size.posts)
    texts = Texts(writer, size.posts, size.chars)
    ends = clock.now().replace(second=0, microsecond=0)
    plan = make_plan(writer.random, size.posts, members=members, boards=BOARDS, ends=ends)
    places = make_boards()
    tables = [*(shape.table for shape in GROWING), *SEARCHED]
    with in_bulk(tables):
        make_members(writer.random, plan, members)
        forum = Forum(plan, places, writer, texts, members=members, indexed=size.indexed)
        forum.write_tags()
        forum.write_threads()
        forum.write_posts(told)
        forum.count_boards()
    reset_sequences([Shape(Member, "id"), TAG_SHAPE, *GROWING])
    mend_totals()
    snapshot.forget_all()


def progress(posts: int) -> Callable[[int], None]:
    """Return what draws a bar of how many posts are there."""
    began = time.monotonic()

    def tell(done: int) -> None:
        rate = done / max(0.001, time.monotonic() - began)
        full = "█" * (done * BAR // posts)
        left = dt.timedelta(seconds=round((posts - done) / max(1, rate)))
        end = "\n" if done >= posts else "\r" if sys.stderr.isatty() else ""
        if end or done % 100_000 == 0:
            told = f"{full:<{BAR}} {done:>10,} of {posts:,} posts, {rate:,.0f}/s, {left} left"
            print(told, end=end or "\n", file=sys.stderr, flush=True)

    return tell


def _present_stamp() -> str | None:
    """Return the stamp of the corpus that is there: empty of an unfinished one, None where there is none."""
    if TABLE not in connection.introspection.table_names():
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT stamp FROM {TABLE}")
        row = cursor.fetchone()
    return row[0] if row else ""


def _empty() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    else:
        path = Path(str(connection.settings_dict["NAME"]))
        connection.close()
        for suffix in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
