"""What one follows and keeps."""

import datetime as dt
from typing import Literal

from pydantic import Field

from wardmote.accounts.actor import Actor
from wardmote.api.schemas.base import EditCan, Id, Model, OwnCan, Page, address, own_can
from wardmote.api.schemas.boards import BoardCan, board_can
from wardmote.api.scopes import Scope, reaches
from wardmote.boards.ladder import BoardInfo
from wardmote.marks.queries.bookmarks import Folder as FolderRow
from wardmote.marks.queries.bookmarks import Kept

FollowKind = Literal["thread", "board", "member"]
BookmarkKind = Literal["thread", "post"]


class Folder(Model):
    """A folder of bookmarks."""

    id: Id
    url: str
    name: str
    bookmarks: int
    can: OwnCan


class Folders(Page[Folder]):
    """Folders in their order."""


class NewFolder(Model):
    """A folder's name."""

    name: str = Field(max_length=500)


class Bookmark(Model):
    """Something that one keeps; where it may no longer be read, it cannot be changed, only let go."""

    id: Id
    url: str = Field(description="Where one sees and changes the bookmark.")
    kind: BookmarkKind
    target_id: Id
    target_url: str | None = Field(description="What is kept; null where it may no longer be read, as its title is.")
    title: str | None
    note: str
    folder_id: Id | None
    made_at: dt.datetime
    can: OwnCan


class Bookmarks(Page[Bookmark]):
    """Bookmarks, the latest first."""


class NewBookmark(Model):
    """How something is kept."""

    note: str = Field("", max_length=2000)
    folder_id: Id | None = None


class BoardName(Model):
    """A board by name."""

    id: Id
    url: str
    name: str
    name_en: str
    can: BoardCan


class FollowedBoards(Page[BoardName]):
    """Boards that one follows."""


def bookmark_from(viewer: Actor, kept: Kept) -> Bookmark:
    """Return a bookmark."""
    return Bookmark(
        id=str(kept.id),
        kind=kept.kind,  # type: ignore[arg-type]
        target_id=str(kept.target_id),
        url=address(f"/bookmarks/{kept.id}"),
        target_url=address(kept.seen.address) if kept.seen else None,
        title=kept.seen.title if kept.seen else None,
        note=kept.note,
        folder_id=str(kept.folder.id) if kept.folder else None,
        made_at=kept.made_at,
        can=own_can(viewer, edit=kept.seen is not None),
    )


def folder_from(viewer: Actor, folder: FolderRow) -> Folder:
    """Return a folder."""
    return folder_of(viewer, folder.id, folder.name, folder.bookmarks)


def folder_of(viewer: Actor, pk: int, name: str, bookmarks: int) -> Folder:
    """Return a folder by what is known of it."""
    return Folder(
        id=str(pk), url=address(f"/bookmarks?folder={pk}"), name=name, bookmarks=bookmarks, can=own_can(viewer)
    )


def board_name(viewer: Actor, board: BoardInfo) -> BoardName:
    """Return a board by name."""
    return BoardName(
        id=str(board.id),
        url=address(f"/b/{board.slug}"),
        name=board.name,
        name_en=board.name_en,
        can=board_can(viewer, board.id),
    )


class NewFollowChoices(Model):
    """Whether writing in a thread follows it."""

    started: bool = Field(description="Threads that one starts.")
    replied: bool = Field(description="Threads that one replies in.")


class FollowChoices(NewFollowChoices):
    """What one chose of that."""

    url: str
    can: EditCan


def follow_choices(viewer: Actor, *, started: bool, replied: bool) -> FollowChoices:
    """Return whether writing in a thread follows it."""
    return FollowChoices(
        started=started, replied=replied, url=address("/following"), can=EditCan(edit=reaches(viewer, Scope.WRITE))
    )
