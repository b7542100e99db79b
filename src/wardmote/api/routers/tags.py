"""Tags, as far as one may know of them, and their threads."""

from typing import Annotated

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Path, Query, Router

from wardmote.api.bounds import LIMIT
from wardmote.api.cursors import number_after
from wardmote.api.request import ApiRequest
from wardmote.api.routers.boards import find_board_numbered
from wardmote.api.routing import Answer, reads, writes
from wardmote.api.schemas.base import After, Limit, PathId
from wardmote.api.schemas.boards import Threads, thread_from
from wardmote.api.schemas.moderating import Act
from wardmote.api.schemas.tags import BoardTags, NewBoardTags, Tag, TagName, Tags, board_tags_from, tag_from
from wardmote.api.scopes import Scope
from wardmote.boards.actions import tag_upkeep
from wardmote.boards.actions.board_tags import set_board_tags
from wardmote.boards.queries.tag_pages import counted_tag, tag_page, tags_page
from wardmote.boards.queries.tags import board_tags, find_tag
from wardmote.boards.views.tags import KEY_MOST, LISTS, TYPED_MOST
from wardmote.core import rates
from wardmote.core.errors import Invalid, NotFound
from wardmote.core.http.clients import address_of
from wardmote.core.permissions import Level

router = Router(tags=["tags"])

Name = Annotated[str, Path(max_length=KEY_MOST)]
Beginning = Annotated[str, Query(max_length=TYPED_MOST, description="How a tag begins; empty for all.")]
Key = Annotated[
    str,
    Query(max_length=KEY_MOST, description="Where to go on: `next` of the answer before. Empty for the beginning."),
]


@reads(router, "/tags", Tags, _("List the tags"))
def list_tags(request: ApiRequest, q: Beginning = "", limit: Limit = LIMIT, after: Key = "") -> Answer:
    """Tags that threads bear which one may read, or that boards list, each with how many threads that are."""
    if request.viewer.is_member:
        rates.take(LISTS, str(request.viewer.member_id))
    else:
        rates.take(LISTS, rates.address_key(address_of(request)))
    found = tags_page(request.viewer, q.replace("\x00", "").strip(), after.replace("\x00", ""), limit)
    return Tags(items=[tag_from(request.viewer, each) for each in found.tags], next=found.last or None)


@reads(router, "/tags/{name}/threads", Threads, _("List the threads of a tag"))
def list_tag_threads(request: ApiRequest, name: Name, limit: Limit = LIMIT, after: After = "") -> Answer:
    """Threads that bear a tag, the newest first, as far as one may read them; a former name of the tag will do."""
    found = tag_page(request.viewer, find_tag(request.viewer, name).tag, number_after(after), limit)
    items = [thread_from(request.viewer, each) for each in found.threads]
    return Threads(items=items, next=str(found.older) if found.older else None)


@reads(router, "/tags/{name}", Tag, _("Get a tag"))
def get_tag(request: ApiRequest, name: Name) -> Answer:
    """Get a tag that one may know of; a former name of it will do."""
    return _shown(request, name)


@writes(router, "POST", "/tags/{name}/moderate/rename", Tag, _("Rename a tag"), scope=Scope.MODERATE)
def rename_tag(request: ApiRequest, name: Name, body: TagName) -> Answer:
    """Call a tag otherwise; its old name leads to it."""
    found = find_tag(request.viewer, name).tag
    renamed = tag_upkeep.rename_tag(actor=request.viewer, tag=found, name=body.name, reason=body.reason)
    return _shown(request, renamed.name)


@writes(router, "POST", "/tags/{name}/moderate/merge", Tag, _("Merge a tag into another"), scope=Scope.MODERATE)
def merge_tags(request: ApiRequest, name: Name, body: TagName) -> Answer:
    """Let a tag's threads bear the tag `name` instead, to which its names lead from now on; the answer is that one."""
    found = find_tag(request.viewer, name).tag
    try:
        into = find_tag(request.viewer, body.name).tag
    except NotFound:
        raise Invalid({"name": gettext("There is no tag “%(name)s”.") % {"name": body.name}}) from None
    merged = tag_upkeep.merge_tags(actor=request.viewer, tag=found, into=into, reason=body.reason)
    return _shown(request, merged.name)


@writes(router, "POST", "/tags/{name}/moderate/delete", None, _("Delete a tag"), scope=Scope.MODERATE)
def delete_tag(request: ApiRequest, name: Name, body: Act) -> Answer:
    """Take a tag off all its threads and lists, for good."""
    tag_upkeep.delete_tag(actor=request.viewer, tag=find_tag(request.viewer, name).tag, reason=body.reason)
    return None


@reads(router, "/boards/{board_id}/tags", BoardTags, _("Get the tags of a board"))
def get_board_tags(request: ApiRequest, board_id: PathId) -> Answer:
    """Get the tags that a board lists; `tag_mode` of the board says whether it takes others."""
    board = find_board_numbered(request, board_id)
    return board_tags_from(request.viewer, board, board_tags(board.id))


@writes(router, "PUT", "/boards/{board_id}/tags", BoardTags, _("Set the tags of a board"), scope=Scope.MODERATE)
def put_board_tags(request: ApiRequest, board_id: PathId, body: NewBoardTags) -> Answer:
    """Make these the tags that a board lists; threads keep what they have."""
    board = find_board_numbered(request, board_id, Level.MODERATE)
    set_board_tags(actor=request.viewer, board_id=board.id, names=body.tags)
    return board_tags_from(request.viewer, board, board_tags(board.id))


def _shown(request: ApiRequest, name: str) -> Tag:
    tag = find_tag(request.viewer, name).tag
    return tag_from(request.viewer, counted_tag(request.viewer, tag))
