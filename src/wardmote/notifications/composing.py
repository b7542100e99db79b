"""Write the mails about notices when they are sent: of what their recipient may see then, and still wants to know."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import translation

from wardmote.accounts.models import Member
from wardmote.core import mail as mails
from wardmote.core import site, targets
from wardmote.notifications import kinds, sentences, unsubscribing
from wardmote.notifications.models import Channel, Notification, OutgoingMail
from wardmote.notifications.queries.inbox import faces_of
from wardmote.notifications.telling import hearers, ways_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.core.targets import Seen

LINES_MOST: Final = 30
"""Lines of a digest; it says how many more there are."""


def ready(mail: OutgoingMail) -> bool:
    """Write the mail if it has to be written, and say whether there is one to send.

    No query for a mail that is written already, about 7 for one about notices.
    """
    if not mail.notices:
        return True
    member = None if mail.member_id is None else Member.objects.filter(pk=mail.member_id).first()
    found = [] if member is None else hearers([member.pk])
    if member is None or not found or not member.email or member.email_confirmed_at is None:
        return False
    groups = _groups(found[0], mail)
    if not groups:
        return False
    # The member may have another address by now.
    mail.recipient = member.email
    _write(mail, member, groups)
    return True


def _groups(viewer: Actor, mail: OutgoingMail) -> list[tuple[list[Notification], Seen]]:
    """Return the notices that are to be told, the latest first, by line of the inbox, with what they are about."""
    rows = Notification.objects.filter(pk__in=mail.notices, recipient_id=viewer.own_id, kind__in=kinds.registered)
    rows = rows.exclude(inbox=True, read_at__isnull=False).select_related("actor").order_by("-id")
    lines: dict[tuple[str, str], list[Notification]] = defaultdict(list)
    for row in rows:
        lines[row.kind, row.group_key].append(row)
    wanted = {key for key in {kind for kind, _group in lines} if _is_wanted(viewer.own_id, key)}
    about: dict[str, set[int]] = defaultdict(set)
    for line in lines.values():
        about[line[0].target].add(line[0].target_id)
    seen = {name: targets.see(name, viewer, ids) for name, ids in about.items()}
    found = ((line, seen[line[0].target].get(line[0].target_id)) for line in lines.values() if line[0].kind in wanted)
    return [(line, thing) for line, thing in found if thing is not None]


def _is_wanted(member_id: int, key: str) -> bool:
    """Say whether the member still wants mail about a kind: the wish may have changed since the mail was queued."""
    return ways_of(kinds.registered[key], [member_id])[member_id].mail != Channel.NONE


def _write(mail: OutgoingMail, member: Member, groups: Sequence[tuple[list[Notification], Seen]]) -> None:
    language = member.language or site.DEFAULT_LANGUAGE.get()
    with translation.override(language):
        lines = [_line(rows, thing) for rows, thing in groups[:LINES_MOST]]
    one = len(mail.notices) == 1
    what = groups[0][0][0].kind if one else unsubscribing.DIGEST
    stop = unsubscribing.address(unsubscribing.Stop(member.pk, what))
    context = {
        "name": member.name,
        "told": lines,
        "reason": groups[0][0][0].details.get("reason", "") if one else "",
        "more": max(0, len(groups) - LINES_MOST),
        "what": str(kinds.registered[what].label) if one else "",
        "unsubscribe": stop,
        "settings": f"{settings.SITE_URL}/settings/notices",
        "inbox": f"{settings.SITE_URL}/notices",
    }
    headers = _headers(mail, stop)
    template = "mail/notice" if one else "mail/digest"
    message = mails.render(template, mail.recipient, context, language=language, headers=headers)
    mail.message = mails.as_bytes(message)
    mail.subject = str(message.subject)[:300]
    OutgoingMail.objects.filter(pk=mail.pk).update(recipient=mail.recipient, subject=mail.subject)


def _line(rows: Sequence[Notification], thing: Seen) -> tuple[str, str]:
    kind = kinds.registered[rows[0].kind]
    count = max(1, len({row.actor_id for row in rows}))
    words = sentences.plain(kind, faces_of(rows), count, title=thing.title, details=rows[0].details)
    return words, settings.SITE_URL + (kind.address or thing.address)


def _headers(mail: OutgoingMail, stop: str) -> Mapping[str, str]:
    """Return the headers of a mail about notices; the number of the mail keeps its Message-ID through all tries."""
    return {
        "Message-ID": f"<notice-{mail.pk}-{int(mail.made_at.timestamp())}@{settings.HOSTNAME}>",
        "List-Id": f"<notices.{settings.HOSTNAME}>",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
