"""Who may fetch an upload: its owner, and whoever may see a thing that it stands in."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from wardmote.core import targets
from wardmote.core.errors import NotFound
from wardmote.uploads.models import Upload, UploadUse

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

USES_MOST: Final = 200
"""Of the latest uses so many are asked about."""


def find_upload(viewer: Actor, key: str) -> Upload:
    """Return the upload if the viewer may fetch it (1 query for an owner; 1 more, and 1 for each kind of thing).

    Raises:
        NotFound: there is none, or none that this viewer may know of: both alike.
    """
    upload = Upload.objects.filter(key=key, lost_at=None).first()
    if upload is None or not may_fetch(viewer, upload):
        raise NotFound
    return upload


def may_fetch(viewer: Actor, upload: Upload) -> bool:
    """Say whether the viewer may fetch an upload."""
    if viewer.is_member and upload.owner_id == viewer.member_id:
        return True
    uses = UploadUse.objects.filter(upload_id=upload.pk).order_by("-pk")
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, target_id in uses.values_list("target", "target_id")[:USES_MOST]:
        by_kind[kind].append(target_id)
    return any(targets.see(kind, viewer, ids) for kind, ids in by_kind.items())
