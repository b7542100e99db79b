"""Compose the long chain thread: hundreds of neighbours, a tree each."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from wardmote.demo import cast, places
from wardmote.demo.model import DemoFlags, DemoPost, DemoThread
from wardmote.demo.times import Calendar
from wardmote.demo.words import Speech, articled, spaced

if TYPE_CHECKING:
    from random import Random

TITLE = "接龙：说说你家门口的一棵树"
KEY = "trees"
_AUTHOR = "二楼阳台"
_AGE_H = 24.0 * 198
_OPENING = """我先来：我家楼下是一棵歪脖子**石榴**，物业说影响停车要锯，全楼签了名留下来的。每年结二十几个，谁先看见算谁的。

规矩很简单：

1. 一层楼一棵树，说说它在哪儿、什么样、有什么事
2. 没有树的，花盆、电线杆、记忆里的都算
3. 不许说"我家没有故事"

*One floor, one tree. English welcome, so are flowerpots.*"""


@cache
def _material(language: str) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Read the slots and the lines (f stands alone, r answers the floor before, n is a nod)."""
    file = files("wardmote.demo.material") / f"chain.{language}.txt"
    slots: dict[str, tuple[str, ...]] = {}
    lines: dict[str, list[str]] = {}
    for row in file.read_text(encoding="utf-8").splitlines():
        key, _, text = row.partition(": ")
        if key.startswith("slot "):
            slots[key.removeprefix("slot ")] = tuple(text.split("|"))
        elif text:
            lines.setdefault(key, []).append(text)
    return slots, {kind: tuple(texts) for kind, texts in lines.items()}


def thread(rng: Random, floors: int, hour: float) -> DemoThread:
    """Compose the chain with `floors` posts, the first included."""
    moments = [_AGE_H * (1 - rng.random() ** 1.4) for _ in range(floors - 1)]
    calendar = Calendar(rng, hour)
    moments = sorted((calendar.waking(moment) for moment in moments), reverse=True)
    posts = [DemoPost(_AUTHOR, _OPENING, timedelta(hours=_AGE_H))]
    talk = _Talk(rng)
    for moment in moments:
        author, text, quotes = talk.floor(posts, moment)
        posts.append(DemoPost(author, text, timedelta(hours=moment), quotes))
    return DemoThread(
        key=KEY,
        board="tea",
        type="接龙",
        title=TITLE,
        author=_AUTHOR,
        created_offset=posts[0].offset,
        posts=tuple(posts),
        flags=DemoFlags(digest=2, highlight="green"),
        views=floors * 58 + 4321,
    )


class _Talk:
    """Remembers the last tree and the last words, so that floors follow each other."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.tree = {"zh": "石榴", "en": "pomegranate"}
        self.recent: list[str] = []
        self.last = "zh"

    def floor(self, posts: list[DemoPost], ago_h: float) -> tuple[str, str, int | None]:
        """Return author, text and quoted index of the next floor."""
        language = "en" if self.rng.random() < 0.14 else "zh"
        author = cast.writer(self.rng, language, ago_h, avoid=(posts[-1].author,))
        kind = self.rng.choices("frn", (78, 13, 9))[0]
        if kind == "r" and language != self.last:
            kind = "f"
        text = self._say(language, kind)
        quotes = len(posts) - 1 if kind == "r" and self.rng.random() < 0.5 else None
        self.last = language
        return author, text, quotes

    def _say(self, language: str, kind: str) -> str:
        slots, lines = _material(language)
        for _ in range(12):
            line = self.rng.choice(lines[kind])
            fixed = {"prev": self.tree[language]}
            speech = Speech(self.rng, {**places.names(language), **slots}, fixed)
            text = speech.say(speech.say(line))
            if line not in self.recent and text not in self.recent:
                break
        self.recent = [*self.recent[-30:], line, text]
        self.tree[language] = fixed.get("tree", self.tree[language])
        return spaced(text) if language == "zh" else articled(text)
