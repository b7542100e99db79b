"""What one follows and keeps."""

from typing import Annotated

from django.utils.translation import gettext_noop as _
from ninja import Path, Query, Router

from wardmote.accounts.actions.preferences import update_preferences
from wardmote.api.bounds import LIMIT
from wardmote.api.cursors import number_after, part_of, time_after
from wardmote.api.request import ApiRequest
from wardmote.api.routing import Answer, reads, writes
from wardmote.api.schemas.base import After, Limit, PathId
from wardmote.api.schemas.boards import Threads, thread_from
from wardmote.api.schemas.marks import (
    Bookmark,
    BookmarkKind,
    Bookmarks,
    Folder,
    Folders,
    FollowChoices,
    FollowedBoards,
    FollowKind,
    NewBookmark,
    NewFolder,
    NewFollowChoices,
    board_name,
    bookmark_from,
    folder_from,
    folder_of,
    follow_choices,
)
from wardmote.api.schemas.members import Members, listed_members
from wardmote.boards.queries.following import following_boards, following_members, following_threads
from wardmote.marks import edges, models
from wardmote.marks.actions import bookmarks, folders, follows
from wardmote.marks.queries.bookmarks import QUERY_MOST, Asking, bookmarks_page, folders_of, own_bookmark

router = Router(tags=["marks"])

FolderId = Annotated[str, Query(pattern=r"^(0|[1-9][0-9]{0,17})?$", description="In this folder; 0 for in none.")]
OfFollow = Annotated[FollowKind, Path()]
OfBookmark = Annotated[BookmarkKind, Path()]


@reads(router, "/following/threads", Threads, _("List the threads that one follows"), own=True)
def list_followed_threads(request: ApiRequest, limit: Limit = LIMIT, after: After = "") -> Answer:
    """Threads that the token's member follows, those with the latest posts first."""
    found = following_threads(request.viewer, time_after(after), limit)
    items = [thread_from(request.viewer, each) for each in found.threads]
    return Threads(items=items, next=found.next or None)


@reads(router, "/following/boards", FollowedBoards, _("List the boards that one follows"), own=True)
def list_followed_boards(request: ApiRequest, limit: Limit = LIMIT, after: After = "") -> Answer:
    """Boards that the token's member follows, in the forum's order."""
    boards = following_boards(request.viewer).boards
    shown, following = part_of(boards, after, limit, lambda board: board.id)
    return FollowedBoards(items=[board_name(request.viewer, each) for each in shown], next=following)


@reads(router, "/following/members", Members, _("List the members whom one follows"), own=True)
def list_followed_members(request: ApiRequest, limit: Limit = LIMIT, after: After = "") -> Answer:
    """Members whom the token's member follows, the latest first."""
    found = following_members(request.viewer, number_after(after), limit)
    return Members(items=listed_members(request.viewer, found.members), next=found.next or None)


@reads(router, "/following/choices", FollowChoices, _("Whether writing follows"), own=True)
def get_follow_choices(request: ApiRequest) -> Answer:
    """Whether the token's member follows the threads that they write in."""
    viewer = request.viewer
    return follow_choices(viewer, started=viewer.follow_started, replied=viewer.follow_replied)


@writes(router, "PUT", "/following/choices", FollowChoices, _("Choose whether writing follows"))
def set_follow_choices(request: ApiRequest, body: NewFollowChoices) -> Answer:
    """Choose whether one follows the threads that one writes in from now on."""
    update_preferences(actor=request.viewer, follow_started=body.started, follow_replied=body.replied)
    return follow_choices(request.viewer, started=body.started, replied=body.replied)


@writes(router, "PUT", "/following/{kind}/{target_id}", None, _("Follow something"))
def follow(request: ApiRequest, kind: OfFollow, target_id: PathId) -> Answer:
    """Follow a thread, a board or a member."""
    edges.marking(request.viewer)
    follows.follow(actor=request.viewer, kind=models.FollowKind(kind), target_id=int(target_id))
    return None


