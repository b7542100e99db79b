"""Boards for administrators: the tree, one board, its types and moderators."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wardmote.accounts.queries.by_name import find_member_named
from wardmote.boards import ladder
from wardmote.boards.actions import structure
from wardmote.boards.forms import fields as read
from wardmote.boards.forms.structure import BoardForm
from wardmote.boards.models.board import COLOURS, Approval, TagMode
from wardmote.boards.queries.structure import TreeRow, moderators_of, parents_for, tree_rows
from wardmote.core.errors import NotFound
from wardmote.core.http.keep import keep_form
from wardmote.core.text.render import render as render_text
from wardmote.pages.staff_access import is_administrator, require
from wardmote.pages.views.staff import Told, Typed, staff_page, told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.http import HttpResponse

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.ladder import BoardInfo
    from wardmote.core.errors import Text, WardmoteError

COLOUR_NAMES: dict[str, Text] = {
    "slate": gettext_lazy("Slate"),
    "blue": gettext_lazy("Blue"),
    "teal": gettext_lazy("Teal"),
    "green": gettext_lazy("Green"),
    "olive": gettext_lazy("Olive"),
    "gold": gettext_lazy("Gold"),
    "brown": gettext_lazy("Brown"),
    "plum": gettext_lazy("Plum"),
}
APPROVAL_NAMES: dict[str, Text] = {
    Approval.NONE.value: gettext_lazy("Nothing"),
    Approval.THREADS.value: gettext_lazy("New threads"),
    Approval.ALL.value: gettext_lazy("New threads and replies"),
}
TAG_MODES: dict[str, Text] = {
    TagMode.NONE.value: gettext_lazy("None"),
    TagMode.FREE.value: gettext_lazy("Any"),
    TagMode.LIST.value: gettext_lazy("Those of its list"),
}


@dataclass(frozen=True)
class BoardsPage:
    """The tree."""

    rows: tuple[TreeRow, ...]


@dataclass(frozen=True)
class BoardPage:
    """One board's form; `board` is None while it is new."""

    form: BoardForm
    board: BoardInfo | None
    parents: Sequence[BoardInfo]
    moderators: Sequence[tuple[int, str]] = ()
    preview: str = ""
    errors: Told = field(default_factory=Told)
    typed: Typed = field(default_factory=Typed)
    """What was typed into the smaller forms: a type's name, a moderator's."""
    colours: Sequence[tuple[str, Text]] = tuple((colour, COLOUR_NAMES[colour]) for colour in COLOURS)
    approvals: Sequence[tuple[str, Text]] = tuple(APPROVAL_NAMES.items())
    tag_modes: Sequence[tuple[str, Text]] = tuple(TAG_MODES.items())


@require_GET
def boards(request: Asked) -> HttpResponse:
    """Show the tree with buttons to order it."""
    require(request.viewer, is_administrator)
    return staff_page(request, "staff/boards.html", BoardsPage(tree_rows()), desk="staff-boards")


