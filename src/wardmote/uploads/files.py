"""Where the bytes of uploads lie: in Django's default storage, so that a site may keep them elsewhere by settings."""

from __future__ import annotations

import contextlib
import errno
import secrets
import string
from typing import TYPE_CHECKING, ClassVar, Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from wardmote.core import clock
from wardmote.core.errors import Unavailable, WardmoteError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from django.core.files.base import File

    from wardmote.core.errors import Text

FOLDER: Final = "uploads"
_LETTERS: Final = string.ascii_letters + string.digits
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StorageFull(WardmoteError):
    """There is no room left where files are kept."""

    status: ClassVar[int] = 507
    code: ClassVar[str] = "storage-full"
    title: ClassVar[Text] = _("No room left")
    default: ClassVar[Text] = _(
        "The site has no room for files at the moment. Nothing was stored; please tell its staff."
    )


def new_name() -> str:
    """Return 22 random letters and digits: 131 bits, and nothing that Markdown or a file system would mind."""
    return "".join(secrets.choice(_LETTERS) for _letter in range(22))


def path(stem: str, width: int | None = None) -> str:
    """Return where a file lies in the storage, or the thumbnail of a width."""
    return f"{FOLDER}/{stem[:2].lower()}/{stem}" + (f"-{width}" if width else "")


def write(where: str, data: bytes) -> None:
    """Store bytes whole or not at all.

    Raises:
        StorageFull: there is no room.
        Unavailable: the storage cannot be written for another reason.
    """
    try:
        kept = default_storage.save(where, ContentFile(data))
    except OSError as error:
        delete([where])
        raise StorageFull if error.errno in _FULL else Unavailable from error
    if kept != where:  # the storage gave it another name, as for one that is taken
        default_storage.delete(kept)
        raise Unavailable


def read(where: str) -> bytes:
    """Return a file's bytes.

    Raises:
        OSError: it is not there.
    """
    with default_storage.open(where) as file:
        return bytes(file.read())


def opened(where: str) -> File[bytes] | None:
    """Return a file for sending, or None where it is gone."""
    try:
        return default_storage.open(where)
    except OSError:
        return None


def exists(where: str) -> bool:
    """Say whether a file is there."""
    return default_storage.exists(where)


def delete(paths: Iterable[str]) -> None:
    """Delete files; those that are gone do not matter, and those that cannot be deleted are tried again by a job."""
    for where in paths:
        with contextlib.suppress(OSError):
            default_storage.delete(where)


def all_of(stem: str, widths: Iterable[int]) -> list[str]:
    """Return the paths of an upload's file and of its thumbnails."""
    return [path(stem), *(path(stem, width) for width in widths)]


def stored() -> Iterator[tuple[str, str]]:
    """Return (stem, path) of every file in the storage."""
    if not default_storage.exists(FOLDER):
        return
    folders, _files = default_storage.listdir(FOLDER)
    for folder in sorted(folders):
        _folders, names = default_storage.listdir(f"{FOLDER}/{folder}")
        for name in sorted(names):
            yield name.partition("-")[0], f"{FOLDER}/{folder}/{name}"


def written_at(where: str) -> dt.datetime:
    """Return when a file was written; now, for one that has gone meanwhile."""
    try:
        return default_storage.get_modified_time(where)
    except OSError:
        return clock.now()
