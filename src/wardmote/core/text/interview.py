"""The marks of an interview: paragraphs that begin with 记者： or with a name are questions and answers."""

from __future__ import annotations

import re
from typing import Final

from wardmote.core.text.markup import split_tags, tag_name

ASKING: Final = frozenset(
    {"host", "interviewer", "q", "question", "reporter", "主持人", "問", "問題", "记者", "記者", "问", "问题"}
)
LABEL_MAX: Final = 20
"""Characters of a label."""

# A label is a name, not a sentence: it holds no punctuation but what names hold, and its colon begins neither an
# address (//) nor the minutes of a time. People may have written it in bold, the colon within or after.
_NOT_IN_LABEL: Final = r"<>&:：,，.。!！?？;；、/@“”\"()（）\[\]\n"
_LABEL: Final = re.compile(
    rf"\s*(?P<bold><(?P<tag>strong|b)>)?(?P<name>[^{_NOT_IN_LABEL}]{{1,{LABEL_MAX}}})"
    r"(?P<colon>：|:(?![/\d]))?(?(bold)</(?P=tag)>)(?(colon)|(?P<after>：|:(?![/\d])))\s*"
)
_BREAK: Final = re.compile(r"<br ?/?>\n?")


def mark_interview(html: str) -> str:
    """Give paragraphs the class "ask" or "answer", and their labels <b class="speaker">.

    A line within a paragraph that begins with a label begins a paragraph of its own. Paragraphs without a label go
    on with the one before. Only paragraphs outside of quotes, lists and tables are looked at.
    """
    out: list[str] = []
    kind = ""
    depth = begun = 0
    for place, piece in enumerate(pieces := split_tags(html)):
        if place % 2 and tag_name(piece) not in {"br", "hr"}:
            depth += -1 if piece[1] == "/" else 1
            if piece == "<p>" and depth == 1:
                begun = place
            elif piece == "</p>" and not depth and begun:
                inner, kind = _paragraphs("".join(pieces[begun + 1 : place]), kind)
                out += inner
                begun = 0
                continue
        if not begun:
            out.append(piece)
    return "".join(out)


def _paragraphs(inner: str, kind: str) -> tuple[list[str], str]:
    """Return one paragraph's content as paragraphs by speaker, and the kind that goes on after it."""
    out: list[str] = []
    lines: list[str] = []
    open_tags = 0
    for line in _BREAK.split(inner):
        label = None if open_tags else _LABEL.match(line)
        if label and lines:
            out.append(_paragraph(lines, kind))
            lines = []
        if label:
            kind = "ask" if label["name"].strip().casefold() in ASKING else "answer"
            colon = label["colon"] or label["after"]
            space = " " if colon == ":" else ""
            speaker = f'<b class="speaker">{label["name"].strip()}{colon}</b>{space}'
            line = speaker + line[label.end() :]  # noqa: PLW2901
        lines.append(line)
        open_tags += line.count("<") - 2 * line.count("</")
    out.append(_paragraph(lines, kind))
    return out, kind


def _paragraph(lines: list[str], kind: str) -> str:
    opening = f'<p class="{kind}">' if kind else "<p>"
    return f"{opening}{'<br>'.join(lines)}</p>"
