"""Tags."""

from collections.abc import Sequence

from pydantic import Field

from wardmote.accounts import capabilities
from wardmote.accounts.actor import Actor
from wardmote.api.schemas.base import EditCan, Model, Page, address
from wardmote.api.schemas.moderating import Act
from wardmote.api.schemas.writing import Tags as TagNames
from wardmote.api.scopes import Scope, reaches
from wardmote.boards import rules
from wardmote.boards.ladder import BoardInfo
from wardmote.boards.queries.tag_pages import CountedTag, tag_address


class TagCan(Model):
    """What one may do with a tag."""

    manage: bool = Field(description="Rename, merge and delete it.")


class Tag(Model):
    """A tag, with how many threads that one may read bear it."""

    name: str
    url: str
    threads: int
    has_more: bool = Field(description="There are more threads than were counted.")
    can: TagCan


class Tags(Page[Tag]):
    """Tags, in the order of their names."""


def tag_from(viewer: Actor, counted: CountedTag) -> Tag:
    """Return a tag of the list."""
    return Tag(
        name=counted.name,
        url=address(tag_address(counted.name)),
        threads=counted.threads,
        has_more=counted.more,
        can=TagCan(manage=reaches(viewer, Scope.MODERATE) and viewer.can(capabilities.MANAGE_TAGS)),
    )


class NewBoardTags(Model):
    """The tags that a board is to list, in their order."""

    tags: TagNames


class BoardTags(NewBoardTags):
    """The tags that a board lists, in their order."""

    url: str
    can: EditCan


class TagName(Act):
    """What a tag is called from now on, or which tag it goes into."""

    name: str = Field(max_length=200)


def board_tags_from(viewer: Actor, board: BoardInfo, names: Sequence[str]) -> BoardTags:
    """Return the tags that a board lists (no query)."""
    may = rules.may_moderate(viewer, board.id)
    return BoardTags(
        tags=tuple(names), url=address(f"/b/{board.slug}/tags" if may else f"/b/{board.slug}"), can=EditCan(edit=may)
    )
