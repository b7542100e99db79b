"""Let threads name the tags that they bear where a recount differs."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from wardmote.boards.actions.tag_upkeep import follow_up, restate
from wardmote.boards.actions.tagging import hold_tags
from wardmote.boards.models import Tag, Thread, ThreadTag
from wardmote.boards.queries.recount_tags import wrong_tags

BATCH: Final = 100
"""Threads in a transaction."""


def mend_tags() -> None:
    """Put right what `find_tags` finds."""
    with transaction.atomic():
        hold_tags()
        left = ThreadTag.objects.filter(tag__merged_into__isnull=False, tag__work_after=None)
        Tag.objects.filter(pk__in=set(left.values_list("tag_id", flat=True))).update(work_after=0)
    while follow_up():
        pass
    ids = [pk for pk, _names, _due in wrong_tags()]
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            hold_tags()
            part = Thread.objects.select_for_update(no_key=True).filter(pk__in=ids[start : start + BATCH])
            restate(list(part.order_by("pk").values_list("pk", flat=True)))
