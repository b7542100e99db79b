"""Tags: the page of one, the page of all, completion, a board's list, and what those do who keep them in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import HttpResponsePermanentRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from wardmote.accounts import actor as actors
from wardmote.accounts import capabilities
from wardmote.boards import rules
from wardmote.boards.actions import board_tags, tag_upkeep
from wardmote.boards.forms import fields
from wardmote.boards.queries import tags
from wardmote.boards.queries.find import find_board
from wardmote.boards.queries.tag_pages import tag_address, tag_page, tags_page
from wardmote.boards.tag_names import clean_name, split_names
from wardmote.boards.views.editor import Crumbs, Messages, crumbs_to, messages_of
from wardmote.boards.views.heads import tag_head, tags_head
from wardmote.boards.views.writing import write_methods
from wardmote.core import rates
from wardmote.core.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from wardmote.core.http.asked import key_from
from wardmote.core.http.clients import address_of
from wardmote.core.http.front_marks import guest_page
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.ladder import BoardInfo
    from wardmote.boards.models import Tag
    from wardmote.core.errors import Text, WardmoteError

LOOKS: Final = rates.Rate("complete-tags", 240, 60)
"""The script asks at each pause between two letters."""
LISTS: Final = rates.Rate("list-tags", 60, 60)
TYPED_MOST: Final = 60
KEY_MOST: Final = 100


@dataclass(frozen=True)
class TagAct:
    """An act on a tag: its words, the field it needs, and how it is done; it returns the address to go to."""

    heading: Text
    explanation: Text
    button: Text
    done: Text
    run: Callable[[Actor, Tag, str, str], str]
    field: str = ""
    label: Text = ""
    danger: bool = False


@dataclass(frozen=True)
class TagActPage:
    """What the page of an act shows; `value` and `reason` are as typed."""

    act: TagAct
    name: str
    back: str
    value: str = ""
    reason: str = ""
    message: Text = ""
    errors: Messages = field(default_factory=Messages)


@dataclass(frozen=True)
class BoardTagsPage:
    """The page on which moderators write a board's list."""

    board: BoardInfo
    crumbs: Crumbs
    typed: str
    most: int = board_tags.LIST_MOST
    message: Text = ""
    errors: Messages = field(default_factory=Messages)


@guest_page("before")
@require_safe
def tag(request: Asked, name: str) -> HttpResponse:
    """Show a tag's threads; a former name, or another way to write it, leads to where they are."""
    found = tags.find_tag(request.viewer, name)
    before = key_from(request, "before")
    if found.moved:
        return HttpResponsePermanentRedirect(tag_address(found.tag.name))
    data = tag_page(request.viewer, found.tag, before)
    public = not request.viewer.is_member or tags.tags_visible_to(actors.guest()).filter(pk=found.tag.pk).exists()
    return page(request, "tag.html", data, head=tag_head(data, public=public))


@require_safe
def all_tags(request: Asked) -> HttpResponse:
    """Show the tags that the viewer may know of."""
    if request.viewer.is_member:
        rates.take(LISTS, str(request.viewer.member_id))
    else:
        rates.take(LISTS, rates.address_key(address_of(request)))
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:TYPED_MOST]
    after = request.GET.get("after", "").replace("\x00", "")[:KEY_MOST]
    data = tags_page(request.viewer, typed, after)
    return page(request, "tags.html", data, head=tags_head(data))


@require_safe
def complete(request: Asked) -> HttpResponse:
    """Return at most eight tags that begin as what was typed, those of the board's list first."""
    viewer = request.viewer
    if not viewer.is_member:
        raise NotSignedIn
    rates.take(LOOKS, str(viewer.own_id))
    slug = request.GET.get("board")
    board_id = None if slug is None else find_board(viewer, slug).id
    names = tags.complete_tags(viewer, request.GET.get("q", ""), board_id=board_id)
    # As the script for names of members expects them.
    found = [{"id": number, "name": name} for number, name in enumerate(names)]
    return JsonResponse({"members": found}, headers={"Cache-Control": "private, no-store"})


