"""Which of two languages a text is shown in."""

from __future__ import annotations

from wardmote.core.reader import reader


def bilingual(zh: str, en: str) -> str:
    """Return the text for the active language: `zh` unless English is active and `en` is given."""
    return en if en and reader().language.startswith("en") else zh
