"""What `wardmote doctor` says of the configuration and of the database itself: notes, not counters."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from wardmote.accounts import capabilities
from wardmote.accounts.models import Group
from wardmote.core.share.fonts import NO_FONT, face
from wardmote.pages import hub
from wardmote.pages.discovery_options import FEED_HUB

if TYPE_CHECKING:
    from collections.abc import Iterator

SQLITE_SOUND = (3, 51, 3)
"""Before it, checkpoints at the same moment can damage a database in WAL mode. Source: SQLite's release notes."""


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be; a fault makes the command fail, a note does not."""

    text: str
    fault: bool = True


def findings() -> Iterator[Finding]:
    """Yield what is wrong or worth knowing."""
    yield from _configuration()
    yield from _fonts()
    lacking = list(_migrations())
    yield from lacking
    if lacking:
        return  # What the tables hold can only be asked once they are there.
    if connection.vendor == "sqlite":
        yield from _sqlite()
    yield from _capabilities()
    yield from _hub()


def _configuration() -> Iterator[Finding]:
    for message in checks.run_checks(include_deployment_checks=settings.PRODUCTION):
        if not message.is_silenced():
            yield Finding(f"{message.id}: {message.msg}", fault=message.is_serious())


def _fonts() -> Iterator[Finding]:
    if face() is not None or settings.SHARE_FONT == NO_FONT:
        return
    if settings.SHARE_FONT:
        text = f"WARDMOTE_SHARE_FONT names {settings.SHARE_FONT}, which is no font with Chinese"
    else:
        text = "There is no font with Chinese on this machine (on Debian: apt-get install fonts-noto-cjk)"
    yield Finding(f"{text}: links that are shared go without a picture.", fault=False)


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield Finding(f"{len(plan)} migrations are not applied: run wardmote init.")


def _sqlite() -> Iterator[Finding]:
    if sqlite3.sqlite_version_info < SQLITE_SOUND:
        yield Finding(
            f"SQLite is {sqlite3.sqlite_version}; below {'.'.join(map(str, SQLITE_SOUND))} a rare fault in its WAL "
            "can damage the database. Keep backups, and one server process.",
            fault=False,
        )
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys")
        if cursor.fetchone() != (1,):
            yield Finding("SQLite does not enforce foreign keys on this connection.")
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
        if mode != "wal":
            yield Finding(f"SQLite's journal mode is {mode}, not WAL: readers wait for writers.")
        cursor.execute("PRAGMA foreign_key_check")
        broken = cursor.fetchmany(1000)
    for table in sorted({row[0] for row in broken}):
        count = sum(row[0] == table for row in broken)
        yield Finding(f"{count} rows of {table} point to rows that are not there.")


def _capabilities() -> Iterator[Finding]:
    for key, names, limits in Group.objects.order_by("id").values_list("key", "capabilities", "limits"):
        unknown = [name for name in names if name not in capabilities.CAPABILITIES]
        unknown += [name for name in limits if name not in capabilities.LIMITS]
        if unknown:
            yield Finding(
                f"The group {key} carries what this release does not know: {', '.join(unknown)}.", fault=False
            )


def _hub() -> Iterator[Finding]:
    behind = hub.behind()
    if behind:
        yield Finding(
            f"The WebSub hub {FEED_HUB.get()} has not taken the news of {behind} feeds in several tries; the worker's "
            "log tells why.",
            fault=False,
        )
