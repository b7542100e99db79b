"""The inbox: what a member was told, the latest first, several people on one thing in one line."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, F, Max, Q, Window
from django.db.models.functions import RowNumber

from wardmote.accounts.queries.cards import Face
from wardmote.core import targets
from wardmote.core.errors import NotFound
from wardmote.notifications import kinds, sentences
from wardmote.notifications.models import Notification

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from wardmote.accounts.actor import Actor
    from wardmote.core.errors import Text
    from wardmote.core.targets import Seen

LINES_A_PAGE: Final = 30
FACES: Final = 3
"""People shown of those who did the same."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the inbox is asked for."""

    unread: bool = False
    kind: str = ""
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the inbox: one notice, or several of the same kind about the same target. `id` is the latest's."""

    id: int
    kind: str
    sentence: Markup
    address: str
    at: dt.datetime
    unread: int
    faces: Sequence[Face]
    reason: str


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A page of the inbox; `older` is where the next page begins, if there is one."""

    asked: Asked
    lines: Sequence[Line]
    older: int | None
    latest: int
    """The newest notice there is: "mark all as read" goes up to it, not to what comes meanwhile."""
    kinds: Sequence[tuple[str, Text]]
    unread: int
    lost: Sequence[int]
    """Unread notices on this page that the viewer may not see any more; the page does not show them."""


def inbox_page(viewer: Actor, asked: Asked, size: int = LINES_A_PAGE) -> InboxPage:
    """Return a page of the viewer's inbox (3 queries, and 1 for each kind of target that is named).

    What the viewer may not see now is left out.

    Raises:
        NotFound: there is no such kind.
    """
    if asked.kind and asked.kind not in kinds.registered:
        raise NotFound
    own = Notification.objects.filter(recipient_id=viewer.own_id, inbox=True)
    groups = list(_groups(own, asked, size))
    older = groups[size - 1]["last"] if len(groups) > size else None
    groups = groups[:size]
    rows = _latest_of(own, groups)
    seen = _seen(viewer, rows)
    lines, lost = [], []
    for group in groups:
        latest = rows[group["kind"], group["group_key"]]
        target = seen.get((latest[0].target, latest[0].target_id))
        if target is None:
            lost += [group["last"]] if group["unread"] else []
        else:
            lines.append(_line(group, latest, target))
    present = own.order_by().values_list("kind").annotate(last=Max("id"))
    latest_of_kind = dict(present)
    known = [(kind.key, kind.label) for kind in kinds.known() if kind.key in latest_of_kind]
    return InboxPage(asked, lines, older, max(latest_of_kind.values(), default=0), known, viewer.unread_notices, lost)


def _groups(own: Any, asked: Asked, size: int) -> Any:
    rows = own.filter(kind__in=[asked.kind] if asked.kind else list(kinds.registered))
    found = rows.order_by().values("kind", "group_key")
    found = found.annotate(
        last=Max("id"), people=Count("actor_id", distinct=True), unread=Count("id", filter=Q(read_at=None))
    )
    if asked.unread:
        found = found.filter(unread__gt=0)
    if asked.before is not None:
        found = found.filter(last__lt=asked.before)
    return found.order_by("-last")[: size + 1]


def _latest_of(own: Any, groups: Sequence[Mapping[str, Any]]) -> Mapping[tuple[str, str], list[Notification]]:
    """Return the latest notices of each line, the newest first (1 query)."""
    if not groups:
        return {}
    place = Window(RowNumber(), partition_by=[F("kind"), F("group_key")], order_by=F("id").desc())
    wanted = own.filter(group_key__in=[group["group_key"] for group in groups])
    rows = wanted.annotate(place=place).filter(place__lte=FACES).select_related("actor").order_by("-id")
    found: dict[tuple[str, str], list[Notification]] = defaultdict(list)
    for row in rows.only(*_COLUMNS):
        found[row.kind, row.group_key].append(row)
    return found


_COLUMNS = (
    "kind", "group_key", "target", "target_id", "details", "at", "actor_id", "actor__name", "actor__avatar",
)  # fmt: skip


def _seen(viewer: Actor, rows: Mapping[Any, Sequence[Notification]]) -> Mapping[tuple[str, int], Seen]:
    """Return what the viewer may see of what the notices are about."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for latest in rows.values():
        wanted[latest[0].target].add(latest[0].target_id)
    return {
        (name, target_id): thing
        for name, ids in wanted.items()
        for target_id, thing in targets.see(name, viewer, ids).items()
    }


def _line(group: Mapping[str, Any], latest: Sequence[Notification], target: Seen) -> Line:
    kind = kinds.registered[group["kind"]]
    newest = latest[0]
    place = kind.address or target.address
    # Until it is read, its link marks it.
    address = f"/notices/{newest.pk}/open" if group["unread"] else place
    faces = faces_of(latest)
    count = max(1, group["people"])
    sentence = sentences.linked(kind, faces, count, title=target.title, details=newest.details, address=address)
    reason = str(newest.details.get("reason", ""))
    return Line(group["last"], kind.key, sentence, address, newest.at, group["unread"], faces, reason)


def faces_of(notices: Sequence[Notification]) -> Sequence[Face]:
    """Return who did it, the latest first, each once (no query where the actors are loaded)."""
    actors = {row.actor.pk: row.actor for row in notices if row.actor is not None}
    return tuple(Face(actor.pk, actor.name, actor.avatar) for actor in actors.values())


def place_of(viewer: Actor, notice_id: int) -> str:
    """Return where a notice of the viewer's leads (2 queries).

    Raises:
        NotFound: it is not theirs, or they may not see what it is about.
    """
    row = Notification.objects.filter(pk=notice_id, recipient_id=viewer.own_id, inbox=True).first()
    if row is None or row.kind not in kinds.registered:
        raise NotFound
    target = targets.see(row.target, viewer, (row.target_id,)).get(row.target_id)
    if target is None:
        raise NotFound
    return kinds.registered[row.kind].address or target.address
