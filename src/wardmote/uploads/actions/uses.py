"""Write down what stands where, in the transaction that puts it there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from wardmote.core import clock
from wardmote.core.errors import Invalid
from wardmote.uploads.models import Upload, UploadUse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


@transaction.atomic
def set_uses(*, target: str, target_id: int, keys: Collection[str], before: int | None = None) -> None:
    """Make `keys` (those that the renderer knew) the uploads of a thing (at most 6 queries).

    `before` is the number that stood there so far, where the caller knows it: with none before and none now nothing is
    asked. What stands nowhere any more is collected a day later. Who may use which was decided when the text was
    rendered (`uploads.queries.shown`).

    Raises:
        Invalid: one of them has been deleted meanwhile (field "text").
    """
    if not keys and before == 0:
        return
    uses = UploadUse.objects.filter(target=target, target_id=target_id)
    old = set(uses.values_list("upload_id", flat=True)) if before != 0 else set()
    new = _held(keys)
    if gone := old - new:
        uses.filter(upload_id__in=gone).delete()
        _note_unused(gone)
    if came := new - old:
        rows = [UploadUse(upload_id=pk, target=target, target_id=target_id) for pk in sorted(came)]
        UploadUse.objects.bulk_create(rows, ignore_conflicts=True)
        Upload.objects.filter(pk__in=came, unused_since__isnull=False).update(unused_since=None)


def drop_uses(*, target: str, target_ids: Iterable[int]) -> None:
    """Forget what stood in things that are gone for good (3 queries)."""
    uses = UploadUse.objects.filter(target=target, target_id__in=list(target_ids))
    with transaction.atomic():
        gone = set(uses.values_list("upload_id", flat=True))
        uses.delete()
        _note_unused(gone)


def _held(keys: Collection[str]) -> set[int]:
    """Return the uploads of keys, kept from being deleted until the transaction ends."""
    if not keys:
        return set()
    rows = Upload.objects.select_for_update(no_key=True).filter(key__in=list(keys)).order_by("pk")
    found = set(rows.values_list("pk", flat=True))
    if len(found) != len(set(keys)):
        raise Invalid({"text": _("A picture or file in the text has been deleted meanwhile. Upload it again.")})
    return found


def _note_unused(ids: Collection[int]) -> None:
    still = UploadUse.objects.filter(upload_id=OuterRef("pk"))
    Upload.objects.filter(~Exists(still), pk__in=ids).update(unused_since=clock.now())
