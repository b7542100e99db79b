"""Compute members' steps of trust and put them into the groups that stand for these."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction

from wardmote.accounts import groups, trust
from wardmote.accounts.models import Member, Membership
from wardmote.accounts.queries.standing import standing_of, to_look_at
from wardmote.core import clock

SEEN_WITHIN: Final = dt.timedelta(days=2)
"""The job looks at those who were here so lately; it runs more often."""
LOOK_EVERY: Final = 5
"""After a post, the record is read again once in so many posts."""
LONG: Final = 100
"""Posts of a record that is not read after a post any more."""


def recompute(member_id: int) -> int:
    """Give a member the step that their record reaches and return it (up to 13 queries).

    Step 3 is lost only after days of grace below most of its thresholds; then `until` of the membership says when. Step
    4 is given and taken by hand.
    """
    # The record is read before anything is locked: it takes a while, and others want to write.
    standing = standing_of(member_id)
    return _put_in_groups(member_id, standing, trust.reached(standing))


@transaction.atomic
def _put_in_groups(member_id: int, standing: trust.Standing, step: int) -> int:
    # The row is locked so that two at once do not both add a membership.
    Member.objects.select_for_update(no_key=True).values_list("pk", flat=True).get(pk=member_id)
    rows = {
        row.group_id: row
        for row in Membership.objects.filter(member_id=member_id, group_id__in=[_group(n) for n in trust.COMPUTED])
    }
    third = _keep_third(rows.get(_group(3)), standing, step)
    wanted = {_group(min(step, 2))} if step else set()
    if third:
        wanted.add(_group(3))
    gone = rows.keys() - wanted
    if gone:
        Membership.objects.filter(member_id=member_id, group_id__in=gone).delete()
    Membership.objects.bulk_create(
        Membership(member_id=member_id, group_id=group_id, since=clock.now()) for group_id in wanted - rows.keys()
    )
    return 3 if third else step


def recompute_all() -> int:
    """Recompute the step of everybody for whom it may have changed, and return how many were looked at."""
    looked_at = 0
    for member_id in list(to_look_at(seen_since=clock.now() - SEEN_WITHIN)):
        recompute(member_id)
        looked_at += 1
    return looked_at


def after_post(member_id: int) -> None:
    """Look at the member's record if this post may have made a step complete (1 query, most often nothing more).

    A long record is left to the job: reading it would hold up whoever writes meanwhile.
    """
    row = Member.objects.filter(pk=member_id).values_list("posts", "joined_at").first()
    if row is None:
        return
    posts, joined_at = row
    old_enough = clock.now() - joined_at >= dt.timedelta(hours=trust.T1_HOURS.get())
    first = trust.T1_POSTS.get()
    if old_enough and first <= posts <= max(first, LONG) and (posts == first or posts % LOOK_EVERY == 0):
        recompute(member_id)


def _keep_third(row: Membership | None, standing: trust.Standing, step: int) -> bool:
    """Say whether the member has step 3 now, and begin or end the days of grace of who has it (at most 1 query)."""
    if step == 3:  # noqa: PLR2004
        until = None
    elif row is None or standing.sanctioned or step < 2 or (row.until is not None and row.until <= clock.now()):  # noqa: PLR2004
        return False
    elif trust.keeps_third(standing):
        until = None
    else:
        until = row.until or clock.now() + dt.timedelta(days=trust.T3_GRACE_DAYS.get())
    if row is not None and row.until != until:
        row.until = until
        row.save(update_fields=["until"])
    return True


def _group(step: int) -> int:
    return groups.by_key(groups.TRUST[step]).id