@writes(router, "DELETE", "/following/{kind}/{target_id}", None, _("Follow something no longer"))
def unfollow(request: ApiRequest, kind: OfFollow, target_id: PathId) -> Answer:
    """Follow something no longer, and not by writing there either."""
    edges.marking(request.viewer)
    follows.unfollow(actor=request.viewer, kind=models.FollowKind(kind), target_id=int(target_id))
    return None


@reads(router, "/bookmarks", Bookmarks, _("List one's bookmarks"), own=True)
def list_bookmarks(
    request: ApiRequest,
    folder_id: FolderId = "",
    q: Annotated[str, Query(max_length=QUERY_MOST, description="Words in the note.")] = "",
    limit: Limit = LIMIT,
    after: After = "",
) -> Answer:
    """What the token's member keeps, the latest first."""
    folder = int(folder_id) if folder_id else None
    found = bookmarks_page(request.viewer, Asking(folder, q, number_after(after), limit))
    items = [bookmark_from(request.viewer, each) for each in found.items]
    return Bookmarks(items=items, next=str(found.older) if found.older else None)


@writes(router, "PUT", "/bookmarks/{kind}/{target_id}", Bookmark, _("Keep something"))
def keep(request: ApiRequest, kind: OfBookmark, target_id: PathId, body: NewBookmark) -> Answer:
    """Keep a thread or a post, with a note and in a folder; what is kept already gets them."""
    edges.marking(request.viewer)
    made = bookmarks.keep_bookmark(
        actor=request.viewer,
        kind=models.BookmarkKind(kind),
        target_id=int(target_id),
        note=body.note,
        folder_id=int(body.folder_id) if body.folder_id else None,
    )
    return bookmark_from(request.viewer, own_bookmark(request.viewer, made.pk))


@writes(router, "DELETE", "/bookmarks/{kind}/{target_id}", None, _("Keep something no longer"))
def let_go(request: ApiRequest, kind: OfBookmark, target_id: PathId) -> Answer:
    """Keep something no longer."""
    edges.marking(request.viewer)
    bookmarks.remove_bookmark(actor=request.viewer, kind=models.BookmarkKind(kind), target_id=int(target_id))
    return None


@reads(router, "/bookmark-folders", Folders, _("List one's folders"), own=True)
def list_folders(request: ApiRequest, limit: Limit = LIMIT, after: After = "") -> Answer:
    """Folders of the token's member, in their order."""
    shown, following = part_of(folders_of(request.viewer.own_id), after, limit, lambda folder: folder.id)
    return Folders(items=[folder_from(request.viewer, each) for each in shown], next=following)


@writes(router, "POST", "/bookmark-folders", Folder, _("Make a folder"), status=201)
def make_folder(request: ApiRequest, body: NewFolder) -> Answer:
    """Make a folder after the others."""
    edges.marking(request.viewer)
    made = folders.create_folder(actor=request.viewer, name=body.name)
    return folder_of(request.viewer, made.pk, made.name, 0)


@writes(router, "PATCH", "/bookmark-folders/{folder_id}", None, _("Rename a folder"))
def rename_folder(request: ApiRequest, folder_id: PathId, body: NewFolder) -> Answer:
    """Give a folder another name."""
    edges.marking(request.viewer)
    folders.rename_folder(actor=request.viewer, folder_id=int(folder_id), name=body.name)
    return None


@writes(router, "POST", "/bookmark-folders/{folder_id}/up", None, _("Move a folder up"))
def move_folder_up(request: ApiRequest, folder_id: PathId) -> Answer:
    """Put a folder before the one that stands before it."""
    edges.marking(request.viewer)
    folders.move_folder_up(actor=request.viewer, folder_id=int(folder_id))
    return None


@writes(router, "DELETE", "/bookmark-folders/{folder_id}", None, _("Delete a folder"))
def delete_folder(request: ApiRequest, folder_id: PathId) -> Answer:
    """Take a folder away; its bookmarks stay, in none."""
    edges.marking(request.viewer)
    folders.delete_folder(actor=request.viewer, folder_id=int(folder_id))
    return None
