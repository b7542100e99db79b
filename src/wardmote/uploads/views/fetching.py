"""Send pictures and files to whoever may see what they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db.models import F
from django.http import FileResponse, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from wardmote.core.best_effort import best_effort
from wardmote.core.errors import NotFound
from wardmote.uploads import files
from wardmote.uploads.models import Upload, UploadKind
from wardmote.uploads.queries.access import find_upload
from wardmote.uploads.sizes import widths_of

if TYPE_CHECKING:
    from wardmote.accounts.views.asked import Asked

KEPT_S = 300
"""How long a browser may show a picture again without asking; the right to see it may end at any time."""

POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; sandbox"
)
"""A picture by itself is laid out by the browser, with styles of its own; nothing that was uploaded runs."""


@require_safe
def fetch(request: Asked, key: str) -> HttpResponse:
    """Send a picture, or a file to be saved."""
    upload = find_upload(request.viewer, key)
    if upload.kind == UploadKind.PICTURE:
        return _send(request, upload, None, kept_s=KEPT_S)
    response = _send(request, upload, None, kept_s=0)
    if request.method == "GET" and response.status_code == 200:  # noqa: PLR2004
        with best_effort("a download"):
            Upload.objects.filter(pk=upload.pk).update(downloads=F("downloads") + 1)
    return response


@require_safe
def fetch_width(request: Asked, key: str, width: int) -> HttpResponse:
    """Send a picture in one of its smaller widths, or whole while the worker has not made that yet."""
    upload = find_upload(request.viewer, key)
    if width not in widths_of(upload.width, upload.frames):
        raise NotFound
    if width in upload.thumbs:
        return _send(request, upload, width, kept_s=KEPT_S)
    return _send(request, upload, None, kept_s=0)


def _send(request: Asked, upload: Upload, width: int | None, *, kept_s: int) -> HttpResponse:
    etag = f'"{upload.stem[:8]}-{width or "full"}"'
    response = get_conditional_response(request, etag=etag) or _whole(upload, width)
    response["ETag"] = etag
    # Whoever signs out takes the right along: what was kept for one cookie is not shown for another.
    response["Vary"] = "Cookie"
    response["Cache-Control"] = f"private, max-age={kept_s}" if kept_s else "private, no-cache"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Security-Policy"] = POLICY
    return cast("HttpResponse", response)


def _whole(upload: Upload, width: int | None) -> FileResponse:
    file = files.opened(files.path(upload.stem, width))
    if file is None:
        raise NotFound
    is_picture = upload.kind == UploadKind.PICTURE
    # What a device called a picture is nobody's business; a file is looked for by its name.
    name = f"picture-{upload.key[:8]}.webp" if is_picture else upload.name
    response = FileResponse(file, content_type=upload.type)
    response["Content-Disposition"] = content_disposition_header(not is_picture, name) or "attachment"
    return response
