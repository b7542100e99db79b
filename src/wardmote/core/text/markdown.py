"""Markdown to HTML by comrak (GitHub's dialect, in Rust).

Measured against cmarkgfm and markdown-it-py (docs/explanation/text.md): linear on every known hostile input but
wide tables, which `bounds.check_markdown_tables` refuses first, and the only one whose emphasis works in Chinese.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

import comrak

from wardmote.core.text.addresses import find_addresses

# Inside a bare address these are letters, not markup: they wait as noncharacters, which clean_text has removed.
_WAITING: Final = str.maketrans({"_": "\ufdd0", "*": "\ufdd1", "~": "\ufdd2", "&": "\ufdd3"})
_BACK: Final = {"\ufdd0": "_", "\ufdd1": "*", "\ufdd2": "~", "\ufdd3": "&amp;"}

# Before the address of an explicit link, which the parser reads by itself.
_EXPLICIT: Final = ("](", "<", "]: ")


def markdown_to_html(source: str) -> str:
    """Return the HTML of cleaned Markdown: not yet safe, `render` sanitises it.

    Raw HTML is shown, not obeyed; a single newline is a line break; bare addresses are left as text, because the
    rule of GitHub's dialect swallows the Chinese that follows one.
    """
    html: str = comrak.render_markdown(_shield_addresses(source), _extensions(), comrak.ParseOptions(), _output())
    for mark, char in _BACK.items():
        html = html.replace(mark, char).replace(quote(mark), char)
    return html


def _shield_addresses(source: str) -> str:
    """Keep underscores and the like in bare addresses from being taken for emphasis."""
    if "://" not in source and "www." not in source:
        return source
    parts: list[str] = []
    done = 0
    for start, end, _address in find_addresses(source):
        if source[max(0, start - 3) : start].endswith(_EXPLICIT):
            continue
        parts += (source[done:start], source[start:end].translate(_WAITING))
        done = end
    return "".join((*parts, source[done:]))


def _extensions() -> comrak.ExtensionOptions:
    options = comrak.ExtensionOptions()
    options.table = True
    options.strikethrough = True
    # CommonMark's rule for where emphasis ends wants a space after **重要：**, which Chinese does not write.
    options.cjk_friendly_emphasis = True
    return options


def _output() -> comrak.RenderOptions:
    options = comrak.RenderOptions()
    options.hardbreaks = True
    options.escape = True
    return options
