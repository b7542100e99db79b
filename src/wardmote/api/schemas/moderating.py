"""What moderators do, each act with its reason."""

from typing import Annotated

from pydantic import Field

from wardmote.api.schemas.base import Id, Model, Moment, Reason


class Act(Model):
    """An act that needs nothing but a reason."""

    reason: Reason


class LevelAct(Act):
    """How far something goes."""

    level: int = Field(ge=0, le=9)


class HighlightAct(Act):
    """How a title looks in lists; empty for plainly."""

    highlight: str = Field(max_length=40)


class TypeAct(Act):
    """Which type a thread gets; null for none."""

    type_id: Id | None


class MoveAct(Act):
    """Where a thread goes."""

    board_id: Id
    type_id: Id | None = None


class MergeAct(Act):
    """Into which thread another goes."""

    into_id: Id


class SplitAct(Act):
    """Which replies become a thread of their own."""

    post_ids: Annotated[list[Id], Field(max_length=1000)]
    title: str = Field(max_length=1000)


class SanctionAct(Act):
    """Until when somebody is sanctioned; null for good."""

    until: Moment | None
