"""The deferred half of what happens to things that are followed."""

from __future__ import annotations

from django_tasks import task

from wardmote.core import clock
from wardmote.marks.models import Follow, FollowKind
from wardmote.marks.queries.followers import followers


@task()
def carry_follows(*, thread_id: int, into: int) -> int:
    """Let who follows a thread that was merged into another follow that, too; return how many these are.

    Who has left the other thread before stays away. Run again, it changes nothing.
    """
    carried = 0
    for part in followers(FollowKind.THREAD, [thread_id]):
        now = clock.now()
        rows = [Follow(member_id=pk, kind=FollowKind.THREAD, target_id=into, since=now) for pk in part]
        Follow.objects.bulk_create(rows, ignore_conflicts=True)
        carried += len(part)
    return carried
