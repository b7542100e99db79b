"""Folders' counters against a recount."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from wardmote.core.doctor import Difference
from wardmote.marks.models import Bookmark, BookmarkFolder

if TYPE_CHECKING:
    from django.db.models import QuerySet


COLUMNS: Final = ("pk", "bookmarks", "due")


def folders_recounted() -> QuerySet[BookmarkFolder]:
    """Return the folders whose counter differs, with what it should be (`due`)."""
    counted = Bookmark.objects.filter(folder=OuterRef("pk")).order_by().values("folder")
    due = Subquery(counted.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
    return BookmarkFolder.objects.annotate(due=Coalesce(due, 0)).exclude(bookmarks=F("due"))


def find_folders() -> list[Difference]:
    """Return every folder whose counter differs (1 query)."""
    rows = folders_recounted().order_by("pk").values_list(*COLUMNS)
    return [Difference("bookmark_folder.bookmarks", pk, found, due) for pk, found, due in rows]
