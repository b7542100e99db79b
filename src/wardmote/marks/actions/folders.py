"""Folders of bookmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from wardmote.core import options
from wardmote.core.errors import Invalid, NotFound
from wardmote.core.text.clean import clean_line, is_blank
from wardmote.marks.actions.holding import hold_member
from wardmote.marks.models import Bookmark, BookmarkFolder
from wardmote.marks.models.bookmark import NAME_MOST

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

FOLDERS_MOST = options.integer(
    "bookmark_folders_most", 50, section="limits", label=_("Folders of bookmarks that a member may have"), most=500
)


@transaction.atomic
def create_folder(*, actor: Actor, name: str) -> BookmarkFolder:
    """Make a folder after the others.

    Raises:
        NotSignedIn: a guest asks.
        Invalid: the name is empty, too long or taken, or there are too many folders (field "name").
    """
    hold_member(actor.own_id)
    return _create(actor.own_id, name, "name")


@transaction.atomic
def rename_folder(*, actor: Actor, folder_id: int, name: str) -> None:
    """Give a folder another name.

    Raises:
        NotSignedIn: a guest asks.
        NotFound: the actor has no such folder.
        Invalid: the name is empty, too long or taken (field "name").
    """
    hold_member(actor.own_id)
    own = BookmarkFolder.objects.filter(member_id=actor.own_id)
    if not own.filter(pk=folder_id).exists():
        raise NotFound
    cleaned = _clean_name(name, "name")
    _require_free(actor.own_id, cleaned, "name", but=folder_id)
    own.filter(pk=folder_id).update(name=cleaned)


@transaction.atomic
def move_folder_up(*, actor: Actor, folder_id: int) -> None:
    """Put a folder before the one that stands before it; the first stays where it is.

    Raises:
        NotSignedIn: a guest asks.
        NotFound: the actor has no such folder.
    """
    hold_member(actor.own_id)
    own = BookmarkFolder.objects.filter(member_id=actor.own_id)
    order = list(own.order_by("position", "id").values_list("pk", flat=True))
    if folder_id not in order:
        raise NotFound
    place = order.index(folder_id)
    if place:
        order[place - 1], order[place] = order[place], order[place - 1]
    for position, pk in enumerate(order, start=1):
        own.filter(pk=pk).exclude(position=position).update(position=position)


@transaction.atomic
def delete_folder(*, actor: Actor, folder_id: int) -> None:
    """Take a folder away; its bookmarks stay, in none.

    Raises:
        NotSignedIn: a guest asks.
        NotFound: the actor has no such folder.
    """
    hold_member(actor.own_id)
    if not BookmarkFolder.objects.filter(pk=folder_id, member_id=actor.own_id).exists():
        raise NotFound
    Bookmark.objects.filter(folder_id=folder_id).update(folder=None)
    BookmarkFolder.objects.filter(pk=folder_id).delete()


def find_or_create(member_id: int, folder_id: int | None, new_folder: str) -> int | None:
    """Return the number of a member's folder: a new one where a name is given, else the one named, else None.

    A new one of a name that is there is that one. The member's row is held.

    Raises:
        Invalid: the member has no such folder, or a new one does not fit (field "folder" or "new_folder").
    """
    if not is_blank(clean_line(new_folder)):
        cleaned = _clean_name(new_folder, "new_folder")
        there = BookmarkFolder.objects.filter(member_id=member_id, name=cleaned).values_list("pk", flat=True).first()
        return there or _create(member_id, cleaned, "new_folder").pk
    if folder_id is None:
        return None
    if not BookmarkFolder.objects.filter(pk=folder_id, member_id=member_id).exists():
        raise Invalid({"folder": _("Choose one of the values offered.")})
    return folder_id


def count_move(before: int | None, after: int | None) -> None:
    """Count a bookmark that has gone from one folder to another; None is no folder (at most 2 queries)."""
    if before == after:
        return
    for folder_id, by in ((before, -1), (after, 1)):
        if folder_id is not None:
            BookmarkFolder.objects.filter(pk=folder_id).update(bookmarks=F("bookmarks") + by)


def _create(member_id: int, name: str, field: str) -> BookmarkFolder:
    cleaned = _clean_name(name, field)
    _require_free(member_id, cleaned, field)
    own = BookmarkFolder.objects.filter(member_id=member_id)
    if own.count() >= FOLDERS_MOST.get():
        raise Invalid({field: _("You may have at most %(most)s folders.") % {"most": FOLDERS_MOST.get()}})
    last = own.aggregate(last=Max("position"))["last"] or 0
    return BookmarkFolder.objects.create(member_id=member_id, name=cleaned, position=last + 1)


def _clean_name(name: str, field: str) -> str:
    cleaned = clean_line(name)
    if is_blank(cleaned):
        raise Invalid({field: _("Please fill this in.")})
    if len(cleaned) > NAME_MOST:
        raise Invalid({field: _("At most %(most)s characters.") % {"most": NAME_MOST}})
    return cleaned


def _require_free(member_id: int, name: str, field: str, *, but: int | None = None) -> None:
    of_that_name = BookmarkFolder.objects.filter(member_id=member_id, name=name).values_list("pk", flat=True).first()
    if of_that_name not in {None, but}:
        raise Invalid({field: _("You have a folder of this name already.")})
