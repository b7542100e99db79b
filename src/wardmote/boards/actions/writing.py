"""From what a person typed to what is stored; used by every action that writes a post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wardmote.accounts.writing import clean_source, render_source
from wardmote.boards import ladder
from wardmote.boards.bounds import post_bounds
from wardmote.core.errors import Invalid
from wardmote.core.text.bounds import check_title
from wardmote.core.text.clean import clean_line, is_blank
from wardmote.core.text.render import Rendered, SourceFormat
from wardmote.uploads.queries.shown import usable_by

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

__all__ = ["clean_source", "clean_title", "clean_type", "render_post"]


def clean_title(title: str) -> str:
    """Return the title on one line.

    Raises:
        Invalid: it is empty or too long (field "title").
    """
    cleaned = clean_line(title)
    if is_blank(cleaned):
        raise Invalid({"title": _("Please write a title.")})
    check_title(cleaned, post_bounds())
    return cleaned


def render_post(
    actor: Actor,
    source: str,
    *,
    source_format: str = SourceFormat.MARKDOWN,
    interview: bool = False,
    post_id: int | None = None,
) -> Rendered:
    """Return a post as it will be shown; previews use it as well.

    A query where it mentions somebody, and one where it holds pictures or files of the site's own: they may be the
    actor's, or such as stand already in the post that is being edited (`post_id`).

    Raises:
        Invalid: it is over a bound, or shows nothing (field "text").
    """
    return render_source(
        actor,
        source,
        bounds=post_bounds(),
        source_format=source_format,
        interview=interview,
        files=usable_by(actor, target="post", target_id=post_id),
    )


def clean_type(board_id: int, type_id: int | None) -> int | None:
    """Return the thread type if the board has it.

    Raises:
        Invalid: the board has no such type, or demands one (field "type").
    """
    board = ladder.forum().boards[board_id]
    if type_id is None:
        if board.type_required and board.types:
            raise Invalid({"type": _("Please choose a type.")})
        return None
    if type_id not in {kind.id for kind in board.types}:
        raise Invalid({"type": _("This board has no such type.")})
    return type_id
