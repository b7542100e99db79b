"""From what a person typed to what is stored; used by every action that writes a post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wardmote.accounts import groups
from wardmote.accounts.queries.mentions import member_addresses
from wardmote.boards import ladder
from wardmote.boards.bounds import post_bounds
from wardmote.core.errors import Invalid
from wardmote.core.text.bounds import check_title
from wardmote.core.text.clean import clean_line, clean_text, is_blank
from wardmote.core.text.render import Rendered, SourceFormat, render

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor


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


def clean_source(source: str) -> str:
    """Return the text of a post as it is stored.

    Raises:
        Invalid: it says nothing (field "text").
    """
    cleaned = clean_text(source)
    if is_blank(cleaned):
        raise Invalid({"text": _("Please write something.")})
    return cleaned


def render_post(
    actor: Actor, source: str, *, source_format: str = SourceFormat.MARKDOWN, interview: bool = False
) -> Rendered:
    """Return a post as it will be shown (a query where it mentions somebody); previews use it as well.

    Links of members of trust-2 and above are not marked nofollow.

    Raises:
        Invalid: it is over a bound, or shows nothing (field "text").
    """
    rendered = render(
        source,
        source_format,
        bounds=post_bounds(),
        mentions=member_addresses,
        trusted=actor.is_administrator or groups.by_key("trust-2").id in actor.group_ids,
        interview=interview,
    )
    if is_blank(rendered.text) and not rendered.images:
        raise Invalid({"text": _("Please write something.")})
    return rendered


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
