"""Libraries, uses and files against what is really there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from wardmote.core.doctor import Difference
from wardmote.uploads import files
from wardmote.uploads.models import Library, Upload, UploadKind, UploadUse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from django.db.models import QuerySet

BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Known:
    """What a recount must know of an upload."""

    owner_id: int
    is_file: bool


def known_uploads(keys: Collection[str]) -> Mapping[str, Known]:
    """Return the uploads that there are among keys (1 query)."""
    rows = Upload.objects.filter(key__in=list(keys)).values_list("key", "owner_id", "kind")
    return {key: Known(owner_id, kind == UploadKind.FILE) for key, owner_id, kind in rows}


def used_in(target: str, ids: Collection[int]) -> Mapping[int, frozenset[str]]:
    """Return the keys that are written down for things of a kind (1 query)."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = UploadUse.objects.filter(target=target, target_id__in=list(ids))
    for target_id, key in rows.values_list("target_id", "upload__key"):
        found[target_id].add(key)
    return {target_id: frozenset(keys) for target_id, keys in found.items()}


def targets_with_uploads(target: str) -> QuerySet[UploadUse, int]:
    """Return the numbers of the things of a kind that uploads are written down for, for a subquery."""
    return UploadUse.objects.filter(target=target).values_list("target_id", flat=True)


def find_libraries() -> list[Difference]:
    """Return every library whose size is not the sum of its uploads (2 queries)."""
    return [Difference("library.size_bytes", owner_id, size, due) for owner_id, size, due in different_libraries()]


def different_libraries() -> list[tuple[int, int | None, int]]:
    """Return (owner, size, sum of the uploads) where the two differ; the size is None where there is no row."""
    own = Upload.objects.filter(owner_id=OuterRef("pk")).order_by().values("owner_id")
    summed = own.annotate(sum=Sum("size_bytes", output_field=BigIntegerField())).values("sum")
    rows = Library.objects.annotate(due=Coalesce(Subquery(summed), 0, output_field=BigIntegerField()))
    wrong = rows.exclude(size_bytes=F("due")).order_by("pk").values_list("pk", "size_bytes", "due")
    missing = Upload.objects.filter(~Exists(Library.objects.filter(pk=OuterRef("owner_id")))).order_by()
    sums = missing.values_list("owner_id").annotate(due=Sum("size_bytes"))
    return [*wrong, *((owner_id, None, due) for owner_id, due in sums)]


def find_unused() -> list[Difference]:
    """Return every upload that is wrong about whether it stands anywhere (1 query)."""
    rows = wrongly_used().order_by("pk").values_list("key", "unused_since")
    return [
        Difference("upload.unused_since", key, since, None if since else "the time of its last use")
        for key, since in rows
    ]


def wrongly_used() -> QuerySet[Upload]:
    """Return uploads that stand somewhere and say they do not, or the other way round."""
    used = Exists(UploadUse.objects.filter(upload_id=OuterRef("pk")))
    return Upload.objects.filter((Q(used) & Q(unused_since__isnull=False)) | (~Q(used) & Q(unused_since=None)))


def find_files() -> list[Difference]:
    """Return every upload whose files are not where they should be (a look at the storage for each file)."""
    return [
        Difference("files of upload", upload.key, "missing" if missing else "there", "there" if missing else "missing")
        for upload, missing in uploads_with_wrong_files()
    ]


def uploads_with_wrong_files() -> Iterator[tuple[Upload, list[str]]]:
    """Yield uploads with the paths that are missing; with none for one that was lost and is there again."""
    after = 0
    rows = Upload.objects.order_by("pk")
    while batch := list(rows.filter(pk__gt=after)[:BATCH]):
        after = batch[-1].pk
        for upload in batch:
            missing = [path for path in files.all_of(upload.stem, upload.thumbs) if not files.exists(path)]
            is_lost = files.path(upload.stem) in missing
            if is_lost != (upload.lost_at is not None) or (missing and not is_lost):
                yield upload, missing