@require_http_methods(["GET", "HEAD", "POST"])
def new_board(request: Asked) -> HttpResponse:
    """Make a board."""
    require(request.viewer, is_administrator)
    if request.method != "POST":
        form = BoardForm(parent_id=request.GET.get("parent", ""))
        return _show(request, BoardPage(form, None, parents_for(None)))
    form = BoardForm.posted(request.POST)
    keep_form(request, lambda error: _show(request, _page(None, form, error)))
    if "preview" in request.POST:
        return _show(request, BoardPage(form, None, parents_for(None), preview=_preview(form)))
    made = structure.create_board(actor=request.viewer, parent_id=form.parent(), **form.columns())
    messages.success(request, _("The board was made."))
    return HttpResponseRedirect(reverse("staff-board", args=[made.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def board(request: Asked, board_id: int) -> HttpResponse:
    """Edit a board."""
    require(request.viewer, is_administrator)
    if request.method != "POST":
        return _show(request, _page(board_id, BoardForm.of(structure.find(board_id))))
    form = BoardForm.posted(request.POST)
    keep_form(request, lambda error: _show(request, _page(board_id, form, error)))
    if "preview" in request.POST:
        return _show(request, _page(board_id, form, preview=_preview(form)))
    structure.rewrite_board(actor=request.viewer, board_id=board_id, parent_id=form.parent(), **form.columns())
    messages.success(request, _("The board was saved."))
    return HttpResponseRedirect(reverse("staff-board", args=[board_id]))


@require_POST
def board_act(request: Asked, board_id: int, act: str) -> HttpResponse:
    """Do one of the smaller acts: order, archive, types, moderators."""
    require(request.viewer, is_administrator)
    known = _ACTS.get(act)
    if known is None:
        raise NotFound
    form = BoardForm.of(structure.find(board_id))
    typed = request.POST.dict()
    keep_form(request, lambda error: _show(request, _page(board_id, form, error, typed=typed)))
    known(request.viewer, board_id, typed)
    if act in {"up", "down"}:
        return HttpResponseRedirect(f"{reverse('staff-boards')}#board-{board_id}")
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("staff-board", args=[board_id]))


def _add_type(actor: Actor, board_id: int, typed: Mapping[str, str]) -> None:
    name, name_en = typed.get("type_name", ""), typed.get("type_name_en", "")
    structure.add_type(actor=actor, board_id=board_id, name=name, name_en=name_en)


def _edit_type(actor: Actor, board_id: int, typed: Mapping[str, str]) -> None:
    name, name_en = typed.get("type_name", ""), typed.get("type_name_en", "")
    structure.edit_type(actor=actor, type_id=_type_id(board_id, typed), name=name, name_en=name_en)


def _remove_type(actor: Actor, board_id: int, typed: Mapping[str, str]) -> None:
    structure.remove_type(actor=actor, type_id=_type_id(board_id, typed))


def _type_id(board_id: int, typed: Mapping[str, str]) -> int:
    type_id = read.number(typed.get("type", ""), "type")
    if type_id not in {kept.id for kept in ladder.forum().boards[board_id].types}:
        raise NotFound
    return type_id


def _add_moderator(actor: Actor, board_id: int, typed: Mapping[str, str]) -> None:
    member = find_member_named(typed.get("member", ""), "member")
    structure.add_moderator(actor=actor, board_id=board_id, member=member, reason=typed.get("reason", ""))


def _remove_moderator(actor: Actor, board_id: int, typed: Mapping[str, str]) -> None:
    member = find_member_named(typed.get("member", ""), "member")
    structure.remove_moderator(actor=actor, board_id=board_id, member=member, reason=typed.get("reason", ""))


def _archive(actor: Actor, board_id: int, typed: Mapping[str, str]) -> None:
    structure.archive_board(actor=actor, board_id=board_id, reason=typed.get("reason", ""))


def _unarchive(actor: Actor, board_id: int, typed: Mapping[str, str]) -> None:
    structure.unarchive_board(actor=actor, board_id=board_id, reason=typed.get("reason", ""))


def _up(actor: Actor, board_id: int, _typed: Mapping[str, str]) -> None:
    structure.move_board(actor=actor, board_id=board_id, step=-1)


def _down(actor: Actor, board_id: int, _typed: Mapping[str, str]) -> None:
    structure.move_board(actor=actor, board_id=board_id, step=1)


_ACTS: dict[str, Callable[[Actor, int, Mapping[str, str]], None]] = {
    "up": _up,
    "down": _down,
    "archive": _archive,
    "unarchive": _unarchive,
    "add-type": _add_type,
    "edit-type": _edit_type,
    "remove-type": _remove_type,
    "add-moderator": _add_moderator,
    "remove-moderator": _remove_moderator,
}


def _preview(form: BoardForm) -> str:
    return render_text(form.rules_source, trusted=True).html if form.rules_source.strip() else ""


def _page(
    board_id: int | None,
    form: BoardForm,
    error: WardmoteError | None = None,
    *,
    preview: str = "",
    typed: Mapping[str, str] | None = None,
) -> BoardPage:
    if board_id is not None and board_id not in ladder.forum().boards:
        raise NotFound
    return BoardPage(
        form,
        None if board_id is None else ladder.forum().boards[board_id],
        parents_for(board_id),
        moderators=() if board_id is None else moderators_of(board_id),
        preview=preview,
        errors=told(error),
        typed=Typed(typed or {}),
    )


def _show(request: Asked, data: BoardPage) -> HttpResponse:
    return staff_page(request, "staff/board.html", data, desk="staff-boards")
