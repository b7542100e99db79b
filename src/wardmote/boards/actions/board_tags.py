"""The list of tags that a board offers, or takes alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _

from wardmote.boards import ladder, rules
from wardmote.boards.actions.tagging import hold_tags, tags_named
from wardmote.boards.models import Board, BoardTag
from wardmote.boards.queries.tags import board_tags
from wardmote.boards.tag_names import clean_name, once
from wardmote.core import audit
from wardmote.core.errors import Invalid, NotFound
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wardmote.accounts.actor import Actor

LIST_MOST: Final = 100
"""Tags of a list."""


@transaction.atomic
def set_board_tags(*, actor: Actor, board_id: int, names: Sequence[str]) -> None:
    """Make these the tags of a board's list, in their order; threads keep what they have.

    Raises:
        NotFound, NotSignedIn, NotAllowed: the actor does not moderate the board, or it is a category.
        Invalid: a name does not fit, or there are too many (field "tags").
    """
    rules.require_level(actor, board_id, Level.MODERATE)
    if ladder.forum().boards[board_id].is_category:
        raise NotFound
    wanted = once(clean_name(name) for name in names)
    if len(wanted) > LIST_MOST:
        raise Invalid({"tags": _("A board may list at most %(most)s tags.") % {"most": LIST_MOST}})
    hold_tags()
    before = board_tags(board_id)
    tags = tags_named(actor, wanted)
    after = [tag.name for tag in tags]
    if after == before:
        return
    BoardTag.objects.filter(board_id=board_id).delete()
    BoardTag.objects.bulk_create(
        BoardTag(board_id=board_id, tag=tag, position=position) for position, tag in enumerate(tags)
    )
    board = Board.objects.get(pk=board_id)
    audit.record(actor, "board.tags_set", board, board_id=board_id, details={"before": before, "tags": after})
