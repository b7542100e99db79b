"""Which files are taken beside pictures: by the ending of the name, and as far as it can be told by what is in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from wardmote.core import options
from wardmote.core.errors import Invalid

Check = Callable[[bytes], bool]


@dataclass(frozen=True, slots=True)
class FileType:
    """How a file is sent, and whether its bytes can be what its ending says."""

    type: str
    fits: Check


def _begins(*starts: bytes, at: int = 0) -> Check:
    return lambda data: data[at : at + 32].startswith(starts)


def _is_text(data: bytes) -> bool:
    """Say whether it can be text: UTF-8 and China's older encodings hold no zero byte, UTF-16 begins with a mark."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"\0" not in data


_ZIP: Final = _begins(b"PK\x03\x04", b"PK\x05\x06")
_OLD_OFFICE: Final = _begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_OPEN_DOCUMENT: Final = "application/vnd.oasis.opendocument."
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."

KNOWN: Final[dict[str, FileType]] = {
    "7z": FileType("application/x-7z-compressed", _begins(b"7z\xbc\xaf\x27\x1c")),
    "csv": FileType("text/csv", _is_text),
    "doc": FileType("application/msword", _OLD_OFFICE),
    "docx": FileType(f"{_OFFICE}wordprocessingml.document", _ZIP),
    "flac": FileType("audio/flac", _begins(b"fLaC")),
    "gpx": FileType("application/gpx+xml", _is_text),
    "ics": FileType("text/calendar", _is_text),
    "m4a": FileType("audio/mp4", _begins(b"ftyp", at=4)),
    "md": FileType("text/markdown", _is_text),
    "mov": FileType("video/quicktime", _begins(b"ftyp", b"moov", b"mdat", b"wide", b"free", at=4)),
    "mp3": FileType("audio/mpeg", _begins(b"ID3", *(bytes((0xFF, second)) for second in range(0xE2, 0x100)))),
    "mp4": FileType("video/mp4", _begins(b"ftyp", at=4)),
    "odp": FileType(f"{_OPEN_DOCUMENT}presentation", _ZIP),
    "ods": FileType(f"{_OPEN_DOCUMENT}spreadsheet", _ZIP),
    "odt": FileType(f"{_OPEN_DOCUMENT}text", _ZIP),
    "ogg": FileType("audio/ogg", _begins(b"OggS")),
    "pdf": FileType("application/pdf", _begins(b"%PDF-")),
    "ppt": FileType("application/vnd.ms-powerpoint", _OLD_OFFICE),
    "pptx": FileType(f"{_OFFICE}presentationml.presentation", _ZIP),
    "rar": FileType("application/vnd.rar", _begins(b"Rar!\x1a\x07")),
    "txt": FileType("text/plain", _is_text),
    "wav": FileType("audio/wav", _begins(b"RIFF")),
    "webm": FileType("video/webm", _begins(b"\x1a\x45\xdf\xa3")),
    "xls": FileType("application/vnd.ms-excel", _OLD_OFFICE),
    "xlsx": FileType(f"{_OFFICE}spreadsheetml.sheet", _ZIP),
    "zip": FileType("application/zip", _ZIP),
}
"""Every ending that a site may choose: none of them is anything that a browser or a system runs."""

PICTURE_ENDINGS: Final = frozenset(
    {"avif", "bmp", "gif", "heic", "heif", "jfif", "jpe", "jpeg", "jpg", "png", "svg", "svgz", "tif", "tiff", "webp"}
)

DEFAULT: Final = "csv docx m4a md mp3 mp4 odp ods odt pdf pptx txt xlsx zip"

_MACH_O: Final = (b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xfe\xed\xfa")
_RUNS: Final = (b"MZ", b"\x7fELF", b"#!", *_MACH_O)
_PAGE: Final = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<\s*(?:!doctype\s+html|html|head|body|script|svg|iframe|\?php)\b",
    re.IGNORECASE,
)
_XML_PAGE: Final = re.compile(rb"<(?:\w+:)?(?:svg|html|script)[\s>]", re.IGNORECASE)


def _check_option(text: str) -> None:
    unknown = sorted(set(text.lower().split()) - KNOWN.keys())
    if unknown:
        raise Invalid(
            _("These endings are not known: %(endings)s. Known are: %(known)s.")
            % {"endings": ", ".join(unknown), "known": " ".join(KNOWN)}
        )


FILE_TYPES = options.text(
    "upload_file_types",
    DEFAULT,
    section="posting",
    label=_("Endings of the files that may be attached beside pictures"),
    check=_check_option,
)


def taken() -> list[str]:
    """Return the endings that the site takes."""
    return sorted(set(FILE_TYPES.get().lower().split()) & KNOWN.keys())


def ending_of(name: str) -> str:
    """Return the ending of a name in small letters, or nothing."""
    _stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot else ""


def type_of(name: str, data: bytes) -> str:
    """Return the content type that a file is sent as.

    Raises:
        Invalid: its ending is not taken, or its bytes are something else (field "files").
    """
    ending = ending_of(name)
    if ending in PICTURE_ENDINGS:
        raise Invalid({"files": _("“%(name)s” is no JPEG, PNG, GIF or WebP picture.") % {"name": name}})
    if ending not in taken():
        message = _("“%(name)s” is of a kind that is not taken here. Taken are pictures and: %(endings)s.")
        raise Invalid({"files": message % {"name": name, "endings": ", ".join(taken())}})
    if data.startswith(_RUNS) or _is_page(data) or not KNOWN[ending].fits(data):
        message = _("“%(name)s” is not what its name says: its content is no %(ending)s file.")
        raise Invalid({"files": message % {"name": name, "ending": ending}})
    return KNOWN[ending].type


def _is_page(data: bytes) -> bool:
    head = data[:4096].replace(b"\0", b"")  # UTF-16 as well
    return _PAGE.match(head) is not None or (head.lstrip().startswith(b"<?xml") and _XML_PAGE.search(head) is not None)
