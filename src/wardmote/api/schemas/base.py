"""What all objects of the API have in common."""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Generic, TypeVar

from django.conf import settings
from ninja import Path, Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from wardmote.accounts.actor import Actor
from wardmote.accounts.queries.cards import Face
from wardmote.api.bounds import LIMIT_MOST
from wardmote.api.scopes import Scope, reaches

T = TypeVar("T")

Id = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,17}$", description="A number, as text.")]
PathId = Annotated[str, Path(pattern=r"^[1-9][0-9]{0,17}$")]
Limit = Annotated[int, Query(ge=1, le=LIMIT_MOST, description="How many items to return at the most.")]
After = Annotated[
    str, Query(max_length=64, description="Where to go on: `next` of the answer before. Empty for the beginning.")
]
Reason = Annotated[str, Field(max_length=2000, description="Why; who it concerns and the public log are told.")]


def _in_utc(moment: dt.datetime) -> dt.datetime:
    """Return a time in UTC; the last hours of all time have none there."""
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError:
        raise ValueError from None


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A time that is sent: with its offset, or it would be anybody's guess."""


class Model(BaseModel):
    """An object that is given or taken: nothing in it that is not described."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Page(Model, Generic[T]):
    """Part of a list."""

    items: list[T]
    next: str | None = Field(description="Where the list goes on: send it as `after`. Null at the end.")


class Member(Model):
    """A member, as they stand beside what they wrote."""

    id: Id
    url: str
    name: str
    avatar_url: str | None


class OwnCan(Model):
    """What one may do with what is one's own."""

    edit: bool
    delete: bool


class EditCan(Model):
    """Whether one may change what is set."""

    edit: bool


class FieldError(Model):
    """What is wrong with a field of the request."""

    field: str = Field(description="Its name, dotted where it stands within another; empty for the whole.")
    detail: str


class Problem(BaseModel):
    """An error, as RFC 9457 has it, with some members more."""

    type: str = Field(description="An address where the kind of error is explained.")
    title: str
    status: int
    detail: str = Field(description="What is wrong, in the language of who asks.")
    code: str = Field(description="The kind of error: it stays the same for programs.")
    errors: list[FieldError]
    request_id: str


def address(path: str) -> str:
    """Return the whole address of a path."""
    return f"{settings.SITE_URL}{path}"


def own_can(viewer: Actor, *, edit: bool = True, delete: bool = True) -> OwnCan:
    """Return what one may do with what is one's own: as far as the token reaches, what it allows of itself."""
    writes = reaches(viewer, Scope.WRITE)
    return OwnCan(edit=writes and edit, delete=writes and delete)


def member_of(pk: int, name: str, avatar: str = "") -> Member:
    """Return a member by what lists know of them."""
    return Member(
        id=str(pk),
        url=address(f"/u/{pk}"),
        name=name,
        avatar_url=address(f"/media/{avatar}") if avatar else None,
    )


def member_from(face: Face) -> Member:
    """Return a member from their face."""
    return member_of(face.id, face.name, face.avatar)


def members_from(faces: Iterable[Face]) -> list[Member]:
    """Return members from their faces."""
    return [member_from(face) for face in faces]
