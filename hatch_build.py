"""Compile the message catalogues whenever the package is built or installed in place.

Babel writes the same files as GNU msgfmt, so a machine without gettext can install Wardmote.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALE = Path("src/wardmote/locale")


def compile_catalogues(root: Path) -> list[Path]:
    """Write the .mo file beside every .po file under root and return the files written.

    A catalogue that is older than its .mo file is left alone.

    Raises:
        babel.messages.pofile.PoFileError: a catalogue is broken; the build stops.
    """
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = []
    for source in sorted((root / LOCALE).glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parts[-3], abort_invalid=True)
        part = target.with_suffix(".mo.part")
        with part.open("wb") as stream:
            write_mo(stream, catalogue)
        part.replace(target)
        written.append(target)
    return written


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling calls it for wheels, for editable installs and for source archives."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile the catalogues before the files are collected."""
        compile_catalogues(Path(self.root))


if __name__ == "__main__":
    for path in compile_catalogues(Path(__file__).resolve().parent):
        sys.stdout.write(f"compiled {path}\n")
