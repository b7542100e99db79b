"""Change site options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wardmote.core import audit, options
from wardmote.core.errors import Invalid, NotAllowed
from wardmote.core.models import SiteOption

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wardmote.accounts.actor import Actor


@transaction.atomic
def save_options(*, actor: Actor, values: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """Store options, all or none, and return those that changed as {key: (old, new)}; each is recorded.

    Raises:
        NotAllowed: the actor is no administrator.
        Invalid: an option is unknown or a value does not fit; `fields` names each.
    """
    if not actor.is_administrator:
        raise NotAllowed
    unknown = [key for key in values if key not in options.declared]
    if unknown:
        raise Invalid({key: _("There is no such option.") for key in unknown})
    changed = options.store(values)
    for key, (old, new) in changed.items():
        audit.record(actor, "site.option_changed", SiteOption(key=key), details={"from": old, "to": new})
    return changed
