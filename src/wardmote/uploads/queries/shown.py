"""Which pictures and files a writer may put into a text, as the renderer wants to know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from wardmote.core.text.own_files import OwnFile
from wardmote.uploads.models import Upload, UploadKind, UploadUse
from wardmote.uploads.sizes import widths_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wardmote.accounts.actor import Actor
    from wardmote.core.text.own_files import FileResolver


def usable_by(
    writer: Actor, *, target: str = "", target_id: int | None = None, even_lost: bool = False
) -> FileResolver:
    """Return the renderer's resolver (1 query where a text names any): the writer's own, and what stands there already.

    `target` is the thing whose text is being changed: a moderator who edits a post keeps its pictures. `even_lost`
    stands for those too whose file is missing, and may come back.
    """

    def resolve(keys: set[str]) -> Mapping[str, OwnFile]:
        rows = Upload.objects.filter(key__in=list(keys))
        if not even_lost:
            rows = rows.filter(lost_at=None)
        allowed = Q(owner_id=writer.member_id) if writer.is_member else Q(pk__in=())
        if target_id is not None:
            uses = UploadUse.objects.filter(upload_id=OuterRef("pk"), target=target, target_id=target_id)
            allowed |= Q(Exists(uses))
        return {upload.key: own_file(upload) for upload in rows.filter(allowed)}

    return resolve


def own_file(upload: Upload) -> OwnFile:
    """Return an upload as a text shows it."""
    return OwnFile(
        key=upload.key,
        name=upload.name,
        size_bytes=upload.size_bytes,
        is_picture=upload.kind == UploadKind.PICTURE,
        width=upload.width,
        height=upload.height,
        widths=widths_of(upload.width, upload.frames),
    )
