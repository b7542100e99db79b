"""The drafts of a member, for that member alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.datastructures import MultiValueDict

from wardmote.core import targets
from wardmote.core.errors import NotFound
from wardmote.core.text.excerpt import excerpt
from wardmote.drafts import bounds, places
from wardmote.drafts.models import Draft

if TYPE_CHECKING:
    import datetime as dt
    import uuid
    from collections.abc import Mapping, Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.drafts.places import Place

EXCERPT_CHARS = 140


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as its form needs it."""

    place: str
    title: str
    source: str
    extra: Mapping[str, Sequence[str]]
    stamp: uuid.UUID
    updated_at: dt.datetime

    @property
    def to(self) -> str:
        """Whom it goes to, as typed, where the form asks for that."""
        return _to(self.extra)

    def as_posted(self) -> MultiValueDict[str, str]:
        """Return every field as if the form had been sent, text and title under these names."""
        fields = {name: list(values) for name, values in self.extra.items()}
        return MultiValueDict({**fields, "title": [self.title], "text": [self.source]})


@dataclass(frozen=True, slots=True)
class DraftItem:
    """A draft in the list; it has an `address`, and a `where` for a thing, only while its writer may see the place."""

    id: int
    place: str
    stamp: uuid.UUID
    kind: str
    where: str
    address: str
    to: str
    """Whom it goes to, as typed, where the form asks for that."""
    title: str
    text: str
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True)
class DraftsPage:
    """The list and what bounds it."""

    drafts: Sequence[DraftItem]
    most: int
    days: int
    more: bool = False
    """There are others after these."""


def draft_at(viewer: Actor, place: str) -> KeptDraft | None:
    """Return the viewer's draft for a place (1 query; none for who has no drafts at all)."""
    if viewer.member_id is None or not viewer.drafts:
        return None
    row = Draft.objects.filter(member_id=viewer.member_id, place=place).first()
    return None if row is None else _kept(row)


def draft_now_at(viewer: Actor, place: str) -> KeptDraft | None:
    """Return the same whatever the viewer had when the request began (1 query)."""
    row = Draft.objects.filter(member_id=viewer.own_id, place=place).first()
    return None if row is None else _kept(row)


def drafts_page(viewer: Actor, after: tuple[dt.datetime, int] | None = None, size: int | None = None) -> DraftsPage:
    """Return the viewer's drafts, the latest first: all, or `size` of them after the one of a time and number.

    1 query, and 1 for each kind of place.
    """
    own = Draft.objects.filter(member_id=viewer.own_id)
    if after is not None:
        at, draft_id = after
        own = own.filter(Q(updated_at__lt=at) | Q(updated_at=at, pk__lt=draft_id))
    found = list(own.order_by("-updated_at", "-pk")[: None if size is None else size + 1])
    rows = found[:size]
    known = {row.place: places.parse(row.place) for row in rows}
    seen = _seen(viewer, [place for place in known.values() if place])
    items = [_item(row, known[row.place], seen, excerpt(row.source, EXCERPT_CHARS)) for row in rows]
    return DraftsPage(items, most=bounds.DRAFTS_MOST.get(), days=bounds.DRAFTS_DAYS.get(), more=len(found) > len(rows))


def draft_page(viewer: Actor, draft_id: int) -> DraftItem:
    """Return one of the viewer's drafts, its text whole (2 queries).

    Raises:
        NotFound: it is not there, or somebody else's.
    """
    row = Draft.objects.filter(pk=draft_id, member_id=viewer.own_id).first()
    if row is None:
        raise NotFound
    place = places.parse(row.place)
    return _item(row, place, _seen(viewer, [place] if place else []), row.source)


def form_address(viewer: Actor, place: Place) -> str:
    """Return where the form of a place is, or nothing if the viewer may not see the place (1 query)."""
    return _address(place, _seen(viewer, [place]))


def _address(place: Place, seen: Mapping[tuple[str, int], targets.Seen]) -> str:
    if place.id is None:
        return place.kind.form
    found = seen.get((place.kind.name, place.id))
    return found.address + place.kind.form if found else ""


def _to(extra: Mapping[str, Sequence[str]]) -> str:
    return next(iter(extra.get("to", ())), "")


def _kept(row: Draft) -> KeptDraft:
    return KeptDraft(row.place, row.title, row.source, row.extra, row.stamp, row.updated_at)


def _seen(viewer: Actor, wanted: Sequence[Place]) -> Mapping[tuple[str, int], targets.Seen]:
    by_kind: dict[str, set[int]] = defaultdict(set)
    for place in wanted:
        if place.id is not None:
            by_kind[place.kind.name].add(place.id)
    return {(kind, pk): seen for kind, ids in by_kind.items() for pk, seen in targets.see(kind, viewer, ids).items()}


def _item(row: Draft, place: Place | None, seen: Mapping[tuple[str, int], targets.Seen], text: str) -> DraftItem:
    found = seen.get((place.kind.name, place.id)) if place and place.id is not None else None
    return DraftItem(
        id=row.pk,
        place=row.place,
        stamp=row.stamp,
        kind=place.kind.name if place else "",
        where=found.title if found else "",
        address=_address(place, seen) if place else "",
        to=_to(row.extra),
        title=row.title,
        text=text,
        updated_at=row.updated_at,
    )
