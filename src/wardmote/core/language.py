"""Which of two languages a text is shown in."""

from __future__ import annotations

from django.utils import translation


def bilingual(zh: str, en: str) -> str:
    """Return the text for the active language: `zh` unless English is active and `en` is given."""
    return en if en and (translation.get_language() or "").startswith("en") else zh
