"""Many workers deliver to one member who reads meanwhile: the counter is right, and nobody is told twice."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tests import cast
from wardmote.core import doctor, tasks
from wardmote.notifications import kinds
from wardmote.notifications.actions.notify import notify, withdraw
from wardmote.notifications.actions.reading import mark_all_read
from wardmote.notifications.models import Notification, OutgoingMail
from wardmote.notifications.tasks import deliver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def supported() -> Iterator[kinds.Kind]:
    yield kinds.register("test-storm", label="x", one="%(title)s", many="%(count)s", repeats="once", mail="now")
    del kinds.registered["test-storm"]


def at_once(count: int, act: Callable[[int], object]) -> list[object]:
    """Call the act with 0, 1, … in eight threads and return the results."""

    def one(number: int) -> object:
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, range(count)))


def test_eight_workers_and_a_reader_leave_a_right_counter(supported: kinds.Kind) -> None:
    author = cast.member()
    post = cast.answer(cast.thread(cast.board()), author)
    people = [cast.member() for _number in range(20)]
    for each in people:
        notify(supported, actor=each, to=[author.own_id], target="post", target_id=post.pk)
    for each in people[:5]:
        withdraw(supported, actor=each, target="post", target_id=post.pk)

    def work(number: int) -> object:
        return mark_all_read(actor=author, up_to=10**9) if number == 3 else tasks.run_ready()

    at_once(8, work)
    # What met another's lock (PostgreSQL may break a deadlock) waits for its next try.
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=post.created_at)
    tasks.run_ready()
    assert not DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL).exists()
    assert doctor.find() == []
    told = Notification.objects.filter(recipient_id=author.own_id)
    assert set(told.values_list("actor_id", flat=True)) >= {each.own_id for each in people[5:]}
    assert OutgoingMail.objects.filter(member_id=author.own_id).count() <= len(people)


def test_the_same_event_told_by_eight_workers_at_once_is_told_once(supported: kinds.Kind) -> None:
    members = [cast.member().own_id for _number in range(10)]
    post = cast.answer(cast.thread(cast.board()))
    event = uuid.uuid4().hex
    told = at_once(
        8, lambda _n: deliver(supported.key, to=members, target="post", target_id=post.pk, actor_id=None, event=event)
    )
    assert sum(number for number in told if isinstance(number, int)) == len(members)
    assert Notification.objects.count() == OutgoingMail.objects.count() == len(members)
    assert doctor.find() == []
