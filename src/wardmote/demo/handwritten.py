"""The threads that were written floor by floor, put into the composer's shape."""

from __future__ import annotations

import re
from datetime import timedelta

from wardmote.demo.material.written import Floor, Script, scripts, span
from wardmote.demo.model import DemoArticle, DemoFlags, DemoPost, DemoThread
from wardmote.demo.words import spaced

_HAN = re.compile(r"[\u4e00-\u9fff]{3}")


def threads() -> list[DemoThread]:
    """Return every written thread."""
    return [_thread(script) for script in scripts()]


def _thread(script: Script) -> DemoThread:
    head = script.header
    start = span(head["last"]) + sum((floor.gap for floor in script.floors), timedelta())
    return DemoThread(
        key=head["key"],
        board=head["board"],
        type=head.get("type"),
        title=spaced(head["title"]) if _HAN.search(head["title"]) else head["title"],
        author=head["author"],
        created_offset=start,
        posts=_posts(start, script.floors),
        language=head.get("language", "zh"),
        article=_article(head, start),
        flags=_flags(head),
        views=int(head["views"]),
    )


def _posts(start: timedelta, floors: tuple[Floor, ...]) -> tuple[DemoPost, ...]:
    at = start
    posts = []
    for floor in floors:
        at -= floor.gap
        text = spaced(floor.text) if _HAN.search(floor.text) else floor.text
        posts.append(DemoPost(floor.author, text, at, floor.quotes))
    return tuple(posts)


def _article(head: dict[str, str], start: timedelta) -> DemoArticle | None:
    if "article" not in head:
        return None
    return DemoArticle(
        reprint=head["article"] == "reprint",
        source=head.get("source", ""),
        address=head.get("address", ""),
        author=head.get("by", ""),
        published_offset=start + (span(head["published"]) if "published" in head else timedelta()),
        interview=head.get("interview") == "yes",
    )


def _flags(head: dict[str, str]) -> DemoFlags:
    return DemoFlags(
        sticky=int(head.get("sticky", "0")),
        digest=int(head.get("digest", "0")),
        highlight=head.get("highlight", ""),
        locked=head.get("locked") == "yes",
        moved_to=head.get("moved_to", ""),
        deleted=head.get("deleted") == "yes",
    )
