"""Ask again for thumbnails that a task failed to make: the disk was full, say, or the worker was killed."""

from __future__ import annotations

import datetime as dt
from typing import Final

from wardmote.core import clock
from wardmote.uploads.models import Upload, UploadKind
from wardmote.uploads.sizes import WIDTHS
from wardmote.uploads.tasks import make_thumbnails

AFTER: Final = dt.timedelta(hours=1)
UNTIL: Final = dt.timedelta(days=3)
"""A picture that cannot be made smaller in so long stays whole; it is shown all the same."""
BATCH: Final = 200


def remake_thumbnails() -> int:
    """Enqueue the task for pictures of the last days that have none, and return their number."""
    now = clock.now()
    rows = Upload.objects.filter(
        kind=UploadKind.PICTURE,
        frames=1,
        width__gt=min(WIDTHS),
        thumbs=[],
        lost_at=None,
        made_at__range=(now - UNTIL, now - AFTER),
    )
    ids = list(rows.values_list("pk", flat=True)[:BATCH])
    for upload_id in ids:
        make_thumbnails.enqueue(upload_id=upload_id)
    return len(ids)
