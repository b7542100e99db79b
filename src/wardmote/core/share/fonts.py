"""The font of drawn pictures: one that has Chinese; without one nothing is drawn, as boxes are worse than nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from PIL import ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
FILES: Final = (
    "NotoSerifCJK-Bold.ttc",
    "NotoSerifCJKsc-Bold.otf",
    "NotoSerifSC-Bold.otf",
    "NotoSerifSC-Bold.ttf",
    "SourceHanSerifSC-Bold.otf",
    "SourceHanSerif-Bold.ttc",
    "NotoSansCJK-Bold.ttc",
    "NotoSansCJKsc-Bold.otf",
    "NotoSansSC-Bold.otf",
    "NotoSansSC-Bold.ttf",
    "SourceHanSansSC-Bold.otf",
    "SourceHanSans-Bold.ttc",
    "NotoSerifCJK-Regular.ttc",
    "NotoSansCJK-Regular.ttc",
    "wqy-zenhei.ttc",
    "wqy-microhei.ttc",
    "DroidSansFallbackFull.ttf",
)
"""Files that distributions install, the ones that suit titles best first."""
NO_FONT: Final = "none"
_SAMPLE: Final = "坊议城市论坛红绿灯紅綠燈Ag1，。“”"
_FACES_MOST: Final = 12
_SMALL: Final = 32
_NEVER_THERE: Final = "\U000ffffd"
"""The last but two of the private characters: its glyph is the one for characters that a font lacks."""


@dataclass(frozen=True, slots=True)
class Face:
    """A face in a file of fonts; a collection has one a region, as Chinese and Japanese write some characters apart."""

    path: str
    index: int

    def at(self, size_px: int) -> ImageFont.FreeTypeFont:
        """Return it at a size; threads share none, as Pillow does not promise that they may."""
        return ImageFont.truetype(self.path, size_px, index=self.index)


def face() -> Face | None:
    """Return the face to draw with, or None: then nothing is drawn, and nothing is announced."""
    return _found(settings.SHARE_FONT, str(settings.DATA))


def covered(text: str, shown: Face) -> str:
    """Return the text without the characters that the face lacks, such as emoji."""
    return "".join(char for char in text if char.isspace() or _has(shown, char))


@lru_cache(maxsize=4)
def _found(named: str, data: str) -> Face | None:
    if named == NO_FONT:
        return None
    if named:
        return _usable(Path(named))
    there = {path.name: path for path in _files((Path(data) / "fonts", *FOLDERS))}
    usable = (_usable(there[name]) for name in FILES if name in there)
    return next((found for found in usable if found is not None), None)


def _files(folders: tuple[Path, ...]) -> Iterator[Path]:
    for folder in reversed(folders):  # so that the first folder has the last word
        for place, _below, names in os.walk(folder):
            yield from (Path(place) / name for name in names)


def _usable(path: Path) -> Face | None:
    """Return the face of simplified Chinese in a file, its first face otherwise; None where Chinese is missing."""
    faces: list[tuple[bool, Face]] = []
    for index in range(_FACES_MOST):
        try:
            name = ImageFont.truetype(str(path), _SMALL, index=index).getname()[0] or ""
        except (OSError, ValueError):
            break
        faces.append((not name.endswith((" SC", " CN")), Face(str(path), index)))
    if not faces:
        return None
    best = min(faces, key=lambda each: each[0])[1]
    return best if covered(_SAMPLE, best) == _SAMPLE else None


@lru_cache(maxsize=20_000)
def _has(shown: Face, char: str) -> bool:
    font = shown.at(_SMALL)
    drawn, missing = font.getmask(char), _missing(shown)
    return (drawn.size, bytes(drawn)) != missing


@lru_cache(maxsize=4)
def _missing(shown: Face) -> tuple[tuple[int, int], bytes]:
    mask = shown.at(_SMALL).getmask(_NEVER_THERE)
    return mask.size, bytes(mask)
