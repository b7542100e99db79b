"""Choose what to be told of, and stop mails by a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wardmote.accounts.models import Member
from wardmote.core.errors import Invalid
from wardmote.notifications import kinds, unsubscribing
from wardmote.notifications.models import Channel, NoticeChoice
from wardmote.notifications.telling import Way

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wardmote.accounts.actor import Actor


@transaction.atomic
def choose(*, actor: Actor, inbox: Mapping[str, bool], mail: Mapping[str, str]) -> None:
    """Set how the actor is told of each kind that `mail` names (2 queries); what equals the default is not stored.

    Raises:
        NotSignedIn: a guest asks.
        Invalid: there is no such kind or way.
    """
    member_id = actor.own_id
    wanted = {}
    for key, way in mail.items():
        if key not in kinds.registered or way not in Channel.values:
            raise Invalid({f"mail-{key}": _("Choose one of the values offered.")})
        wanted[key] = Way(kinds.registered[key].fixed or inbox.get(key, False), Channel(way))
    _store(member_id, wanted)


@transaction.atomic
def stop_mails(*, stop: unsubscribing.Stop) -> bool:
    """Do what a signed link says, whoever holds it; say whether there is such a member (at most 4 queries).

    The inbox goes on. Mails about the account itself (a new password, say) are no notices and go on as well.
    """
    if not Member.objects.filter(pk=stop.member_id).exists():
        return False
    rows = NoticeChoice.objects.filter(member_id=stop.member_id)
    chosen = {kind: Way(inbox, Channel(mail)) for kind, inbox, mail in rows.values_list("kind", "inbox", "mail")}
    ways = {kind.key: chosen.get(kind.key, Way(kind.inbox, kind.mail)) for kind in kinds.known()}
    stopped = {key: Way(way.inbox, Channel.NONE) for key, way in ways.items() if _is_meant(stop, key, way)}
    _store(stop.member_id, stopped)
    return True


def _is_meant(stop: unsubscribing.Stop, key: str, way: Way) -> bool:
    if stop.what == unsubscribing.DIGEST:
        return way.mail == Channel.DAILY
    return stop.what in {unsubscribing.ALL, key}


def _store(member_id: int, ways: Mapping[str, Way]) -> None:
    NoticeChoice.objects.filter(member_id=member_id, kind__in=ways).delete()
    usual = {
        key: Way(kinds.registered[key].inbox or kinds.registered[key].fixed, kinds.registered[key].mail) for key in ways
    }
    NoticeChoice.objects.bulk_create(
        NoticeChoice(member_id=member_id, kind=key, inbox=way.inbox, mail=way.mail)
        for key, way in ways.items()
        if way != usual[key]
    )
