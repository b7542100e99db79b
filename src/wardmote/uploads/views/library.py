"""A member's own uploads: the page, and the address that the editor's script sends files to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wardmote.accounts.views.settings import for_members, form_methods
from wardmote.core.errors import Invalid, NotSignedIn
from wardmote.core.http.asked import key_from, refuse_other_lists
from wardmote.core.http.errors import wants_json
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page
from wardmote.uploads.actions.describing import describe_upload
from wardmote.uploads.actions.removing import delete_upload
from wardmote.uploads.edges import take_in
from wardmote.uploads.markdown import markdown_of
from wardmote.uploads.queries.library import library_page, own_upload
from wardmote.uploads.queries.shown import own_file

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import WardmoteError
    from wardmote.uploads.models import Upload


@form_methods
@for_members
def library(request: Asked, member_id: int) -> HttpResponse:
    """Show one's pictures and files, and take new ones; a script gets JSON."""
    del member_id
    if request.method != "POST":
        refuse_other_lists(request, "before")
        return page(request, "uploads.html", library_page(request.viewer, key_from(request, "before")))
    if not wants_json(request):
        _keep_library(request)
    sent = request.FILES.getlist("file") or request.FILES.getlist("files")
    if not sent:
        raise Invalid({"files": _("Choose a picture or a file first.")})
    taken = take_in(request.viewer, sent, alt=request.POST.get("alt", ""), caption=request.POST.get("caption", ""))
    if wants_json(request):
        if not taken.uploads:
            taken.raise_errors()
        return JsonResponse(
            {
                **_told(taken.uploads[0]),
                "all": [_told(upload) for upload in taken.uploads],
                "errors": [str(message) for message in taken.messages],
            }
        )
    taken.raise_errors()
    count = len(taken.uploads)
    stored = ngettext("%(count)s file is stored.", "%(count)s files are stored.", count) % {"count": count}
    messages.success(request, stored)
    return SeeOther(reverse("uploads"))


@require_POST
def change(request: Asked, key: str) -> HttpResponse:
    """Say what a picture shows."""
    if not wants_json(request):
        _keep_library(request)
    described = describe_upload(
        actor=request.viewer,
        key=key,
        alt=request.POST.get("alt", ""),
        caption=request.POST.get("caption", ""),
    )
    if wants_json(request):
        return JsonResponse(_told(described))
    messages.success(request, _("Saved."))
    return SeeOther(f"{reverse('uploads')}#u{described.pk}")


@form_methods
def delete(request: Asked, key: str) -> HttpResponse:
    """Ask before an upload goes, and delete it."""
    if not request.viewer.is_member:
        raise NotSignedIn
    shown = own_upload(request.viewer, key)
    if request.method != "POST":
        return page(request, "delete-upload.html", {"upload": shown, "message": ""})
    keep_form(
        request,
        lambda error: page(request, "delete-upload.html", {"upload": shown, "message": error.message}),
    )
    delete_upload(actor=request.viewer, key=key)
    messages.success(request, _("“%(name)s” is deleted.") % {"name": shown.name})
    return SeeOther(reverse("uploads"))


def _keep_library(request: Asked) -> None:
    def show(error: WardmoteError) -> HttpResponse:
        fields = error.fields if isinstance(error, Invalid) else {}
        data = replace(library_page(request.viewer, None), errors=fields, message=error.message)
        return page(request, "uploads.html", data)

    keep_form(request, show)


def _told(upload: Upload) -> dict[str, Any]:
    shown = own_file(upload)
    return {
        "key": upload.key,
        "address": shown.address,
        "markdown": markdown_of(upload),
        "kind": upload.kind,
        "name": upload.name,
        "width": upload.width,
        "height": upload.height,
        "size": upload.size_bytes,
        "widths": list(shown.widths),
        "alt": upload.alt,
        "caption": upload.caption,
    }
