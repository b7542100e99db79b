"""Threads' names of tags against the tags that they bear."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wardmote.boards.models import Tag, Thread, ThreadTag
from wardmote.core.doctor import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH: Final = 1_000
"""Threads that are compared at once."""


def wrong_tags() -> Iterator[tuple[int, str, str]]:
    """Yield (thread, names, due names) where they differ; what is still to follow a changed tag is no difference."""
    unfinished = set(Tag.objects.filter(work_after__isnull=False).values_list("pk", flat=True))
    above = 0
    while rows := list(Thread.objects.filter(pk__gt=above).order_by("pk").values_list("pk", "tags")[:BATCH]):
        above = rows[-1][0]
        due: dict[int, list[str]] = {}
        later = set()
        borne = ThreadTag.objects.filter(thread_id__gte=rows[0][0], thread_id__lte=above).order_by("position", "pk")
        for thread_id, tag_id, name in borne.values_list("thread_id", "tag_id", "tag__name"):
            due.setdefault(thread_id, []).append(name)
            later |= {thread_id} if tag_id in unfinished else set()
        for pk, names in rows:
            wanted = " ".join(due.get(pk, ()))
            if names != wanted and pk not in later:
                yield pk, names, wanted


def find_tags() -> list[Difference]:
    """Return every thread that names other tags than it bears, and every signpost that threads bear."""
    left = ThreadTag.objects.filter(tag__merged_into__isnull=False, tag__work_after=None).order_by("pk")
    return [
        *(Difference("thread.tags", pk, names, due) for pk, names, due in wrong_tags()),
        *(Difference("tag.merged", pk, "borne", "followed") for pk in left.values_list("tag_id", flat=True).distinct()),
    ]
