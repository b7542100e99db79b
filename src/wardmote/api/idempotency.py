"""Do a request once, however often it is sent: `Idempotency-Key`.

Source: draft-ietf-httpapi-idempotency-key-header-06.
"""

from __future__ import annotations

import hashlib
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.utils.translation import gettext as _

from wardmote.api.actions.answers import claim_answer, give_up, keep_answer
from wardmote.api.models import KEY_CHARS
from wardmote.core.http.bounds import BadRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from wardmote.api.request import ApiRequest

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
_KEY: Final = re.compile(rf"[!-~]{{1,{KEY_CHARS}}}")


def once(request: ApiRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the answer of an act; with a key, of the first request that came with it.

    Only what succeeded is kept: after an error the same request may be sent again.

    Raises:
        BadRequest: the key is none.
        OtherBody: the key was used for another request.
        UnderWay: the first request with the key is not answered yet.
    """
    key = request.headers.get(HEADER)
    if key is None or request.bearer is None:
        return act()
    key = key.strip('"')
    if not _KEY.fullmatch(key):
        raise BadRequest(_("An Idempotency-Key has 1 to %(most)s letters, digits and signs.") % {"most": KEY_CHARS})
    token_id = request.bearer.token_id
    kept = claim_answer(token_id=token_id, key=key, fingerprint=_fingerprint(request))
    if kept is not None and kept.status is not None:
        return _again(kept.status, kept.location, kept.body)
    request.key = key
    try:
        response = act()
    except BaseException:
        give_up(token_id=token_id, key=key)
        raise
    keep_answer(
        token_id=token_id,
        key=key,
        status=response.status_code,
        location=response.get("Location", ""),
        body=response.content.decode(),
    )
    return response


def _fingerprint(request: ApiRequest) -> str:
    about = f"{request.method} {request.get_full_path()}\n{request.content_type}\n".encode()
    if request.content_type == "multipart/form-data":
        # Its body has been read as a stream, and its boundary differs each time.
        return hashlib.sha256(about + _sent(request)).hexdigest()
    return hashlib.sha256(about + request.body).hexdigest()


def _sent(request: ApiRequest) -> bytes:
    digest = hashlib.sha256()
    for name, values in sorted(request.POST.lists()):
        digest.update(f"{name}={values}\n".encode(errors="replace"))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(f"{name}={file.name}\n".encode(errors="replace"))
            for part in file.chunks():
                digest.update(part)
            file.seek(0)
    return digest.digest()


def _again(status: int, location: str, body: str) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type="application/json")
    if status == HTTPStatus.NO_CONTENT:
        del response["Content-Type"]
    if location:
        response["Location"] = location
    response[REPLAYED] = "true"
    return response
