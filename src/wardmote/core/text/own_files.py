"""The site's own pictures and files in a text: how they are addressed, and what the renderer must know of them.

Who may use which is decided above (`wardmote.uploads`); here a key is known or it is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from wardmote.core.text.markup import attribute

KEY: Final = "[A-Za-z0-9]{22}"
FILE_ADDRESS: Final = re.compile(rf"/f/({KEY})")
_ANYWHERE: Final = re.compile(rf"/f/({KEY})(?![A-Za-z0-9])")


@dataclass(frozen=True, slots=True)
class OwnFile:
    """An upload as a text shows it; `widths` are those of a picture's thumbnails, beside its full width."""

    key: str
    name: str
    size_bytes: int
    is_picture: bool
    width: int = 0
    height: int = 0
    widths: tuple[int, ...] = ()

    @property
    def address(self) -> str:
        """Where it is fetched."""
        return f"/f/{self.key}"


FileResolver = Callable[[set[str]], Mapping[str, OwnFile]]
"""Given all the keys in question, returns the uploads of those that the writer may use."""


def key_of(address: str | None) -> str | None:
    """Return the key in the address of an upload, or None where it is another address."""
    match = FILE_ADDRESS.fullmatch(address or "")
    return match[1] if match else None


def keys_in(text: str) -> set[str]:
    """Return every key that a source or a stored text names."""
    return set(_ANYWHERE.findall(text)) if "/f/" in text else set()


def picture_markdown(key: str, alt: str = "", caption: str = "") -> str:
    """Return what stands for a picture in Markdown."""
    title = f' "{_escaped(caption)}"' if caption else ""
    return f"![{_escaped(alt)}](/f/{key}{title})"


def file_markdown(key: str, name: str) -> str:
    """Return what stands for a file in Markdown."""
    return f"[{_escaped(name)}](/f/{key})"


_MARKUP: Final = re.compile(r"([\\`*_\[\]<>~\"&!|])")


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def size_text(size_bytes: int) -> str:
    """Return a size as people read it in every language: 812 B, 34 KB, 1.2 MB, 3.4 GB."""
    size = float(size_bytes)
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1000 or unit == "GB":  # noqa: PLR2004  three digits are read at a glance
            break
        size /= 1024
    return f"{size:.1f} {unit}" if size < 10 and unit != "B" else f"{size:.0f} {unit}"  # noqa: PLR2004


def keys_of_tags(pieces: list[str]) -> set[str]:
    """Return the keys that pictures and links of split HTML (`markup.split_tags`) name."""
    found = set()
    for tag in pieces[1::2]:
        if '="/f/' in tag and (key := key_of(attribute(tag, "src") or attribute(tag, "href"))):
            found.add(key)
    return found
