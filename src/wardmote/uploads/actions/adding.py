"""Take a picture or a file in."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from wardmote.accounts import capabilities
from wardmote.core import clock, pictures
from wardmote.core.errors import Invalid, NotAllowed, TooLarge
from wardmote.core.picture_checks import kind_of
from wardmote.core.text.clean import clean_line
from wardmote.uploads import files, filetypes
from wardmote.uploads.actions.removing import remove
from wardmote.uploads.limits import MB, limit_bytes, require_upload
from wardmote.uploads.models import Library, Upload, UploadKind
from wardmote.uploads.sizes import SIDE_MOST, widths_of
from wardmote.uploads.tasks import make_thumbnails

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

NAME_MOST: Final = 100
ALT_MOST: Final = 300
CAPTION_MOST: Final = 300
_NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def add_upload(*, actor: Actor, name: str, data: bytes, alt: str = "", caption: str = "") -> Upload:
    """Store what was sent and return its row; the same bytes from the same member are one upload.

    What it is, is decided by its bytes: a picture is drawn anew (a process, up to pictures.TIME_MOST_S, outside of the
    transaction), anything else must be a file of a kind that the site takes. Thumbnails follow by a task. Whatever
    fails, nothing half stored is left.

    Raises:
        NotSignedIn, NotAllowed: the actor may not upload, or not this.
        TooLarge: the file is larger than the actor's files may be, or no room is left in their library.
        Invalid: it is nothing that is taken (field "files"), or its words are too long.
        StorageFull, Unavailable: the site cannot keep it now.
    """
    owner_id = require_upload(actor)
    is_picture = kind_of(data) is not None
    _require_kind(actor, is_picture=is_picture)
    known = clean_name(name)
    _refuse_size(actor, known, len(data))
    words = clean_words(alt=alt, caption=caption)
    digest = hashlib.sha256(data).hexdigest()
    if (earlier := _again(owner_id, digest, words)) is not None:
        return earlier
    _refuse_full(actor, owner_id)
    upload, kept = _picture(known, data) if is_picture else _file(known, data)
    upload.key, upload.stem, upload.sha256 = files.new_name(), files.new_name(), digest
    upload.owner_id = owner_id
    upload.made_at = upload.unused_since = clock.now()
    upload.alt, upload.caption = words
    files.write(files.path(upload.stem), kept)
    try:
        _insert(actor, upload)
    except IntegrityError:  # the same bytes came twice at once
        files.delete([files.path(upload.stem)])
        earlier = _again(owner_id, digest, words)
        if earlier is None:
            raise
        return earlier
    except BaseException:
        files.delete([files.path(upload.stem)])
        raise
    return upload


def clean_name(name: str) -> str:
    """Return a file's name as it is shown: on one line, without a path, not too long, its ending kept."""
    bare = clean_line(name.replace("\\", "/").rpartition("/")[2])
    bare = _NOT_IN_NAMES.sub("_", bare).strip(". ")
    stem, dot, ending = bare.rpartition(".")
    if dot and len(ending) <= 10:  # noqa: PLR2004  what may be called an ending
        return f"{stem[: NAME_MOST - len(ending) - 1].rstrip('. ') or 'file'}.{ending}"
    return bare[:NAME_MOST] or "file"


def clean_words(*, alt: str, caption: str) -> tuple[str, str]:
    """Return the alternative text and the caption, each on one line.

    Raises:
        Invalid: one is too long (fields "alt", "caption").
    """
    words = {"alt": (clean_line(alt), ALT_MOST), "caption": (clean_line(caption), CAPTION_MOST)}
    errors = {
        field: _("At most %(most)s characters.") % {"most": most}
        for field, (text, most) in words.items()
        if len(text) > most
    }
    if errors:
        raise Invalid(errors)
    return words["alt"][0], words["caption"][0]


def _require_kind(actor: Actor, *, is_picture: bool) -> None:
    if is_picture and not actor.can(capabilities.UPLOAD_PICTURES):
        raise NotAllowed(_("You may not upload pictures."))
    if not is_picture and not actor.can(capabilities.UPLOAD_FILES):
        raise NotAllowed(_("You may upload pictures only: JPEG, PNG, GIF and WebP."))


def _refuse_size(actor: Actor, name: str, size_bytes: int) -> None:
    # The name is told, since several may have been sent.
    most = limit_bytes(actor, capabilities.UPLOAD_MB)
    if not size_bytes:
        raise Invalid({"files": _("“%(name)s” is empty.") % {"name": name}})
    if most is not None and size_bytes > most:
        message = _("“%(name)s” is too large: a file may have at most %(most)s MB.")
        raise TooLarge(message % {"name": name, "most": most // MB})


def _refuse_full(actor: Actor, owner_id: int) -> None:
    """Refuse at once what cannot fit, before a picture is opened; the room itself is taken with the row."""
    most = limit_bytes(actor, capabilities.STORAGE_MB)
    if most is not None and Library.objects.filter(pk=owner_id, size_bytes__gte=most).exists():
        raise _no_room(most)


def _no_room(most: int) -> TooLarge:
    message = _("There is no room left: your pictures and files may take %(most)s MB together. Delete some first.")
    return TooLarge(message % {"most": most // MB})


def _picture(name: str, data: bytes) -> tuple[Upload, bytes]:
    try:
        made = pictures.redraw(data, SIDE_MOST)
    except Invalid as error:
        # The name stands in front, since several may have been sent.
        raise Invalid({"files": f"{name}: {error.message}"}) from None
    row = Upload(
        kind=UploadKind.PICTURE,
        name=name,
        type="image/webp",
        size_bytes=len(made.data),
        width=made.width,
        height=made.height,
        frames=made.frames,
    )
    return row, made.data


def _file(name: str, data: bytes) -> tuple[Upload, bytes]:
    kind = filetypes.type_of(name, data)
    return Upload(kind=UploadKind.FILE, name=name, type=kind, size_bytes=len(data)), data


def _again(owner_id: int, digest: str, words: tuple[str, str]) -> Upload | None:
    """Return what the same bytes made before, if they did, with the words that came along this time.

    It is fresh again, so that it is not collected before it is used. What was lost is made anew.
    """
    upload = Upload.objects.filter(owner_id=owner_id, sha256=digest).first()
    if upload is None:
        return None
    if upload.lost_at is not None:
        remove(upload.pk)
        return None
    alt, caption = words
    changed = {name: text for name, text in (("alt", alt), ("caption", caption)) if text}
    Upload.objects.filter(pk=upload.pk, unused_since__isnull=False).update(unused_since=clock.now())
    if changed:
        Upload.objects.filter(pk=upload.pk).update(**changed)
    upload.refresh_from_db()
    return upload


@transaction.atomic
def _insert(actor: Actor, upload: Upload) -> None:
    """Take the room and make the row, both or neither: of two uploads only one gets the last room."""
    most = limit_bytes(actor, capabilities.STORAGE_MB)
    Library.objects.get_or_create(pk=upload.owner_id)
    room = Library.objects.filter(pk=upload.owner_id)
    if most is not None:
        room = room.filter(size_bytes__lte=most - upload.size_bytes)
    if not room.update(size_bytes=F("size_bytes") + upload.size_bytes):
        raise _no_room(most or 0)
    upload.save(force_insert=True)
    if widths_of(upload.width, upload.frames):
        make_thumbnails.enqueue(upload_id=upload.pk)
