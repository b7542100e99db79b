"""Make and change boards: the tree, their fields and their thread types. Administrators only.

Levels and moderators are in `wardmote.boards.actions.levels`; both are offered from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from wardmote.accounts import groups
from wardmote.accounts.models import Group
from wardmote.accounts.models.groups import GroupKind
from wardmote.accounts.spelling import spell
from wardmote.boards import ladder
from wardmote.boards.actions.levels import (
    add_moderator,
    remove_moderator,
    require_administrator,
    reset_levels,
    set_levels,
)
from wardmote.boards.fields import BoardFields, MoreFields, clean_board, clean_name
from wardmote.boards.models import Board, Thread, ThreadType
from wardmote.boards.models.board import DEPTH_MOST
from wardmote.boards.queries.structure import height, siblings, subtree
from wardmote.core import audit, clock
from wardmote.core.errors import Conflict, Invalid, NotFound

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

__all__ = [
    "add_moderator",
    "add_type",
    "archive_board",
    "create_board",
    "edit_board",
    "edit_type",
    "move_board",
    "remove_moderator",
    "remove_type",
    "reparent_board",
    "reset_levels",
    "rewrite_board",
    "set_levels",
    "unarchive_board",
]

MODERATOR_STARS = 7


@transaction.atomic
def create_board(
    *,
    actor: Actor,
    parent_id: int | None,
    slug: str,
    name: str,
    position: int | None = None,
    **more: Unpack[MoreFields],
) -> Board:
    """Make a board, the last among its siblings unless `position` is given, with the group of its moderators.

    Raises:
        NotAllowed: the actor is no administrator.
        Invalid: a field does not fit, the slug is taken, or the tree would be deeper than DEPTH_MOST.
    """
    require_administrator(actor)
    fields = clean_board(BoardFields(slug=slug, name=name, **more))
    _check_slug(str(fields["slug"]), None)
    _check_parent(parent_id, 1)
    if position is None:
        last = Board.objects.filter(parent_id=parent_id).aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
    group = Group.objects.create(
        kind=GroupKind.BOARD,
        title="版主",
        title_en="Moderator",
        stars=MODERATOR_STARS,
        **_group_names(str(fields["slug"]), str(fields["name"]), str(fields.get("name_en", ""))),
    )
    board = Board.objects.create(
        parent_id=parent_id, position=position, moderator_group=group, **fields, **_spelled(str(fields["name"]))
    )
    groups.snapshot.bump()
    ladder.snapshot.bump()
    audit.record(actor, "board.created", board, board_id=board.pk, details={"slug": board.slug, "parent": parent_id})
    return board


@transaction.atomic
def edit_board(*, actor: Actor, board_id: int, **given: Unpack[BoardFields]) -> Board:
    """Change a board's fields; those not given stay, and nothing is recorded where nothing changes.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such board.
        Invalid: a field does not fit, or the slug is taken.
    """
    require_administrator(actor)
    board = find(board_id)
    fields = clean_board(given)
    if "slug" in fields:
        _check_slug(str(fields["slug"]), board_id)
    changed = {name: value for name, value in fields.items() if getattr(board, name) != value}
    if not changed:
        return board
    told = {name: [getattr(board, name), value] for name, value in changed.items() if not name.startswith("rules_")}
    for name, value in changed.items():
        setattr(board, name, value)
    spelled = _spelled(board.name) if "name" in changed else {}
    for name, value in spelled.items():
        setattr(board, name, value)
    board.save(update_fields=[*changed, *spelled])
    if {"slug", "name", "name_en"} & changed.keys():
        Group.objects.filter(pk=board.moderator_group_id).update(**_group_names(board.slug, board.name, board.name_en))
        groups.snapshot.bump()
    ladder.snapshot.bump()
    details = {"changed": told} | ({"rules": True} if "rules_source" in changed else {})
    audit.record(actor, "board.edited", board, board_id=board_id, details=details)
    return board


@transaction.atomic
def move_board(*, actor: Actor, board_id: int, step: int) -> Board:
    """Move a board up (step -1) or down (1) among its siblings; at the end nothing changes.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such board.
    """
    require_administrator(actor)
    board = find(board_id)
    row = [sibling.id for sibling in siblings(board.parent_id)]
    place = row.index(board_id)
    target = min(max(place + step, 0), len(row) - 1)
    if target == place:
        return board
    row.insert(target, row.pop(place))
    # All are numbered anew: two that were made at once may share a position.
    for position, sibling_id in enumerate(row):
        Board.objects.filter(pk=sibling_id).exclude(position=position).update(position=position)
    ladder.snapshot.bump()
    audit.record(actor, "board.ordered", board, board_id=board_id, details={"step": step})
    board.refresh_from_db(fields=["position"])
    return board


@transaction.atomic
def reparent_board(*, actor: Actor, board_id: int, parent_id: int | None) -> Board:
    """Put a board with all below it under another parent, as its last; None makes it a category.

    Costs an update of every thread below, for their `category`.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such board.
        Invalid: it would lie in itself or too deep, or it holds threads and would become a category.
    """
    require_administrator(actor)
    board = find(board_id)
    if board.parent_id == parent_id:
        return board
    below = subtree(board_id)
    if parent_id in below:
        raise Invalid({"parent_id": _("A board cannot lie in itself.")})
    _check_parent(parent_id, height(board_id))
    if parent_id is None and Thread.objects.filter(board_id=board_id).exists():
        raise Invalid({"parent_id": _("This board holds threads, and a category cannot. Move them first.")})
    last = Board.objects.filter(parent_id=parent_id).aggregate(last=Max("position"))["last"]
    former = board.parent_id
    board.parent_id, board.position = parent_id, 0 if last is None else last + 1
    board.save(update_fields=["parent", "position"])
    ladder.snapshot.bump()
    Thread.objects.filter(board_id__in=below).update(category_id=ladder.forum().boards[board_id].category_id)
    audit.record(actor, "board.moved", board, board_id=board_id, details={"from": former, "to": parent_id})
    return board


@transaction.atomic
def rewrite_board(*, actor: Actor, board_id: int, parent_id: int | None, **given: Unpack[BoardFields]) -> Board:
    """Change a board's fields and its place in the tree, both or neither.

    Raises:
        NotAllowed, NotFound, Invalid: as `edit_board` and `reparent_board`.
    """
    edit_board(actor=actor, board_id=board_id, **given)
    return reparent_board(actor=actor, board_id=board_id, parent_id=parent_id)


@transaction.atomic
def archive_board(*, actor: Actor, board_id: int, reason: str = "") -> Board:
    """Close a board and all below it to new threads and replies; they stay readable.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such board.
        Invalid: the reason is too long.
    """
    require_administrator(actor)
    reason = audit.clean_reason(reason, required=False)
    board = find(board_id)
    if not Board.objects.filter(pk__in=subtree(board_id), archived_at=None).update(archived_at=clock.now()):
        return board
    ladder.snapshot.bump()
    audit.record(actor, "board.archived", board, reason=reason, board_id=board_id)
    board.refresh_from_db(fields=["archived_at"])
    return board


@transaction.atomic
def unarchive_board(*, actor: Actor, board_id: int, reason: str = "") -> Board:
    """Open an archived board again; the boards below it stay as they are.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such board.
        Conflict: its parent is archived.
        Invalid: the reason is too long.
    """
    require_administrator(actor)
    reason = audit.clean_reason(reason, required=False)
    board = find(board_id)
    if board.parent_id is not None and ladder.forum().boards[board.parent_id].archived_at is not None:
        raise Conflict(_("The board above is archived. Open that one first."))
    if not Board.objects.filter(pk=board_id, archived_at__isnull=False).update(archived_at=None):
        return board
    ladder.snapshot.bump()
    audit.record(actor, "board.unarchived", board, reason=reason, board_id=board_id)
    board.refresh_from_db(fields=["archived_at"])
    return board


@transaction.atomic
def add_type(*, actor: Actor, board_id: int, name: str, name_en: str = "") -> ThreadType:
    """Add a thread type to a board, after the others.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such board.
        Invalid: the name is empty, too long or there already.
    """
    require_administrator(actor)
    board = find(board_id)
    fields = _clean_type(board_id, None, name, name_en)
    last = ThreadType.objects.filter(board_id=board_id).aggregate(last=Max("position"))["last"]
    made = ThreadType.objects.create(board_id=board_id, position=0 if last is None else last + 1, **fields)
    ladder.snapshot.bump()
    audit.record(actor, "board.type_added", board, board_id=board_id, details={"type": made.name})
    return made


@transaction.atomic
def edit_type(*, actor: Actor, type_id: int, name: str, name_en: str = "") -> ThreadType:
    """Rename a thread type; its threads keep it.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such type.
        Invalid: the name is empty, too long or there already.
    """
    require_administrator(actor)
    kept = _find_type(type_id)
    fields = _clean_type(kept.board_id, type_id, name, name_en)
    if (kept.name, kept.name_en) == (fields["name"], fields["name_en"]):
        return kept
    details = {"from": kept.name, "to": fields["name"]}
    kept.name, kept.name_en = fields["name"], fields["name_en"]
    kept.save(update_fields=["name", "name_en"])
    ladder.snapshot.bump()
    audit.record(actor, "board.type_renamed", kept.board, board_id=kept.board_id, details=details)
    return kept


@transaction.atomic
def remove_type(*, actor: Actor, type_id: int) -> None:
    """Remove a thread type; its threads go without one.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such type.
    """
    require_administrator(actor)
    kept = _find_type(type_id)
    board, name = kept.board, kept.name
    kept.delete()
    ladder.snapshot.bump()
    audit.record(actor, "board.type_removed", board, board_id=board.pk, details={"type": name})


def find(board_id: int) -> Board:
    """Return a board by its id, for administrators (1 query).

    Raises:
        NotFound: there is none.
    """
    board = Board.objects.filter(pk=board_id).first()
    if board is None:
        raise NotFound
    return board


def _find_type(type_id: int) -> ThreadType:
    kept = ThreadType.objects.select_related("board").filter(pk=type_id).first()
    if kept is None:
        raise NotFound
    return kept


def _clean_type(board_id: int, type_id: int | None, name: str, name_en: str) -> dict[str, str]:
    cleaned = {
        "name": clean_name("name", name, most=20, required=True),
        "name_en": clean_name("name_en", name_en, most=30),
    }
    if ThreadType.objects.filter(board_id=board_id, name=cleaned["name"]).exclude(pk=type_id or 0).exists():
        raise Invalid({"name": _("This board has a type of that name.")})
    return cleaned


def _spelled(name: str) -> dict[str, str]:
    """Return how a board's name is typed on a Latin keyboard."""
    keys = spell(name)
    return {"name_pinyin": keys.pinyin, "name_initials": keys.initials}


def _check_slug(slug: str, board_id: int | None) -> None:
    if Board.objects.filter(slug=slug).exclude(pk=board_id or 0).exists():
        raise Invalid({"slug": _("Another board has this address.")})


def _check_parent(parent_id: int | None, levels: int) -> None:
    if parent_id is None:
        depth = 0
    elif (parent := ladder.forum().boards.get(parent_id)) is None:
        raise Invalid({"parent_id": _("There is no such board.")})
    else:
        depth = parent.depth + 1
    if depth + levels > DEPTH_MOST:
        raise Invalid({"parent_id": _("Boards lie at most %(most)s deep.") % {"most": DEPTH_MOST}})


def _group_names(slug: str, name: str, name_en: str) -> dict[str, str]:
    return {
        "key": f"moderators-{slug}",
        "name": f"{name[:36]}版主",
        "name_en": f"Moderators of {name_en or name}"[:60],
    }
