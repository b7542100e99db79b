"""Keep threads and posts, with a note, in folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wardmote.core import clock, options, targets
from wardmote.core.errors import Conflict, Invalid, NotFound
from wardmote.core.text.clean import clean_line, is_blank
from wardmote.marks.actions import folders
from wardmote.marks.actions.holding import hold_member
from wardmote.marks.models import Bookmark
from wardmote.marks.models.bookmark import NOTE_MOST

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.marks.models import BookmarkKind

BOOKMARKS_MOST = options.integer(
    "bookmarks_most", 5_000, section="limits", label=_("Bookmarks that a member may have"), least=1, most=100_000
)


@transaction.atomic
def add_bookmark(*, actor: Actor, kind: BookmarkKind, target_id: int) -> Bookmark:
    """Keep something, without a note and in no folder; what is kept already stays as it is (at most 6 queries).

    Raises:
        NotSignedIn: a guest asks.
        NotFound: the actor may not see it.
        Conflict: the actor has as many bookmarks as one may have.
    """
    return _kept(actor, kind, target_id)


@transaction.atomic
def keep_bookmark(
    *, actor: Actor, kind: BookmarkKind, target_id: int, note: str, folder_id: int | None = None, new_folder: str = ""
) -> Bookmark:
    """Keep something with a note, in a folder or in a new one; what is kept already gets them.

    Raises:
        NotSignedIn, NotFound, Conflict: as in `add_bookmark`.
        Invalid: the note or the new folder's name does not fit, or the actor has no such folder.
    """
    member_id = actor.own_id
    cleaned = clean_note(note)
    bookmark = _kept(actor, kind, target_id)
    into = folders.find_or_create(member_id, folder_id, new_folder)
    Bookmark.objects.filter(pk=bookmark.pk).update(note=cleaned, folder_id=into)
    folders.count_move(bookmark.folder_id, into)
    bookmark.refresh_from_db(fields=["note", "folder"])
    return bookmark


@transaction.atomic
def remove_bookmark(*, actor: Actor, kind: BookmarkKind, target_id: int) -> None:
    """Keep something no longer; what is not kept stays so, and what may no longer be seen can be let go.

    Raises:
        NotSignedIn: a guest asks.
    """
    member_id = actor.own_id
    hold_member(member_id)
    this = Bookmark.objects.filter(member_id=member_id, kind=kind, target_id=target_id)
    folder_id = this.values_list("folder_id", flat=True).first()
    if this.delete()[0]:
        folders.count_move(folder_id, None)


@transaction.atomic
def change_bookmark(
    *, actor: Actor, bookmark_id: int, note: str, folder_id: int | None = None, new_folder: str = ""
) -> Bookmark:
    """Change the note and the folder of one's own bookmark, whatever has become of what it leads to.

    Raises:
        NotSignedIn: a guest asks.
        NotFound: the actor has no such bookmark.
        Invalid: the note or the new folder's name does not fit, or the actor has no such folder.
    """
    member_id = actor.own_id
    cleaned = clean_note(note)
    hold_member(member_id)
    bookmark = Bookmark.objects.filter(pk=bookmark_id, member_id=member_id).first()
    if bookmark is None:
        raise NotFound
    into = folders.find_or_create(member_id, folder_id, new_folder)
    Bookmark.objects.filter(pk=bookmark_id).update(note=cleaned, folder_id=into)
    folders.count_move(bookmark.folder_id, into)
    bookmark.refresh_from_db(fields=["note", "folder"])
    return bookmark


def clean_note(note: str) -> str:
    """Return a note on one line.

    Raises:
        Invalid: it is too long (field "note").
    """
    cleaned = clean_line(note)
    if is_blank(cleaned):
        return ""
    if len(cleaned) > NOTE_MOST:
        raise Invalid({"note": _("At most %(most)s characters.") % {"most": NOTE_MOST}})
    return cleaned


def _kept(actor: Actor, kind: BookmarkKind, target_id: int) -> Bookmark:
    """Return the bookmark, made now unless it is there, the member's row held."""
    member_id = actor.own_id
    if not targets.see(kind, actor, [target_id]):
        raise NotFound
    hold_member(member_id)
    rows = Bookmark.objects.filter(member_id=member_id)
    found = rows.filter(kind=kind, target_id=target_id).first()
    if found is not None:
        return found
    if rows.count() >= BOOKMARKS_MOST.get():
        raise Conflict(_("You have as many bookmarks as one can have. Please remove some first."))
    return Bookmark.objects.create(member_id=member_id, kind=kind, target_id=target_id, made_at=clock.now())
