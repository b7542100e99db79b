"""A member's bookmarks, as they see them themselves; nobody else does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wardmote.core import targets
from wardmote.core.errors import NotFound
from wardmote.marks.models import Bookmark, BookmarkFolder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.core.targets import Seen
    from wardmote.marks.models import BookmarkKind

A_PAGE = 30
QUERY_MOST = 60
"""Characters that notes are searched for."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with how many bookmarks it holds."""

    id: int
    name: str
    bookmarks: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A bookmark; `seen` is what it leads to, None where that may no longer be read."""

    id: int
    kind: str
    target_id: int
    note: str
    folder: Folder | None
    made_at: dt.datetime
    seen: Seen | None


@dataclass(frozen=True, slots=True)
class Asking:
    """What of the bookmarks is asked for: a folder, those in none (0), or all (None); those with words in the note."""

    folder_id: int | None = None
    words: str = ""
    before: int | None = None
    size: int = A_PAGE


@dataclass(frozen=True, slots=True)
class BookmarksPage:
    """The page; `older` is where the next one begins, if there is one."""

    asking: Asking
    folders: Sequence[Folder]
    folder: Folder | None
    items: Sequence[Kept]
    older: int | None


def bookmarks_page(viewer: Actor, asking: Asking) -> BookmarksPage:
    """Return a page of the viewer's bookmarks, the latest first (at most 4 queries).

    Raises:
        NotSignedIn: a guest asks.
        NotFound: the viewer has no such folder.
    """
    own = folders_of(viewer.own_id)
    by_id = {folder.id: folder for folder in own}
    if asking.folder_id and asking.folder_id not in by_id:
        raise NotFound
    asking = replace(asking, words=asking.words.strip()[:QUERY_MOST])
    rows = list(_asked(viewer.own_id, asking).order_by("-id").values_list(*_FIELDS)[: asking.size + 1])
    items = _seen(viewer, rows[: asking.size], by_id)
    return BookmarksPage(
        asking=asking,
        folders=own,
        folder=by_id.get(asking.folder_id or 0),
        items=items,
        older=items[-1].id if len(rows) > asking.size else None,
    )


def folders_of(member_id: int) -> Sequence[Folder]:
    """Return a member's folders in their order (1 query)."""
    rows = BookmarkFolder.objects.filter(member_id=member_id).order_by("position", "id")
    return [Folder(*row) for row in rows.values_list("id", "name", "bookmarks")]


def bookmark_of(viewer: Actor, kind: BookmarkKind, target_id: int) -> Bookmark | None:
    """Return the viewer's bookmark of something, if they have one (1 query)."""
    return Bookmark.objects.filter(member_id=viewer.own_id, kind=kind, target_id=target_id).first()


def own_bookmark(viewer: Actor, bookmark_id: int) -> Kept:
    """Return one of the viewer's bookmarks (at most 3 queries).

    Raises:
        NotSignedIn: a guest asks.
        NotFound: the viewer has no such bookmark.
    """
    rows = list(Bookmark.objects.filter(pk=bookmark_id, member_id=viewer.own_id).values_list(*_FIELDS))
    if not rows:
        raise NotFound
    return _seen(viewer, rows, {folder.id: folder for folder in folders_of(viewer.own_id)})[0]


_FIELDS = ("id", "kind", "target_id", "note", "folder_id", "made_at")

if TYPE_CHECKING:
    Row = tuple[int, str, int, str, int | None, dt.datetime]


def _asked(member_id: int, asking: Asking) -> QuerySet[Bookmark]:
    rows = Bookmark.objects.filter(member_id=member_id)
    if asking.folder_id is not None:
        rows = rows.filter(folder_id=asking.folder_id or None)
    if asking.words:
        rows = rows.filter(note__icontains=asking.words)
    return rows if asking.before is None else rows.filter(pk__lt=asking.before)


def _seen(viewer: Actor, rows: Sequence[Row], folders: dict[int, Folder]) -> list[Kept]:
    ids: dict[str, list[int]] = {}
    for _pk, kind, target_id, *_rest in rows:
        ids.setdefault(kind, []).append(target_id)
    seen = {kind: targets.see(kind, viewer, wanted) for kind, wanted in ids.items()}
    return [
        Kept(pk, kind, target_id, note, folders.get(folder_id or 0), made_at, seen[kind].get(target_id))
        for pk, kind, target_id, note, folder_id, made_at in rows
    ]
