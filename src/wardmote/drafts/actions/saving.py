"""Save, forget and sweep drafts.

A member's row is held before a draft is deleted, as by who sends it: so two of them never wait in a ring.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Exists, F
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from wardmote.accounts.actions.counters import count_drafts
from wardmote.accounts.models import Member
from wardmote.core import clock
from wardmote.core.errors import Invalid, NotAllowed
from wardmote.drafts import bounds
from wardmote.drafts.errors import DraftChanged
from wardmote.drafts.models import Draft
from wardmote.drafts.places import find_place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor

_NAME: Final = re.compile(rf"[a-z][a-z0-9_-]{{0,{bounds.NAME_CHARS - 1}}}")
_SWEEP_BATCH: Final = 500


def save_draft(
    *,
    actor: Actor,
    place: str,
    title: str = "",
    source: str,
    extra: Mapping[str, Sequence[str]] | None = None,
    stamp: uuid.UUID | None = None,
) -> Draft | None:
    """Keep what a member has typed for a place; return None where nothing is left of it, and the draft goes.

    `stamp` is that of the draft the form was filled from or saved as, None where it knew of none. A draft that was
    sent, discarded or swept meanwhile is made again. Of more than `drafts_most`, the ones untouched longest go.

    Raises:
        NotSignedIn, NotAllowed: guests and suspended members keep no drafts.
        NotFound: there is no such kind of place.
        Invalid: it is longer than what may be sent there.
        DraftChanged: another window or device has saved something else since; nothing is overwritten.
    """
    member_id = actor.own_id
    if actor.suspended:
        raise NotAllowed
    where = find_place(place)
    given = {
        "title": _clean(title, "title", bounds.TITLE_CHARS),
        "source": _clean(source, "text", where.kind.chars_most()),
        "extra": _clean_extra(extra or {}),
    }
    if not (title.strip() or source.strip()):
        forget_draft(actor=actor, place=place, stamp=stamp)
        return None
    with transaction.atomic():
        rows = Draft.objects.filter(member_id=member_id, place=str(where))
        known = rows.filter(stamp=stamp).first() if stamp else None
        if known and (known.title, known.source, known.extra) == (given["title"], given["source"], given["extra"]):
            return known  # Its stamp stays: others may hold the same text, and send it.
        fresh = {"stamp": uuid.uuid4(), "updated_at": clock.now()}
        if stamp is None or not rows.filter(stamp=stamp).update(**given, **fresh):
            _insert(member_id, str(where), given, fresh)
        return rows.first()


def forget_draft(*, actor: Actor, place: str, stamp: uuid.UUID | None = None) -> bool:
    """Delete a member's draft for a place, if it is still the one of `stamp` (None: whichever it is), and say whether.

    Actions that send what a form holds call it in their transaction, last (2 queries; 1 where it is gone): a text that
    was written further in another window stays.
    """
    rows = Draft.objects.filter(member_id=actor.own_id, place=place)
    return bool(_delete(actor.own_id, rows if stamp is None else rows.filter(stamp=stamp)))


def sweep_drafts() -> int:
    """Delete the drafts that nobody has touched for `drafts_days`, and return their number."""
    before = clock.now() - dt.timedelta(days=bounds.DRAFTS_DAYS.get())
    swept = 0
    while rows := list(Draft.objects.filter(updated_at__lt=before).values_list("pk", "member_id")[:_SWEEP_BATCH]):
        for pk, member_id in rows:
            swept += _delete(member_id, Draft.objects.filter(pk=pk, updated_at__lt=before))
    return swept


def _insert(member_id: int, place: str, given: Mapping[str, Any], fresh: Mapping[str, Any]) -> None:
    """Make the draft, unless there is one: the same text is the same draft, another is a conflict."""
    try:
        with transaction.atomic():
            Draft.objects.create(member_id=member_id, place=place, **given, **fresh)
    except IntegrityError:
        same = Draft.objects.filter(member_id=member_id, place=place, title=given["title"], source=given["source"])
        if not same.update(**given, **fresh):
            raise DraftChanged from None
        return
    count_drafts(member_id, 1)
    rows = Draft.objects.filter(member_id=member_id)
    surplus = rows.order_by("-updated_at", "-pk").values_list("pk", flat=True)[bounds.DRAFTS_MOST.get() :]
    for pk in list(surplus):
        _delete(member_id, rows.filter(pk=pk))


@transaction.atomic(savepoint=False)
def _delete(member_id: int, row: QuerySet[Draft]) -> int:
    """Delete a draft of a member, if it is there, and say how many that were (2 queries; 1 where there is none)."""
    if not Member.objects.filter(Exists(row), pk=member_id).update(drafts=Greatest(F("drafts") - 1, 0)):
        return 0
    gone = row.delete()[0]
    count_drafts(member_id, 1 - gone)  # it went while we waited for the member's row
    return gone


def _clean(text: str, name: str, most: int) -> str:
    """Return the text as it was typed, but for what no database holds and the line ends of a form."""
    cleaned = text.replace("\r\n", "\n").replace("\x00", "")
    if len(cleaned) > most:
        message = _("A draft may have at most %(most)s characters here. It is not saved.") % {"most": most}
        raise Invalid({name: message})
    return cleaned


def _clean_extra(extra: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the other fields that are plausible; what is not goes without a word: no person typed it."""
    kept: dict[str, list[str]] = {}
    left = bounds.FIELDS_MOST
    for name, values in extra.items():
        if not _NAME.fullmatch(name):
            continue
        fitting = [value.replace("\x00", "") for value in values if len(value) <= bounds.VALUE_CHARS][:left]
        left -= len(fitting)
        if fitting:
            kept[name] = fitting
    return kept
