"""Posts and their versions."""

import datetime as dt
from typing import Literal

from pydantic import Field

from wardmote.api.schemas.base import Id, Member, Model, Page, address, member_of
from wardmote.api.schemas.boards import Named, named
from wardmote.boards.queries.can import PostCan as PageCan
from wardmote.boards.queries.history import Version as PostVersion
from wardmote.boards.queries.post_list import ListedPost


class Reaction(Model):
    """One kind of reaction, and how many members gave it."""

    kind: Literal["support", "oppose", "thanks"]
    count: int
    mine: bool


class PostFile(Model):
    """A file below a post."""

    id: str
    url: str
    name: str
    size_bytes: int


class PostCan(Model):
    """What one may do with a post."""

    quote: bool
    edit: bool
    delete: bool
    restore: bool
    react: bool
    comment: bool
    rate: bool
    read_versions: bool
    approve: bool


class Post(Model):
    """A post."""

    id: Id
    url: str
    thread_id: Id
    floor: int | None = Field(description="Its number in the thread; null while it awaits approval.")
    author: Member
    created_at: dt.datetime
    edited_at: dt.datetime | None
    version: int = Field(description="Grows with each edit; name it in If-Match to edit.")
    html: str
    source: str | None = Field(description="As it was written; for who may edit it only.")
    source_format: str
    quotes_id: Id | None
    state: Literal["public", "pending", "refused", "deleted"]
    is_folded: bool = Field(description="The token's member has blocked its author and wants their posts folded.")
    reactions: list[Reaction]
    comments: int
    ratings: int
    rated: int
    files: list[PostFile]
    can: PostCan


class Posts(Page[Post]):
    """Posts."""


class NewPreview(Model):
    """A text to be looked at."""

    text: str = Field(max_length=100_000, description="Markdown.")
    interview: bool = False


class Preview(Model):
    """A text as it would be shown."""

    html: str


class Version(Model):
    """A version of a post: what it changed in the one before, or the whole of the first."""

    number: int
    url: str
    author: Named | None
    at: dt.datetime
    reason: str
    changes_html: str = Field(description="What was added stands in `ins`, what was taken away in `del`.")
    title_changes_html: str | None


class Versions(Page[Version]):
    """Versions of a post, the newest first."""


def version_from(post_id: int, version: PostVersion) -> Version:
    """Return a version of a post."""
    return Version(
        number=version.number,
        url=address(f"/p/{post_id}/history#v{version.number}"),
        author=named(version.author_id, version.author_name) if version.author_id is not None else None,
        at=version.at,
        reason=version.reason,
        changes_html=version.changes,
        title_changes_html=version.title_changes,
    )


def post_from(listed: ListedPost) -> Post:
    """Return a post as the viewer's page of its thread shows it (no query)."""
    item = listed.item
    return Post(
        id=str(item.id),
        url=address(f"/p/{item.id}"),
        thread_id=str(listed.thread_id),
        floor=item.floor,
        author=member_of(item.author.id, item.author.name, item.author.avatar),
        created_at=item.created_at,
        edited_at=item.edited_at,
        version=listed.version,
        html=item.html,
        source=listed.source,
        source_format=listed.source_format,
        quotes_id=None if listed.quotes_id is None else str(listed.quotes_id),
        state="deleted" if item.deleted else item.state,  # type: ignore[arg-type]
        is_folded=item.folded,
        reactions=[
            Reaction(kind=tally.kind, count=tally.count, mine=tally.mine)  # type: ignore[arg-type]
            for tally in item.under.reactions.tallies
        ],
        comments=item.under.comment_count,
        ratings=item.under.rating_count,
        rated=item.under.rated,
        files=[
            PostFile(id=file.key, url=address(f"/f/{file.key}"), name=file.name, size_bytes=file.size_bytes)
            for file in item.files
        ],
        can=PostCan(
            **can_of(item.can, react=item.under.reactions.may, comment=item.under.may_comment, rate=item.under.may_rate)
        ),
    )


def can_of(can: PageCan, *, react: bool, comment: bool, rate: bool) -> dict[str, bool]:
    """Return the fields of a `PostCan`."""
    return {
        "quote": can.quote,
        "edit": can.edit,
        "delete": can.delete,
        "restore": can.restore,
        "react": react,
        "comment": comment,
        "rate": rate,
        "read_versions": can.history,
        "approve": can.approve,
    }
