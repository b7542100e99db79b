"""Posts by themselves: reading, editing, deleting."""

from collections.abc import Mapping
from typing import Annotated, Any

from django.utils.translation import gettext_noop as _
from ninja import Header, Query, Router

from wardmote.api.cursors import number_after
from wardmote.api.errors import NoVersion, StaleVersion
from wardmote.api.request import ApiRequest
from wardmote.api.routing import Answer, reads, writes
from wardmote.api.schemas.base import After, PathId
from wardmote.api.schemas.posts import NewPreview, Preview, Versions, post_from, version_from
from wardmote.api.schemas.posts import Post as PostOut
from wardmote.api.schemas.writing import PostChange, article_input, poll_input
from wardmote.boards import edges
from wardmote.boards.actions import editing
from wardmote.boards.models import Post
from wardmote.boards.queries.find import find_post
from wardmote.boards.queries.history import VERSIONS_MOST, require_history, versions_of
from wardmote.boards.queries.post_list import one_post
from wardmote.boards.views.editor import preview_of
from wardmote.core import clock
from wardmote.core.errors import Conflict, Invalid, WardmoteError
from wardmote.core.http.problems import tell_more
from wardmote.core.text.render import SourceFormat

router = Router(tags=["posts"])

VersionLimit = Annotated[int, Query(ge=1, le=VERSIONS_MOST, description="How many items to return at the most.")]
IfMatch = Annotated[
    str, Header(alias="If-Match", max_length=40, description="The version that is changed, as in ETag, or `*` for any.")
]


def shown_post(request: ApiRequest, post_id: int) -> PostOut:
    """Return a post as it is now."""
    return post_from(one_post(request.viewer, find_post(request.viewer, post_id)))


@reads(router, "/posts/{post_id}", PostOut, _("Get a post"))
def get_post(request: ApiRequest, post_id: PathId) -> Answer:
    """Get a post; the header ETag names its version, for editing."""
    return shown_post(request, int(post_id))


@writes(router, "POST", "/preview", Preview, _("Preview a text"))
def preview(request: ApiRequest, body: NewPreview) -> Answer:
    """Get a text as it would be shown in a post; nothing is kept."""
    shown = preview_of(request.viewer, body.text, source_format=SourceFormat.MARKDOWN, interview=body.interview)
    return Preview(html=shown.html)


@writes(router, "PATCH", "/posts/{post_id}", PostOut, _("Edit a post"), problems=(412, 428))
def edit_post(request: ApiRequest, post_id: PathId, body: PostChange, if_match: IfMatch = "") -> Answer:
    """Edit a post, and the title, type, tags, source and poll of the thread that it begins.

    Name the version that you changed. If it is no longer the last one, the answer holds both texts.
    """
    viewer = request.viewer
    post = find_post(viewer, int(post_id))
    editing.require_edit(viewer, post)
    tell_more(request, lambda error: _both_texts(request, post.pk, body, error))
    version = _version(if_match)
    if version is not None and version != post.edits:
        raise StaleVersion
    edges.editing(viewer, post.thread.board_id)
    edges.refuse_rich_text(viewer, post.thread.board_id, joined_at=viewer.joined_at or clock.now(), source=body.text)
    editing.edit_post(actor=viewer, post=post, source=body.text, base_edits=version, **_of_thread(post, body))
    return shown_post(request, post.pk)


@reads(router, "/posts/{post_id}/versions", Versions, _("List the versions of a post"))
def list_versions(
    request: ApiRequest, post_id: PathId, limit: VersionLimit = VERSIONS_MOST, after: After = ""
) -> Answer:
    """Versions of a post, the newest first, each with what it changed; none of a post that was never edited."""
    post = find_post(request.viewer, int(post_id))
    require_history(request.viewer, post)
    found, older = versions_of(post, number_after(after), limit)
    return Versions(items=[version_from(post.pk, each) for each in found], next=str(older) if older else None)


@writes(router, "DELETE", "/posts/{post_id}", None, _("Delete a post"))
def delete_post(
    request: ApiRequest,
    post_id: PathId,
    reason: Annotated[str, Query(max_length=500, description="Why; moderators have to say so.")] = "",
) -> Answer:
    """Delete a post of one's own, or as a moderator any; the first post takes its thread along."""
    editing.delete_post(actor=request.viewer, post=find_post(request.viewer, int(post_id)), reason=reason)
    return None


def _version(if_match: str) -> int | None:
    """Return the version that If-Match names, None for any.

    Raises:
        NoVersion: it names none.
        StaleVersion: it names one that no post has.
    """
    named = if_match.strip().removeprefix("W/").strip('"')
    if named == "*":
        return None
    if not named:
        raise NoVersion
    if not (named.isascii() and named.isdigit() and len(named) <= 9):  # noqa: PLR2004  no post is edited so often
        raise StaleVersion
    return int(named)


def _of_thread(post: Post, body: PostChange) -> Mapping[str, Any]:
    """Return what of a change concerns the thread.

    Raises:
        Invalid: it names something of the thread, and the post is not the first.
    """
    given = body.model_fields_set & {"title", "type_id", "tags", "article", "poll"}
    if given and not editing.is_first_post(post):
        from django.utils.translation import gettext

        raise Invalid({name: gettext("Only a thread's first post has this.") for name in given})
    change: dict[str, Any] = {"reason": body.reason}
    if "title" in given:
        change["title"] = body.title
    if "type_id" in given:
        change["type_id"] = int(body.type_id) if body.type_id else None
    if body.tags is not None:
        change["tags"] = body.tags
    if "article" in given:
        change["article"] = article_input(body.article)
    if "poll" in given:
        change["poll"] = poll_input(body.poll)
    return change


def _both_texts(request: ApiRequest, post_id: int, body: PostChange, error: WardmoteError) -> Mapping[str, Any]:
    if not isinstance(error, (StaleVersion, Conflict)):
        return {}
    return {
        "yours": body.model_dump(mode="json", exclude_unset=True),
        "current": shown_post(request, post_id).model_dump(mode="json"),
    }
