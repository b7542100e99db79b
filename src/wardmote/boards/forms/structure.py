"""The form in which an administrator describes a board."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Self

from wardmote.boards.fields import BoardFields
from wardmote.boards.forms import fields as read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wardmote.boards.models import Board

FLAGS = ("type_required", "article_required", "answers")


@dataclass(frozen=True)
class BoardForm:
    """Everything as it was typed, so that it can be shown again; a flag is "on" or empty."""

    slug: str = ""
    name: str = ""
    name_en: str = ""
    description: str = ""
    description_en: str = ""
    rules_source: str = ""
    colour: str = "slate"
    icon: str = ""
    type_required: str = ""
    article_required: str = ""
    answers: str = ""
    approval: str = "none"
    tag_mode: str = "free"
    parent_id: str = ""

    @classmethod
    def posted(cls, posted: Mapping[str, str]) -> Self:
        """Return the form as it was sent."""
        return cls(**{field.name: read.text(posted, field.name) for field in fields(cls)})

    @classmethod
    def of(cls, board: Board) -> Self:
        """Return the form of a board that is there."""
        values = {field.name: getattr(board, field.name) for field in fields(cls)}
        values |= {flag: "on" if values[flag] else "" for flag in FLAGS}
        return cls(**values | {"parent_id": "" if board.parent_id is None else str(board.parent_id)})

    def parent(self) -> int | None:
        """Return the board that it shall lie in, None for a category.

        Raises:
            Invalid: it is no number.
        """
        return read.number(self.parent_id, "parent_id")

    def columns(self) -> BoardFields:
        """Return the columns to clean."""
        return BoardFields(
            slug=self.slug,
            name=self.name,
            name_en=self.name_en,
            description=self.description,
            description_en=self.description_en,
            rules_source=self.rules_source,
            colour=self.colour,
            icon=self.icon,
            type_required=bool(self.type_required),
            article_required=bool(self.article_required),
            answers=bool(self.answers),
            approval=self.approval,
            tag_mode=self.tag_mode,
        )
