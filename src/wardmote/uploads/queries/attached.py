"""The files that stand in things, for the lists below them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from wardmote.core.prepared import Prepared, fill, padded, slots
from wardmote.uploads.models import UploadKind, UploadUse

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from django.db.models import QuerySet

    from wardmote.core.prepared import Later


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file below a post."""

    key: str
    name: str
    size_bytes: int
    downloads: int

    @property
    def ending(self) -> str:
        """Its kind, as the end of the name tells it."""
        return self.name.rpartition(".")[2].upper()


def attached_files(target: str, ids: Collection[int]) -> Later[Mapping[int, Sequence[AttachedFile]]]:
    """Ask ahead for the files of things by number, the oldest first (1 query, none for no numbers).

    The caller has found that the viewer may see the things.
    """
    if not ids:
        return dict
    wanted = padded(ids)
    asked = _files.ahead(target, len(wanted), **fill("id", wanted))

    def by_thing() -> Mapping[int, Sequence[AttachedFile]]:
        found: dict[int, list[AttachedFile]] = defaultdict(list)
        for target_id, key, name, size_bytes, downloads in asked.rows():
            found[target_id].append(AttachedFile(key, name, size_bytes, downloads))
        return found

    return by_thing


def _rows_files(target: str, count: int) -> QuerySet[Any, Any]:
    rows = UploadUse.objects.filter(
        target=target, target_id__in=slots("id", count), upload__kind=UploadKind.FILE, upload__lost_at=None
    )
    fields = ("target_id", "upload__key", "upload__name", "upload__size_bytes", "upload__downloads")
    return rows.order_by("upload_id").values_list(*fields)


_files: Final = Prepared(_rows_files)
