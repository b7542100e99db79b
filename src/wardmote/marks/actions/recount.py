"""Put the counters of folders right where a recount differs."""

from __future__ import annotations

from django.db import transaction

from wardmote.marks.actions.holding import hold_member
from wardmote.marks.models import BookmarkFolder
from wardmote.marks.queries.recount import COLUMNS, folders_recounted


def mend_folders() -> None:
    """Make every folder's counter what its bookmarks say, a member in a transaction."""
    wrong = folders_recounted().order_by("member_id").values_list("member_id", flat=True).distinct()
    for member_id in list(wrong):
        _mend(member_id)


@transaction.atomic
def _mend(member_id: int) -> None:
    hold_member(member_id)
    for pk, _found, due in list(folders_recounted().filter(member_id=member_id).values_list(*COLUMNS)):
        BookmarkFolder.objects.filter(pk=pk).update(bookmarks=due)
