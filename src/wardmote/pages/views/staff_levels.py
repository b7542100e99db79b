"""Who may do what, for administrators: the table of levels, and why somebody can do something."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wardmote.accounts import actor as actors
from wardmote.accounts import groups
from wardmote.accounts.models import Member
from wardmote.accounts.names import fold_width
from wardmote.boards import ladder
from wardmote.boards.actions import structure
from wardmote.boards.queries.why import LevelTable, Why, level_table, somebody_in, why
from wardmote.core.errors import NotFound
from wardmote.core.http.keep import keep_form
from wardmote.core.language import bilingual
from wardmote.core.permissions import Level
from wardmote.pages.staff_access import is_administrator, require
from wardmote.pages.views.staff import Told, staff_page, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpResponse

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.groups import GroupInfo
    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.ladder import BoardInfo
    from wardmote.core.errors import Text, WardmoteError

LEVEL_NAMES: dict[Level, Text] = {
    Level.NONE: gettext_lazy("0 · does not know of it"),
    Level.SEE: gettext_lazy("1 · sees that it is there"),
    Level.READ: gettext_lazy("2 · reads"),
    Level.REPLY: gettext_lazy("3 · replies"),
    Level.START: gettext_lazy("4 · starts threads"),
    Level.MODERATE: gettext_lazy("5 · moderates"),
}
PREFIX = "level-"


@dataclass(frozen=True)
class LevelsPage:
    """The table of levels of a board or of the site."""

    table: LevelTable
    names: Mapping[Level, Text]
    reason: str = ""
    errors: Told = field(default_factory=Told)


@dataclass(frozen=True)
class WhyPage:
    """The question, and its answer when it was asked."""

    member: str
    group: str
    board: str
    names: Mapping[Level, Text]
    boards: Sequence[BoardInfo]
    groups: Sequence[GroupInfo]
    who: str = ""
    answer: Why | None = None
    errors: Told = field(default_factory=Told)


@require_http_methods(["GET", "HEAD", "POST"])
def levels(request: Asked, board_id: int | None = None) -> HttpResponse:
    """Show and set the levels of a board, or of the site without one."""
    require(request.viewer, is_administrator)
    if board_id is not None and board_id not in ladder.forum().boards:
        raise NotFound
    if request.method != "POST":
        return _show(request, LevelsPage(level_table(board_id), LEVEL_NAMES))
    given = {
        name.removeprefix(PREFIX): Level(int(value))
        for name, value in request.POST.items()
        if name.startswith(PREFIX) and value in {str(int(level)) for level in Level}
    }
    reason = request.POST.get("reason", "")
    keep_form(request, lambda error: _show(request, _again(board_id, given, reason, error)))
    structure.set_levels(actor=request.viewer, board_id=board_id, levels=given, reason=reason)
    messages.success(request, _("The levels were saved."))
    return HttpResponseRedirect(_address(board_id))


@require_POST
def reset(request: Asked, board_id: int) -> HttpResponse:
    """Let a board inherit again."""
    require(request.viewer, is_administrator)
    keep_form(request, lambda error: _show(request, _again(board_id, {}, request.POST.get("reason", ""), error)))
    structure.reset_levels(actor=request.viewer, board_id=board_id, reason=request.POST.get("reason", ""))
    messages.success(request, _("The board inherits its levels again."))
    return HttpResponseRedirect(_address(board_id))


def _again(board_id: int | None, given: Mapping[str, Level], reason: str, error: WardmoteError) -> LevelsPage:
    table = level_table(board_id)
    rows = tuple(replace(row, given=given.get(row.group.key)) for row in table.rows) if given else table.rows
    return LevelsPage(replace(table, rows=rows), LEVEL_NAMES, reason, told(error))


def _address(board_id: int | None) -> str:
    return reverse("staff-root-levels") if board_id is None else reverse("staff-levels", args=[board_id])


def _show(request: Asked, data: LevelsPage) -> HttpResponse:
    return staff_page(request, "staff/levels.html", data, desk="staff-boards")


@require_GET
def why_page(request: Asked) -> HttpResponse:
    """Answer "why can X do Y here?" for a member by name, a guest, or somebody in a group."""
    require(request.viewer, is_administrator)
    asked = WhyPage(
        member=request.GET.get("member", "").strip(),
        group=request.GET.get("group", ""),
        board=request.GET.get("board", ""),
        names=LEVEL_NAMES,
        boards=tuple(ladder.forum().boards.values()),
        groups=tuple(groups.all_groups().values()),
    )
    return staff_page(request, "staff/why.html", _answered(asked), desk="staff-why")


def _answered(asked: WhyPage) -> WhyPage:
    if not asked.board:
        return asked
    board_id = ladder.forum().by_slug.get(asked.board)
    if board_id is None:
        return replace(asked, errors=Told(board=[_("There is no such board.")]))
    who, actor = _person(asked)
    if actor is None:
        return replace(asked, errors=Told(member=[_("There is no member of that name.")]))
    return replace(asked, who=who, answer=why(actor, board_id))


def _person(asked: WhyPage) -> tuple[str, Actor | None]:
    if asked.member:
        member = Member.objects.filter(name=fold_width(asked.member)).first()
        return (member.name, actors.actor_of(member)) if member else ("", None)
    if asked.group in {group.key for group in asked.groups}:
        group = groups.by_key(asked.group)
        if group.key != groups.GUESTS:
            return _("Somebody in “%(group)s”") % {"group": group_name(group)}, somebody_in(group)
    return _("A guest"), actors.guest()


def group_name(group: GroupInfo) -> str:
    """Return a group's name in the active language."""
    return bilingual(group.name, group.name_en)
