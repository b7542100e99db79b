"""The page of one bookmark, and the list of all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from wardmote.accounts.queries.settings import Messages
from wardmote.accounts.views.settings import for_members, form_methods
from wardmote.core import targets
from wardmote.core.errors import Invalid, NotFound
from wardmote.core.http.asked import key_from, refuse_other_lists
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page
from wardmote.marks import edges
from wardmote.marks.actions import bookmarks
from wardmote.marks.forms import BookmarkForm
from wardmote.marks.models import BookmarkKind
from wardmote.marks.queries.bookmarks import Asking, bookmark_of, bookmarks_page, folders_of, own_bookmark
from wardmote.marks.views.answers import done

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpResponse

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import WardmoteError
    from wardmote.core.targets import Seen
    from wardmote.marks.queries.bookmarks import Folder, Kept


@dataclass(frozen=True)
class BookmarkPage:
    """The form of one bookmark; `seen` is what it leads to, None where that may no longer be read."""

    address: str
    kind: str
    seen: Seen | None
    form: BookmarkForm
    folders: Sequence[Folder]
    kept: bool
    back: str
    errors: Messages = field(default_factory=Messages)


@form_methods
@for_members
def bookmark(request: Asked, member_id: int, kind: str, target_id: int) -> HttpResponse:
    """Keep a thread or post, with a note and in a folder where they are given; one that is kept leads to its own page.

    A script's button sends `quick`, and nothing else changes then.
    """
    del member_id
    if kind not in BookmarkKind.values:
        raise NotFound
    which = BookmarkKind(kind)
    seen = targets.see(which, request.viewer, [target_id]).get(target_id)
    if seen is None:
        raise NotFound
    if request.method != "POST":
        there = bookmark_of(request.viewer, which, target_id)
        if there is not None:
            return SeeOther(reverse("bookmark-edit", args=[there.pk]))
        return page(request, "bookmark.html", _new(request.viewer, which, seen, BookmarkForm()))
    edges.marking(request.viewer)
    form = BookmarkForm.posted(request.POST)
    if "quick" in request.POST:
        bookmarks.add_bookmark(actor=request.viewer, kind=which, target_id=target_id)
    else:
        _keep(request, lambda errors: _new(request.viewer, which, seen, form, errors))
        bookmarks.keep_bookmark(
            actor=request.viewer,
            kind=which,
            target_id=target_id,
            note=form.note,
            folder_id=form.folder_id(),
            new_folder=form.new_folder,
        )
    return done(request, _("Bookmarked."), seen.address)


@form_methods
@for_members
def edit(request: Asked, member_id: int, bookmark_id: int) -> HttpResponse:
    """Change the note or the folder of a bookmark, or remove it."""
    kept = own_bookmark(request.viewer, bookmark_id)
    stored = BookmarkForm(kept.note, str(kept.folder.id) if kept.folder else "")
    if request.method != "POST":
        return page(request, "bookmark.html", _old(member_id, kept, stored))
    edges.marking(request.viewer)
    if "remove" in request.POST:
        bookmarks.remove_bookmark(actor=request.viewer, kind=BookmarkKind(kept.kind), target_id=kept.target_id)
        return done(request, _("The bookmark is removed."), reverse("bookmarks"))
    form = BookmarkForm.posted(request.POST)
    _keep(request, lambda errors: _old(member_id, kept, form, errors))
    bookmarks.change_bookmark(
        actor=request.viewer,
        bookmark_id=bookmark_id,
        note=form.note,
        folder_id=form.folder_id(),
        new_folder=form.new_folder,
    )
    messages.success(request, _("Saved."))
    return SeeOther(reverse("bookmarks"))


@form_methods
@for_members
def all_bookmarks(request: Asked, member_id: int) -> HttpResponse:
    """Show one's own bookmarks."""
    del member_id
    refuse_other_lists(request, "folder", "before")
    asking = Asking(key_from(request, "folder"), request.GET.get("q", ""), key_from(request, "before"))
    return page(request, "bookmarks.html", bookmarks_page(request.viewer, asking))


def _new(
    viewer: Actor, kind: BookmarkKind, seen: Seen, form: BookmarkForm, errors: Messages | None = None
) -> BookmarkPage:
    return BookmarkPage(
        address=reverse("bookmark", args=[kind.value, seen.id]),
        kind=kind,
        seen=seen,
        form=form,
        folders=folders_of(viewer.own_id),
        kept=False,
        back=seen.address,
        errors=errors or Messages(),
    )


def _old(member_id: int, kept: Kept, form: BookmarkForm, errors: Messages | None = None) -> BookmarkPage:
    return BookmarkPage(
        address=reverse("bookmark-edit", args=[kept.id]),
        kind=kept.kind,
        seen=kept.seen,
        form=form,
        folders=folders_of(member_id),
        kept=True,
        back=reverse("bookmarks"),
        errors=errors or Messages(),
    )


def _keep(request: Asked, again: Callable[[Messages], BookmarkPage]) -> None:
    """Show the form again with what was typed and what is wrong with it."""

    def show(error: WardmoteError) -> HttpResponse:
        fields = error.fields if isinstance(error, Invalid) else {"": [error.message]}
        return page(request, "bookmark.html", again(Messages(fields)))

    keep_form(request, show)