@write_methods
def tag_act(request: Asked, name: str, act: str) -> HttpResponse:
    """Show the page of an act on a tag, or do it."""
    chosen = ACTS.get(act)
    if chosen is None:
        raise NotFound
    found = tags.find_tag(request.viewer, name)
    if not request.viewer.is_member:
        raise NotSignedIn
    if not request.viewer.can(capabilities.MANAGE_TAGS):
        raise NotAllowed
    data = TagActPage(chosen, found.tag.name, tag_address(found.tag.name))
    if request.method != "POST":
        shown = found.tag.name if chosen.field == "name" else ""
        return page(request, "tag-act.html", TagActPage(chosen, data.name, data.back, shown))
    value = fields.text(request.POST, chosen.field) if chosen.field else ""
    reason = fields.text(request.POST, "reason")

    def show(error: WardmoteError) -> HttpResponse:
        told = TagActPage(chosen, data.name, data.back, value, reason, error.message, messages_of(error))
        return page(request, "tag-act.html", told)

    keep_form(request, show)
    reached = chosen.run(request.viewer, found.tag, value, reason)
    messages.success(request, str(chosen.done))
    return SeeOther(reached)


@write_methods
def board_list(request: Asked, slug: str) -> HttpResponse:
    """Show the list of tags of a board to its moderators, or keep it."""
    board = find_board(request.viewer, slug)
    if not request.viewer.is_member:
        raise NotSignedIn
    rules.require_level(request.viewer, board.id, Level.MODERATE)
    if board.is_category:
        raise NotFound
    if request.method != "POST":
        typed = _(", ").join(tags.board_tags(board.id))
        return page(request, "board-tags.html", BoardTagsPage(board, crumbs_to(board.id), typed))
    typed = fields.text(request.POST, "tags")

    def show(error: WardmoteError) -> HttpResponse:
        data = BoardTagsPage(board, crumbs_to(board.id), typed, message=error.message, errors=messages_of(error))
        return page(request, "board-tags.html", data)

    keep_form(request, show)
    board_tags.set_board_tags(actor=request.viewer, board_id=board.id, names=split_names(typed))
    messages.success(request, _("The board's tags are saved."))
    return SeeOther(reverse("board", args=[slug]))


def _rename(actor: Actor, found: Tag, name: str, reason: str) -> str:
    return tag_address(tag_upkeep.rename_tag(actor=actor, tag=found, name=name, reason=reason).name)


def _merge(actor: Actor, found: Tag, name: str, reason: str) -> str:
    name = clean_name(name, "into")
    try:
        into = tags.find_tag(actor, name).tag
    except NotFound:
        raise Invalid({"into": _("There is no tag “%(name)s”.") % {"name": name}}) from None
    return tag_address(tag_upkeep.merge_tags(actor=actor, tag=found, into=into, reason=reason).name)


def _delete(actor: Actor, found: Tag, _value: str, reason: str) -> str:
    tag_upkeep.delete_tag(actor=actor, tag=found, reason=reason)
    return reverse("tags")


ACTS: Final[dict[str, TagAct]] = {
    "rename": TagAct(
        gettext_lazy("Rename this tag"),
        gettext_lazy("All its threads bear the new name. The old one leads to it."),
        gettext_lazy("Rename the tag"),
        gettext_lazy("The tag is renamed."),
        _rename,
        "name",
        gettext_lazy("New name"),
    ),
    "merge": TagAct(
        gettext_lazy("Merge this tag into another"),
        gettext_lazy("All its threads bear the other tag. This name leads there, also where somebody writes it."),
        gettext_lazy("Merge the tags"),
        gettext_lazy("The tags are merged."),
        _merge,
        "into",
        gettext_lazy("The other tag"),
    ),
    "delete": TagAct(
        gettext_lazy("Delete this tag"),
        gettext_lazy("It is taken off all its threads, which themselves stay. This cannot be undone."),
        gettext_lazy("Delete the tag"),
        gettext_lazy("The tag is deleted."),
        _delete,
        danger=True,
    ),
}
