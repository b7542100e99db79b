"""Quoting another post in Markdown, so that neither a name nor a text can break out of the quote."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _

from wardmote.core.errors import Invalid
from wardmote.core.text.addresses import find_addresses
from wardmote.core.text.chosen import find_chosen
from wardmote.core.text.clean import clean_line, clean_text
from wardmote.core.text.excerpt import excerpt
from wardmote.core.text.markup import text_of

QUOTE_MAX: Final = 300
"""Characters of the quoted text."""
CHOSEN_MAX: Final = 1_000
"""Characters that somebody may choose to quote instead of the beginning."""

_NAME_MARKUP: Final = re.compile(r"([!-/:-@\[-`{-~])")
# An underscore between letters or digits is never markup; elsewhere, also beside another one, it may be.
_TEXT_MARKUP: Final = re.compile(r"([\\`*\[\]<>~|&]|(?<![^\W_])_|_(?![^\W_]))")
_LINE_START: Final = re.compile(r"^(\s*)([#+=:-]|\d{1,9}(?=[.)]))", re.MULTILINE)


def quote_markdown(*, author_name: str, post_id: int, floor: int, html: str, chosen: str = "") -> str:
    """Return the beginning of a post, or the part `chosen`, as a Markdown quote whose first line links to it.

    It is made from the post's rendered `html`, so that it reads alike whatever format the post was written in;
    quotes within it are dropped, and so is what is hidden: a mark stands in its place. The words
    around the name are in the language of whoever quotes.

    Raises:
        Invalid: the chosen words do not stand in the post, or only where they are hidden (field "text").
    """
    title = _("%(name)s wrote on floor %(floor)s ↑") % {"name": clean_line(author_name), "floor": floor}
    title = _NAME_MARKUP.sub(r"\\\1", title)
    lines = [f"[{title}](/p/{post_id})", ""]
    found = find_chosen(html, chosen) if chosen else text_of(html, quotes=False)
    if found is None:
        raise Invalid({"text": _("These words do not stand in the post.")})
    whole = clean_text(found)
    text = excerpt(whole, CHOSEN_MAX if chosen else QUOTE_MAX, keep_lines=True)
    lines += [_literal(line) for line in text.split("\n")]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _literal(line: str) -> str:
    """Return a line that Markdown shows as it is, addresses untouched."""
    parts: list[str] = []
    done = 0
    for start, end, _address in find_addresses(line):
        parts += (_TEXT_MARKUP.sub(r"\\\1", line[done:start]), line[start:end])
        done = end
    escaped = "".join((*parts, _TEXT_MARKUP.sub(r"\\\1", line[done:])))
    return _LINE_START.sub(_inert_start, escaped.strip(" \t"))


def _inert_start(match: re.Match[str]) -> str:
    indent, mark = match.groups()
    return f"{indent}{mark}\\" if mark[0].isdigit() else f"{indent}\\{mark}"
