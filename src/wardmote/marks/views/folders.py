"""The page of one's folders of bookmarks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from wardmote.accounts.queries.settings import Messages
from wardmote.accounts.views.settings import for_members, form_methods
from wardmote.core.errors import Invalid
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page
from wardmote.marks import edges
from wardmote.marks.actions import folders
from wardmote.marks.queries.bookmarks import folders_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import WardmoteError
    from wardmote.marks.queries.bookmarks import Folder


@dataclass(frozen=True)
class FoldersPage:
    """The folders, and what was typed for one of them (`which`, 0 for a new one) that does not fit."""

    folders: Sequence[Folder]
    which: int = 0
    typed: str = ""
    errors: Messages = field(default_factory=Messages)


@form_methods
@for_members
def all_folders(request: Asked, member_id: int) -> HttpResponse:
    """Show the folders, or make one."""
    if request.method != "POST":
        return page(request, "bookmark-folders.html", FoldersPage(folders_of(member_id)))
    edges.marking(request.viewer)
    name = request.POST.get("name", "")
    _keep(request, member_id, 0, name)
    folders.create_folder(actor=request.viewer, name=name)
    messages.success(request, _("The folder is made."))
    return SeeOther(reverse("bookmark-folders"))


@form_methods
@for_members
def one_folder(request: Asked, member_id: int, folder_id: int) -> HttpResponse:
    """Rename a folder, move it up, or take it away."""
    if request.method != "POST":
        return SeeOther(reverse("bookmark-folders"))
    edges.marking(request.viewer)
    if "remove" in request.POST:
        folders.delete_folder(actor=request.viewer, folder_id=folder_id)
        messages.success(request, _("The folder is gone. Its bookmarks are still there, in no folder."))
    elif "up" in request.POST:
        folders.move_folder_up(actor=request.viewer, folder_id=folder_id)
    else:
        name = request.POST.get("name", "")
        _keep(request, member_id, folder_id, name)
        folders.rename_folder(actor=request.viewer, folder_id=folder_id, name=name)
        messages.success(request, _("Saved."))
    return SeeOther(reverse("bookmark-folders"))


def _keep(request: Asked, member_id: int, which: int, typed: str) -> None:
    def show(error: WardmoteError) -> HttpResponse:
        fields = error.fields if isinstance(error, Invalid) else {"": [error.message]}
        return page(
            request, "bookmark-folders.html", FoldersPage(folders_of(member_id), which, typed, Messages(fields))
        )

    keep_form(request, show)
