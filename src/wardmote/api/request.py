"""A request to the API."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Final

from wardmote.accounts.views.asked import Asked

if TYPE_CHECKING:
    from wardmote.api.queries.tokens import Bearer

_NAMESPACE: Final = uuid.UUID("5d1c1c0e-7e0b-4a53-9d1e-6a1f0a2c9b41")


class ApiRequest(Asked):
    """A request whose token the middleware has looked up; None for a guest."""

    bearer: Bearer | None
    key: str | None
    """The Idempotency-Key under which the request is done."""


def submit_key(request: ApiRequest) -> uuid.UUID | None:
    """Return what stands for the form's key where a page would have one: actions make the same post once for it."""
    if request.key is None or request.bearer is None:
        return None
    return uuid.uuid5(_NAMESPACE, f"{request.bearer.token_id}:{request.key}")
