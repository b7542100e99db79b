"""Tell all members something, or those of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wardmote.accounts import groups
from wardmote.core import audit, clock
from wardmote.core.errors import Invalid, NotAllowed
from wardmote.core.text.clean import clean_line, clean_text, is_blank
from wardmote.core.text.render import render
from wardmote.notifications import tasks
from wardmote.notifications.models import Announcement

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.core.errors import Text

TITLE_MOST = 120


def announce(*, actor: Actor, title: str, source: str, group_key: str = "") -> Announcement:
    """Tell the members of a group, all of them without one; the worker does it in batches.

    Raises:
        NotAllowed: the actor is no administrator.
        Invalid: the title or the text is missing or too long, or there is no such group.
    """
    if not actor.is_administrator:
        raise NotAllowed
    title, source = clean_line(title), clean_text(source)
    errors: dict[str, Text] = {}
    if is_blank(title) or len(title) > TITLE_MOST:
        errors["title"] = _("A title has 1 to %(most)s characters.") % {"most": TITLE_MOST}
    if is_blank(source):
        errors["source"] = _("Please write a text.")
    group = next((one for one in groups.all_groups().values() if one.key == group_key), None)
    if group_key and (group is None or group_key == groups.GUESTS):
        errors["group"] = _("Choose one of the values offered.")
    if errors:
        raise Invalid(errors)
    html = render(source, trusted=True).html
    # Everybody who is let in is a member without a row of the group.
    group_id = None if group is None or group_key == groups.MEMBERS else group.id
    with transaction.atomic():
        made = Announcement.objects.create(
            title=title, source=source, html=html, group_id=group_id, author_id=actor.member_id, at=clock.now()
        )
        audit.record(actor, "site.announced", made)
        tasks.announce_later.enqueue(announcement_id=made.pk, after=0)
    return made
