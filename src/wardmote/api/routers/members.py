"""Members, what they wrote, and whose token it is."""

from typing import Annotated

from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from wardmote.accounts.actions.blocks import block_member, unblock_member
from wardmote.accounts.queries.blocks import blocked_by, blocks_page
from wardmote.accounts.queries.cards import author_cards
from wardmote.accounts.queries.find_members import MEANT_MOST, find_members
from wardmote.accounts.queries.profiles import about_of
from wardmote.accounts.views.blocks import RATE as BLOCKING
from wardmote.api.bounds import LIMIT
from wardmote.api.cursors import number_after, part_of, time_after
from wardmote.api.request import ApiRequest
from wardmote.api.routing import Answer, reads, writes
from wardmote.api.schemas.base import After, Limit, PathId
from wardmote.api.schemas.boards import Threads, thread_from
from wardmote.api.schemas.members import (
    Blocks,
    FoundPosts,
    Me,
    Members,
    NewBlock,
    Profile,
    block_from,
    found_from,
    listed_members,
    me_from,
    members_can,
    profile_from,
)
from wardmote.boards.moments import format_key
from wardmote.boards.queries.found_posts import member_replies, member_threads
from wardmote.boards.views.complete import LOOKS
from wardmote.core import rates
from wardmote.core.errors import NotFound
from wardmote.marks.models import FollowKind
from wardmote.marks.queries.state import is_followed

router = Router(tags=["members"])


@reads(router, "/me", Me, _("Whose token it is"), own=True)
def get_me(request: ApiRequest) -> Answer:
    """Get the member whose token it is, what is new for them, and what the token lets a program do."""
    assert request.bearer is not None  # noqa: S101  the gate has asked for it
    return me_from(request.bearer)


@reads(router, "/members", Members, _("Find members by name"), own=True)
def list_members(
    request: ApiRequest,
    name: Annotated[str, Query(min_length=1, max_length=40, description="How a name, its pinyin or initials begin.")],
    limit: Limit = LIMIT,
    after: After = "",
) -> Answer:
    """Members whose name may be meant, the shortest names first.

    At most 40 are found by the name, its pinyin and its initials each: two letters more narrow it.
    """
    rates.take(LOOKS, str(request.viewer.own_id))
    found, following = part_of(find_members(name, most=MEANT_MOST), after, limit, lambda member: member.id)
    return Members(items=listed_members(request.viewer, found), next=following)


@reads(router, "/members/{member_id}", Profile, _("Get a member"))
def get_member(request: ApiRequest, member_id: PathId) -> Answer:
    """Get a member, as everybody may know them."""
    viewer, number = request.viewer, int(member_id)
    about = about_of(number)
    if about is None:
        raise NotFound
    return profile_from(
        author_cards([number])[number],
        about,
        is_followed=is_followed(viewer, FollowKind.MEMBER, number)(),
        is_blocked=number in blocked_by(viewer),
        can=members_can(viewer, [number])[number],
    )


@reads(router, "/members/{member_id}/threads", Threads, _("List the threads of a member"))
def list_member_threads(request: ApiRequest, member_id: PathId, limit: Limit = LIMIT, after: After = "") -> Answer:
    """Threads that a member began, the latest first, as far as one may read them."""
    number = _known(member_id)
    found, more = member_threads(request.viewer, number, number_after(after), limit)
    items = [thread_from(request.viewer, each) for each in found]
    return Threads(items=items, next=items[-1].id if more else None)


@reads(router, "/members/{member_id}/replies", FoundPosts, _("List the replies of a member"))
def list_member_replies(request: ApiRequest, member_id: PathId, limit: Limit = LIMIT, after: After = "") -> Answer:
    """Replies of a member, the latest first, as far as one may read them."""
    number = _known(member_id)
    found, more = member_replies(request.viewer, number, number_after(after), limit)
    items = [found_from(each) for each in found]
    return FoundPosts(items=items, next=items[-1].id if more else None)


@reads(router, "/blocks", Blocks, _("List whom one has blocked"), own=True)
def list_blocks(request: ApiRequest, limit: Limit = LIMIT, after: After = "") -> Answer:
    """Members whom the token's member has blocked, the latest first."""
    found = blocks_page(request.viewer.own_id, time_after(after), limit)
    last = found.blocked[-1] if found.more else None
    following = format_key(last.since, last.id) if last else None
    return Blocks(items=[block_from(request.viewer, each) for each in found.blocked], next=following)


@writes(router, "PUT", "/members/{member_id}/block", None, _("Block a member"))
def block(request: ApiRequest, member_id: PathId, body: NewBlock) -> Answer:
    """Keep a member from writing to one and sending one notices; they are not told."""
    rates.take(BLOCKING, str(request.viewer.own_id))
    block_member(actor=request.viewer, member_id=int(member_id), hide_posts=body.hide_posts)
    return None


@writes(router, "DELETE", "/members/{member_id}/block", None, _("Unblock a member"))
def unblock(request: ApiRequest, member_id: PathId) -> Answer:
    """Let a member be heard again."""
    unblock_member(actor=request.viewer, member_id=int(member_id))
    return None


def _known(member_id: str) -> int:
    """Return the number of a member who has a profile.

    Raises:
        NotFound: there is none.
    """
    if about_of(int(member_id)) is None:
        raise NotFound
    return int(member_id)
