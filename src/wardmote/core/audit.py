"""The append-only log of what staff do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext_lazy as _

from wardmote.core import clock
from wardmote.core.errors import Invalid
from wardmote.core.models import AuditEntry
from wardmote.core.text.clean import clean_line, is_blank

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model

REASON_MAX = 500
"""Characters in a reason at the most."""


class Acting(Protocol):
    """Who acts: all that the log needs of an actor."""

    @property
    def member_id(self) -> int | None:
        """The member, or None for the system."""

    @property
    def name(self) -> str:
        """The name as it is at the time."""


def clean_reason(reason: str, *, required: bool = True) -> str:
    """Return the reason on one line.

    Raises:
        Invalid: it is empty though required, or over REASON_MAX characters.
    """
    cleaned = clean_line(reason)
    if is_blank(cleaned):
        if required:
            raise Invalid({"reason": _("Please give a reason.")})
        return ""
    if len(cleaned) > REASON_MAX:
        raise Invalid({"reason": _("A reason may have at most %(most)s characters.") % {"most": REASON_MAX}})
    return cleaned


def record(
    actor: Acting,
    act: str,
    target: Model,
    *,
    reason: str = "",
    board_id: int | None = None,
    details: Mapping[str, object] | None = None,
) -> None:
    """Append an entry (1 query), inside the transaction of the act itself."""
    AuditEntry.objects.create(
        at=clock.now(),
        actor_id=actor.member_id,
        actor_name=actor.name,
        act=act,
        target_type=target._meta.model_name or "",
        target_id=target.pk if isinstance(target.pk, int) else None,
        target_label=str(target)[:200],
        board_id=board_id,
        reason=reason,
        details=dict(details or {}),
    )
