"""Plain text to HTML: paragraphs and line breaks, nothing else."""

from __future__ import annotations

import re
from html import escape
from typing import Final

_BETWEEN_PARAGRAPHS: Final = re.compile(r"\n{2,}")


def plain_to_html(source: str) -> str:
    """Return cleaned text as escaped paragraphs; a single newline is a line break. Always within five times its size.

    Leading spaces of a line are kept as they are (the style sheet does not show them).
    """
    paragraphs = _BETWEEN_PARAGRAPHS.split(source.strip("\n"))
    return "\n".join(f"<p>{_lines(paragraph)}</p>" for paragraph in paragraphs if paragraph.strip())


def _lines(paragraph: str) -> str:
    return escape(paragraph, quote=False).replace("\n", "<br>")
