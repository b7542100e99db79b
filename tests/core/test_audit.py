"""The log is appended to and nothing else, also below the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction

from tests import cast
from wardmote.boards.actions.moderating import lock_thread
from wardmote.core.models import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> AuditEntry:
    lock_thread(actor=cast.administrator("守桥人"), thread=cast.thread(cast.board()), reason="吵起来了")
    return AuditEntry.objects.latest("id")


def by_statement(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


TRIES: list[Callable[[], object]] = [
    lambda: AuditEntry.objects.update(reason="没有理由"),
    lambda: AuditEntry.objects.update(reason="没有理由", actor=None),
    lambda: AuditEntry.objects.update(actor_id=cast.member().member_id),
    lambda: AuditEntry.objects.filter(act="thread.locked").delete(),
    lambda: by_statement("DELETE FROM core_auditentry"),
    lambda: by_statement("UPDATE core_auditentry SET target_id = NULL"),
]


@pytest.mark.parametrize("attempt", TRIES)
def test_no_statement_changes_or_removes_an_entry(attempt: Callable[[], object], entry: AuditEntry) -> None:
    count = AuditEntry.objects.count()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        attempt()
    entry.refresh_from_db()
    assert (entry.reason, entry.actor_name, AuditEntry.objects.count()) == ("吵起来了", "守桥人", count)


def test_member_who_goes_leaves_the_entry_with_their_name(entry: AuditEntry) -> None:
    assert entry.actor is not None
    entry.actor.delete()
    entry.refresh_from_db()
    assert (entry.actor_id, entry.actor_name, entry.reason) == (None, "守桥人", "吵起来了")
