"""Markdown to HTML by comrak (GitHub's dialect, in Rust).

Measured against cmarkgfm and markdown-it-py (docs/explanation/text.md): linear on every known hostile input but
wide tables, which `bounds.check_markdown_tables` refuses first, and the only one whose emphasis works in Chinese.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

import comrak

from wardmote.core.text.addresses import find_addresses

# Inside a bare address these are letters, not markup: they wait as noncharacters, which clean_text has removed.
_WAITING: Final = str.maketrans({"_": "\ufdd0", "*": "\ufdd1", "~": "\ufdd2", "&": "\ufdd3"})
_BACK: Final = {"\ufdd0": "_", "\ufdd1": "*", "\ufdd2": "~", "\ufdd3": "&amp;"}

# Before the address of an explicit link, which the parser reads by itself.
_EXPLICIT: Final = ("](", "<", "]: ")

# A directive as the parser writes it; it writes no other div, as raw HTML is shown and not obeyed.
_DIRECTIVE: Final = re.compile(r'<div class="([^"]*)">')
_KEYWORD: Final = re.compile(r"(?:spoiler|details|剧透|折叠)[ \t]+(?=\S)", re.IGNORECASE)


def markdown_to_html(source: str) -> str:
    """Return the HTML of cleaned Markdown: not yet safe, `render` sanitises it.

    Raw HTML is shown, not obeyed; a single newline is a line break; bare addresses are left as text, because the
    rule of GitHub's dialect swallows the Chinese that follows one. Beyond that dialect, lines between ::: and ::: are
    folded away and ||words|| are hidden.
    """
    html: str = comrak.render_markdown(_shield_addresses(source), _extensions(), comrak.ParseOptions(), _output())
    for mark, char in _BACK.items():
        html = html.replace(mark, char).replace(quote(mark), char)
    return _fold(html)


def _fold(html: str) -> str:
    """Write what stands between ::: and ::: as something to be opened, its first line's words as the title."""
    if "<div" not in html:
        return html
    html = _DIRECTIVE.sub(lambda found: f'<details class="spoiler"><summary>{_title(found[1])}</summary>', html)
    return html.replace("</div>", "</details>")


def _title(words: str) -> str:
    return _KEYWORD.sub("", words.strip(), count=1) or "…"


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
    options.spoiler = True
    options.block_directive = True
    # CommonMark's rule for where emphasis ends wants a space after **重要：**, which Chinese does not write.
    options.cjk_friendly_emphasis = True
    return options


def _output() -> comrak.RenderOptions:
    options = comrak.RenderOptions()
    options.hardbreaks = True
    options.escape = True
    return options
