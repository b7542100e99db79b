"""A request as views see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor


class Asked(HttpRequest):
    """A request whose viewer the middleware has found."""

    viewer: Actor
