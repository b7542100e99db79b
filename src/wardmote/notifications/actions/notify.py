"""Tell members of what happened, from inside an action."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from wardmote.notifications import tasks

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from wardmote.core.audit import Acting
    from wardmote.notifications.kinds import Kind


def notify(
    kind: Kind,
    *,
    actor: Acting | None,
    to: Collection[int],
    target: str,
    target_id: int,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Tell members of something that happened to a target (`core.targets`), once the transaction at hand is over.

    1 query, whatever the number of members; none for nobody. The actor is never told of their own act. Whether each
    recipient may see the target is asked when the worker delivers. `details` fill placeholders of the kind's
    sentences; `reason` among them is shown below the sentence.
    """
    actor_id = None if actor is None else actor.member_id
    wanted = sorted(set(to) - {actor_id})
    if wanted:
        tasks.deliver_later.enqueue(
            kind=kind.key,
            to=wanted,
            target=target,
            target_id=target_id,
            actor_id=actor_id,
            details=dict(details or {}),
            event=uuid.uuid4().hex,
        )


def withdraw(kind: Kind, *, actor: Acting | None, target: str, target_id: int) -> None:
    """Take back the notices of an act that the actor has undone, as far as nobody has read them (1 query).

    A task does it, after the one that delivers.
    """
    tasks.withdraw_later.enqueue(
        kind=kind.key, target=target, target_id=target_id, actor_id=None if actor is None else actor.member_id
    )
