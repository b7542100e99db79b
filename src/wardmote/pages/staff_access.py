"""Who gets to which staff page, and the links between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wardmote.accounts import capabilities
from wardmote.boards import ladder
from wardmote.core.errors import NotAllowed, NotSignedIn
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Callable

    from wardmote.accounts.actor import Actor
    from wardmote.core.errors import Text


def is_administrator(viewer: Actor) -> bool:
    """Say whether the viewer is an administrator."""
    return viewer.is_member and viewer.is_administrator


def sees_audit_log(viewer: Actor) -> bool:
    """Say whether the viewer sees the log, or the part of it that is about boards they moderate."""
    return viewer.is_member and (viewer.can(capabilities.SEE_AUDIT_LOG) or moderates(viewer))


def moderates(viewer: Actor) -> bool:
    """Say whether the viewer moderates any board (no query)."""
    return viewer.is_member and bool(ladder.boards_at(viewer, Level.MODERATE))


def approves(viewer: Actor) -> bool:
    """Say whether the viewer lets applicants in."""
    return viewer.is_member and viewer.can(capabilities.APPROVE_MEMBERS)


def invites(viewer: Actor) -> bool:
    """Say whether the viewer may invite people."""
    return viewer.is_member and viewer.can(capabilities.INVITE)


def sanctions(viewer: Actor) -> bool:
    """Say whether the viewer silences and suspends members."""
    return viewer.is_member and viewer.can(capabilities.SANCTION_MEMBERS)


def is_staff(viewer: Actor) -> bool:
    """Say whether the viewer has any of the staff pages."""
    return any(sees(viewer) for sees in (is_administrator, sees_audit_log, approves, sanctions))


def require(viewer: Actor, allowed: Callable[[Actor], bool]) -> None:
    """Demand that the viewer may open a staff page; that there is one is no secret.

    Raises:
        NotSignedIn: a guest asks.
        NotAllowed: somebody asks who may not.
    """
    if not viewer.is_member:
        raise NotSignedIn
    if not allowed(viewer):
        raise NotAllowed


@dataclass(frozen=True)
class Desk:
    """A link of the staff pages' navigation."""

    name: str
    label: Text
    help: Text
    address: str
    current: bool = False


_DESKS: tuple[tuple[str, Text, Text, Callable[[Actor], bool]], ...] = (
    ("staff-home", _("Overview"), "", is_staff),
    ("staff-boards", _("Boards"), _("Create, order, edit and archive; who may do what"), is_administrator),
    ("staff-why", _("Why can they?"), _("Find out which row gives somebody their level on a board"), is_administrator),
    ("staff-groups", _("Groups"), _("Capabilities and limits of groups, and who is in them"), is_administrator),
    ("staff-ranks", _("Ranks"), _("Titles and stars that credits reach"), is_administrator),
    ("staff-credits", _("Credit rules"), _("What earns credits, and how often"), is_administrator),
    ("staff-members", _("Sign-ups"), _("Let applicants in or turn them away"), approves),
    ("staff-invitations", _("Invitations"), _("Codes that let people sign up"), invites),
    ("staff-sanctions", _("Sanctions"), _("Who is silenced or suspended, and until when"), sanctions),
    ("staff-options", _("Site options"), _("Name, language, time zone, sign-up, limits"), is_administrator),
    ("staff-pages", _("Site pages"), _("About, terms, privacy, contact"), is_administrator),
    ("staff-announce", _("Announcements"), _("Tell all members something, or those of a group"), is_administrator),
    ("staff-mail", _("Mail"), _("The queue, mails that failed, addresses without mail, a test"), is_administrator),
    ("staff-webhooks", _("Webhooks"), _("Tell other programs what happens here"), is_administrator),
    ("staff-metrics", _("Metrics"), _("How pages are served: kept, made, passed on"), is_administrator),
    ("staff-audit", _("Log"), _("What staff did, when and why"), sees_audit_log),
)


def desks(viewer: Actor, current: str = "") -> tuple[Desk, ...]:
    """Return the staff pages that the viewer may open, in order."""
    return tuple(
        Desk(name, label, help_, reverse(name), name == current)
        for name, label, help_, allowed in _DESKS
        if allowed(viewer)
    )
