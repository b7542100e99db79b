"""Who may upload, and how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from wardmote.accounts import capabilities
from wardmote.accounts.signup_options import CONFIRMATION_NEEDED
from wardmote.core.errors import NotAllowed, NotSignedIn
from wardmote.uploads import filetypes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wardmote.accounts.actor import Actor

MB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Offer:
    """What a form may say of the files that it takes."""

    endings: Sequence[str]
    """Of files beside pictures."""
    file_bytes: int | None
    """None is no limit."""


def offer(actor: Actor) -> Offer | None:
    """Return what a form for the actor says, or None where they may not upload (no query)."""
    if not may_upload(actor):
        return None
    endings = filetypes.taken() if actor.can(capabilities.UPLOAD_FILES) else []
    return Offer(endings, limit_bytes(actor, capabilities.UPLOAD_MB))


def require_upload(actor: Actor) -> int:
    """Demand that the actor may upload anything at all, and return their number.

    Raises:
        NotSignedIn, NotAllowed: they may not, and why.
    """
    if actor.member_id is None:
        raise NotSignedIn
    if not may_upload(actor):
        if actor.silenced:
            raise NotAllowed(_("You are silenced and cannot upload at the moment."))
        if not actor.confirmed and CONFIRMATION_NEEDED.get():
            raise NotAllowed(_("Please confirm your e-mail address first. We sent you a link."))
        raise NotAllowed(_("You may not upload pictures or files."))
    return actor.member_id


def may_upload(actor: Actor) -> bool:
    """Say whether the actor may upload anything (no query)."""
    able = actor.can(capabilities.UPLOAD_PICTURES) or actor.can(capabilities.UPLOAD_FILES)
    confirmed = actor.confirmed or not CONFIRMATION_NEEDED.get()
    return actor.is_member and able and confirmed and not actor.silenced


def limit_bytes(actor: Actor, limit: str) -> int | None:
    """Return one of the actor's limits in bytes; None is no limit."""
    if actor.is_administrator:
        return None
    most = actor.limits.get(limit, 0)
    return None if most is None else most * MB
