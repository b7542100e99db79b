"""Notices about what administrators look after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from wardmote.accounts.queries.staff import administrators
from wardmote.notifications import kinds
from wardmote.notifications.actions.notify import notify
from wardmote.webhooks import happenings
from wardmote.webhooks.models import Pause

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wardmote.core.errors import Text

WHY: Final[Mapping[str, Text]] = {
    Pause.FAILURES: _("The webhook “%(title)s” is paused: its receiver has failed too often."),
    Pause.GONE: _("The webhook “%(title)s” is paused: its receiver says that it is gone for good."),
    Pause.FULL: _("The webhook “%(title)s” is paused: too much was waiting for it."),
    Pause.KEY: _("The webhook “%(title)s” is paused: the site's secret key has changed, and it needs a new secret."),
}
WEBHOOK_PAUSED: Final = kinds.register(
    "webhook-paused",
    label=_("A webhook is paused because something is wrong with it"),
    one=_("The webhook “%(title)s” is paused."),
    by_act=WHY,
    mail="now",
    late=True,
    for_administrators=True,
)
"""Mailed at once: what happens while a webhook is paused is not kept for it."""


def connect() -> None:
    """Hear of webhooks; called once, when the app is ready."""
    happenings.paused.connect(tell_pause, dispatch_uid="pages.webhook_paused")


def tell_pause(hook_id: int, why: Pause, **_more: Any) -> None:
    """Tell the administrators of a webhook that the program has paused (2 queries)."""
    notify(
        WEBHOOK_PAUSED,
        actor=None,
        to=administrators(),
        target="webhook",
        target_id=hook_id,
        details={"act": why.value},
    )
