"""Members."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from pydantic import Field

from wardmote.accounts.actions.sanctions import sanctionable
from wardmote.accounts.actor import Actor
from wardmote.accounts.queries.blocks import BlockedMember
from wardmote.accounts.queries.cards import AuthorCard, Face
from wardmote.accounts.queries.find_members import FoundMember
from wardmote.api.queries.tokens import Bearer
from wardmote.api.schemas.base import Id, Member, Model, OwnCan, Page, address, member_from, member_of, own_can
from wardmote.api.schemas.boards import Named, named
from wardmote.api.schemas.posts import PostCan, can_of
from wardmote.api.scopes import Scope, reaches
from wardmote.boards.queries.found_posts import FoundPost as Found
from wardmote.boards.rules import may_moderate_everywhere
from wardmote.conversations.rules import may_send


class TokenState(Model):
    """What a token lets a program do, and until when."""

    scope: Scope
    expires_at: dt.datetime


class MeCan(Model):
    """What one may do, of what depends on no board."""

    write: bool = Field(description="The token does more than read.")
    send_messages: bool
    moderate: bool = Field(description="On all boards.")


class Me(Member):
    """The member whose token it is."""

    language: str
    is_confirmed: bool
    is_silenced: bool
    unread_notices: int
    unread_conversations: int
    drafts: int
    token: TokenState
    can: MeCan


class MemberCan(Model):
    """What one may do with a member."""

    follow: bool
    block: bool
    moderate: bool = Field(description="Silence and suspend.")


class ListedMember(Member):
    """A member of a list."""

    can: MemberCan


class Members(Page[ListedMember]):
    """Members."""


class Profile(Member):
    """A member, as everybody may know them."""

    title: str
    title_en: str
    stars: int
    threads: int
    posts: int
    credits: int
    featured: int
    joined_at: dt.datetime
    last_seen_at: dt.datetime | None = Field(description="Null where the member does not show it.")
    about: str
    is_followed: bool
    is_blocked: bool = Field(description="The token's member has blocked them.")
    can: MemberCan


class FoundCan(PostCan):
    """What one may do with a post that was found, in its thread too."""

    reply: bool
    moderate: bool


class FoundPost(Model):
    """A post in short, in lists over many threads."""

    id: Id
    url: str
    thread_id: Id
    thread_title: str
    board_id: Id
    floor: int | None
    author: Named
    created_at: dt.datetime
    excerpt: str
    can: FoundCan


class FoundPosts(Page[FoundPost]):
    """Posts in short."""


class Block(Model):
    """A member whom one has blocked."""

    url: str
    member: Member
    since: dt.datetime
    hide_posts: bool
    can: OwnCan


class Blocks(Page[Block]):
    """Members whom one has blocked, the latest first."""


class NewBlock(Model):
    """How somebody is blocked."""

    hide_posts: bool = Field(False, description="Fold their posts as well.")


def me_from(bearer: Bearer) -> Me:
    """Return the member of a token (no query)."""
    actor = bearer.actor
    writes = reaches(actor, Scope.WRITE)
    return Me(
        **member_of(actor.own_id, actor.name, actor.avatar).model_dump(),
        language=actor.language,
        is_confirmed=actor.confirmed,
        is_silenced=actor.silenced,
        unread_notices=actor.unread_notices,
        unread_conversations=actor.unread_conversations,
        drafts=actor.drafts,
        token=TokenState(scope=bearer.scope, expires_at=bearer.expires_at),
        can=MeCan(
            write=writes,
            send_messages=writes and may_send(actor),
            moderate=may_moderate_everywhere(actor),
        ),
    )


def members_can(viewer: Actor, ids: Collection[int]) -> Mapping[int, MemberCan]:
    """Return what one may do with members (at most 1 query, none for most)."""
    writes, judged = reaches(viewer, Scope.WRITE), sanctionable(viewer, ids)
    others = {pk: writes and pk != viewer.member_id for pk in ids}
    return {pk: MemberCan(follow=other, block=other, moderate=pk in judged) for pk, other in others.items()}


def listed_members(viewer: Actor, found: Sequence[Face | FoundMember]) -> list[ListedMember]:
    """Return members of a list (at most 1 query)."""
    can = members_can(viewer, [each.id for each in found])
    return [ListedMember(**member_of(each.id, each.name, each.avatar).model_dump(), can=can[each.id]) for each in found]


def profile_from(card: AuthorCard, about: str, *, is_followed: bool, is_blocked: bool, can: MemberCan) -> Profile:
    """Return a member as their profile shows them (no query)."""
    return Profile(
        **member_of(card.id, card.name, card.avatar).model_dump(),
        title=card.title,
        title_en=card.title_en,
        stars=card.stars,
        threads=card.threads,
        posts=card.posts,
        credits=card.credits,
        featured=card.featured,
        joined_at=card.joined_at,
        last_seen_at=card.last_seen_at,
        about=about,
        is_followed=is_followed,
        is_blocked=is_blocked,
        can=can,
    )


def found_from(found: Found) -> FoundPost:
    """Return a post in short (no query)."""
    return FoundPost(
        id=str(found.id),
        url=address(f"/p/{found.id}"),
        thread_id=str(found.thread_id),
        thread_title=found.title,
        board_id=str(found.board_id),
        floor=found.floor,
        author=named(found.author_id, found.author),
        created_at=found.at,
        excerpt=found.excerpt,
        can=FoundCan(
            **can_of(found.can.post, react=found.can.react, comment=found.can.comment, rate=found.can.rate),
            reply=found.can.reply,
            moderate=found.can.moderate,
        ),
    )


def block_from(viewer: Actor, block: BlockedMember) -> Block:
    """Return a block."""
    return Block(
        url=address("/settings/blocks"),
        member=member_from(block.face),
        since=block.since,
        hide_posts=block.hide_posts,
        can=own_can(viewer),
    )
