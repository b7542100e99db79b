"""Put libraries, uses and files right where a recount differs."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef

from wardmote.core import clock
from wardmote.uploads import files
from wardmote.uploads.models import Library, Upload, UploadUse
from wardmote.uploads.queries.recount import (
    different_libraries,
    uploads_with_wrong_files,
    wrongly_used,
)
from wardmote.uploads.sizes import widths_of
from wardmote.uploads.tasks import make_thumbnails


@transaction.atomic
def mend_libraries() -> None:
    """Make every library's size the sum of its uploads."""
    wrong = different_libraries()
    Library.objects.bulk_create([Library(pk=owner_id) for owner_id, _size, _due in wrong], ignore_conflicts=True)
    list(Library.objects.select_for_update().filter(pk__in=[pk for pk, *_sizes in wrong]).order_by("pk"))
    for owner_id, _size, due in different_libraries():
        Library.objects.filter(pk=owner_id).update(size_bytes=due)


@transaction.atomic
def mend_unused() -> None:
    """Make every upload right about whether it stands anywhere; what does not is collected a day from now."""
    ids = list(wrongly_used().values_list("pk", flat=True))
    used = Exists(UploadUse.objects.filter(upload_id=OuterRef("pk")))
    rows = Upload.objects.filter(pk__in=ids)
    rows.filter(used).update(unused_since=None)
    rows.filter(~used).update(unused_since=clock.now())


def mend_files() -> None:
    """Note what is lost, and what is there again; thumbnails that are missing are made anew."""
    for upload, missing in list(uploads_with_wrong_files()):
        is_lost = files.path(upload.stem) in missing
        lost_at = clock.now() if is_lost else None
        there = [width for width in upload.thumbs if files.path(upload.stem, width) not in missing]
        with transaction.atomic():
            Upload.objects.filter(pk=upload.pk).update(lost_at=lost_at, thumbs=[] if is_lost else there)
            if not is_lost and widths_of(upload.width, upload.frames):
                make_thumbnails.enqueue(upload_id=upload.pk)
