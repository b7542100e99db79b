"""The API's description, for programs and for people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from wardmote.api.reference import reference
from wardmote.api.site import description
from wardmote.core.http.render import page

if TYPE_CHECKING:
    from django.http import HttpRequest


@csrf_exempt  # as the API is: it takes no sessions
@require_safe
def openapi(_request: HttpRequest) -> HttpResponse:
    """Return the description of the API as OpenAPI 3.1."""
    text = json.dumps(description(), ensure_ascii=False)
    return HttpResponse(text, content_type="application/json")


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show what the API takes and gives, made from its description, without any script."""
    return page(request, "api/docs.html", reference())
