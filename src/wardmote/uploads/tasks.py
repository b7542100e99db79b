"""The deferred half of an upload: its thumbnails."""

from __future__ import annotations

from django_tasks import task

from wardmote.core import pictures
from wardmote.uploads import files
from wardmote.uploads.models import Upload
from wardmote.uploads.sizes import widths_of


@task()
def make_thumbnails(*, upload_id: int) -> list[int]:
    """Draw a picture in its smaller widths and return them; what is there already, or gone, is left alone."""
    upload = Upload.objects.filter(pk=upload_id, lost_at=None).first()
    if upload is None:
        return []
    wanted = widths_of(upload.width, upload.frames)
    missing = [width for width in wanted if width not in upload.thumbs]
    if not missing:
        return []
    drawn = pictures.narrower(files.read(files.path(upload.stem)), missing)
    for width, data in zip(missing, drawn, strict=True):
        where = files.path(upload.stem, width)
        files.delete([where])  # left by a run that did not end
        files.write(where, data)
    if not Upload.objects.filter(pk=upload_id).update(thumbs=list(wanted)):
        files.delete(files.path(upload.stem, width) for width in missing)
    return missing
