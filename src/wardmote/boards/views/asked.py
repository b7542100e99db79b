"""A request as the views of boards see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import HttpRequest

from wardmote.core import clock

if TYPE_CHECKING:
    import datetime as dt

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.models import Member


class Asked(HttpRequest):
    """A request whose viewer the middleware has found."""

    viewer: Actor


def joined_at(request: Asked) -> dt.datetime:
    """Return when the viewer's account was made; now for a guest."""
    return cast("Member", request.user).joined_at if request.viewer.is_member else clock.now()
