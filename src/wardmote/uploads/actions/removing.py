"""Take uploads away: by their owner, or because they stand nowhere."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from wardmote.core import clock
from wardmote.core.errors import Conflict, NotFound, NotSignedIn
from wardmote.uploads import files, holders
from wardmote.uploads.models import Library, Upload
from wardmote.uploads.sizes import WIDTHS

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

UNUSED_KEPT: Final = dt.timedelta(days=1)
"""How long what stands nowhere is kept: somebody may be writing."""
BATCH: Final = 200


def delete_upload(*, actor: Actor, key: str) -> None:
    """Delete an upload of one's own that stands nowhere.

    Raises:
        NotSignedIn: a guest asks.
        NotFound: the actor has no such upload.
        Conflict: it stands somewhere; there it must go first.
    """
    if actor.member_id is None:
        raise NotSignedIn
    upload_id = Upload.objects.filter(key=key, owner_id=actor.member_id).values_list("pk", flat=True).first()
    if upload_id is None:
        raise NotFound
    if not remove(upload_id, unused_before=clock.now()):
        raise Conflict(_("This is used in what you wrote. Take it out there first, then delete it here."))


def remove(upload_id: int, *, unused_before: dt.datetime | None = None) -> bool:
    """Delete a row and give its room back, and the files once that is certain; say whether it was done.

    With `unused_before` nothing is deleted that stands anywhere or has been of use since.
    """
    with transaction.atomic():
        # Whoever puts it into a post meanwhile holds the row (`set_uses`), or finds it gone.
        rows = Upload.objects.select_for_update().filter(pk=upload_id)
        upload = (rows if unused_before is None else rows.filter(unused_since__lte=unused_before)).first()
        if upload is None:
            return False
        upload.delete()
        Library.objects.filter(pk=upload.owner_id).update(size_bytes=F("size_bytes") - upload.size_bytes)
        # All widths: the worker may be making them at this moment.
        transaction.on_commit(partial(files.delete, files.all_of(upload.stem, WIDTHS)))
    return True


def collect_unused() -> int:
    """Delete what has stood nowhere for a day and nobody holds, and return how much that was."""
    before = clock.now() - UNUSED_KEPT
    done = 0
    # By time, all at once: in the order of their numbers SQLite would walk every upload there is.
    due = list(Upload.objects.filter(unused_since__lte=before).order_by("unused_since").values_list("pk", "key"))
    for start in range(0, len(due), BATCH):
        found = due[start : start + BATCH]
        kept = holders.held([key for _pk, key in found])
        done += sum(remove(pk, unused_before=before) for pk, key in found if key not in kept)
    return done


def collect_strays() -> int:
    """Delete files in the storage that no row knows and that are older than a day, and return their number.

    They are what a process leaves that is killed between writing a file and its row.
    """
    before = clock.now() - UNUSED_KEPT
    done = 0
    batch: list[tuple[str, str]] = []
    for found in files.stored():
        batch.append(found)
        if len(batch) == BATCH:
            done += _collect(batch, before)
            batch = []
    return done + _collect(batch, before)


def _collect(batch: list[tuple[str, str]], before: dt.datetime) -> int:
    known = set(Upload.objects.filter(stem__in=[stem for stem, _path in batch]).values_list("stem", flat=True))
    strays = [path for stem, path in batch if stem not in known and files.written_at(path) <= before]
    files.delete(strays)
    return len(strays)
