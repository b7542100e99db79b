"""A member's own uploads, with where they stand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from wardmote.accounts import capabilities
from wardmote.core import targets
from wardmote.core.errors import NotFound
from wardmote.uploads.limits import limit_bytes, offer
from wardmote.uploads.markdown import markdown_of
from wardmote.uploads.models import Library, Upload, UploadKind, UploadUse
from wardmote.uploads.sizes import WIDTHS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.core.errors import Text
    from wardmote.core.targets import Seen
    from wardmote.uploads.limits import Offer

UPLOADS_A_PAGE: Final = 24
PLACES_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class OwnUpload:
    """An upload in its owner's library; `places` are some of the things it stands in that the owner may see."""

    id: int
    key: str
    name: str
    is_picture: bool
    size_bytes: int
    width: int
    height: int
    preview: str
    alt: str
    caption: str
    downloads: int
    made_at: dt.datetime
    used: bool
    lost: bool
    markdown: str
    places: Sequence[Seen]


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """A page of a library, the latest first; `older` is where the next page begins, if there is one."""

    uploads: Sequence[OwnUpload]
    older: int | None
    begun: bool
    """The page is not the first."""
    used_bytes: int
    most_bytes: int | None
    """None is no limit."""
    offer: Offer | None
    errors: Mapping[str, Sequence[Text]] = field(default_factory=dict)
    message: Text = ""


def library_page(viewer: Actor, before: int | None, size: int = UPLOADS_A_PAGE) -> LibraryPage:
    """Return a page of the viewer's own uploads, below the one of number `before` if that is given.

    3 queries, and 1 for each kind of thing that the uploads stand in.
    """
    owner_id = viewer.own_id
    rows = Upload.objects.filter(owner_id=owner_id).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: size + 1])
    shown = found[:size]
    places = _places(viewer, [upload.pk for upload in shown])
    used = Library.objects.filter(pk=owner_id).values_list("size_bytes", flat=True).first()
    return LibraryPage(
        uploads=[_own(upload, places[upload.pk]) for upload in shown],
        older=shown[-1].pk if len(found) > size else None,
        begun=before is not None,
        used_bytes=used or 0,
        most_bytes=limit_bytes(viewer, capabilities.STORAGE_MB),
        offer=offer(viewer),
    )


def own_upload(viewer: Actor, key: str) -> OwnUpload:
    """Return one of the viewer's own uploads (2 queries, and 1 for each kind of thing that it stands in).

    Raises:
        NotFound: they have no such upload.
    """
    upload = Upload.objects.filter(owner_id=viewer.own_id, key=key).first()
    if upload is None:
        raise NotFound
    return _own(upload, _places(viewer, [upload.pk])[upload.pk])


def _own(upload: Upload, places: Sequence[Seen]) -> OwnUpload:
    small = min(WIDTHS)
    return OwnUpload(
        id=upload.pk,
        key=upload.key,
        name=upload.name,
        is_picture=upload.kind == UploadKind.PICTURE,
        size_bytes=upload.size_bytes,
        width=upload.width,
        height=upload.height,
        preview=f"/f/{upload.key}/{small}" if upload.width > small and upload.frames == 1 else f"/f/{upload.key}",
        alt=upload.alt,
        caption=upload.caption,
        downloads=upload.downloads,
        made_at=upload.made_at,
        used=upload.unused_since is None,
        lost=upload.lost_at is not None,
        markdown=markdown_of(upload),
        places=places,
    )


def _places(viewer: Actor, ids: Iterable[int]) -> Mapping[int, Sequence[Seen]]:
    """Return some of the things that each upload stands in, as the viewer may see them."""
    rows = UploadUse.objects.filter(upload_id__in=list(ids)).order_by("-pk")
    of: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for upload_id, target, target_id in rows.values_list("upload_id", "target", "target_id"):
        if len(of[target][upload_id]) < PLACES_SHOWN:
            of[target][upload_id].append(target_id)
    found: dict[int, list[Seen]] = defaultdict(list)
    for target, by_upload in of.items():
        seen = targets.see(target, viewer, {pk for ids in by_upload.values() for pk in ids})
        for upload_id, target_ids in by_upload.items():
            found[upload_id] += [seen[pk] for pk in target_ids if pk in seen]
    return found
