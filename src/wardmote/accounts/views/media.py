"""Avatars, as files. Other uploads come with their own issue and their own checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse
from django.views.decorators.http import require_safe

from wardmote.accounts import avatars
from wardmote.core.errors import NotFound

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
def avatar(request: HttpRequest, name: str) -> FileResponse:
    """Send a picture. Its name is random and its content never changes, so that whoever has it keeps it."""
    del request
    file = avatars.find(name)
    if file is None:
        raise NotFound
    response = FileResponse(file.open("rb"), content_type="image/webp")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
