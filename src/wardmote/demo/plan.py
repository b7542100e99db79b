"""Plan a talk: which replies come, in which order, and what they quote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from wardmote.demo.material.topics import Case, Reply, Topic

_SHORT_SHARE = 0.05
_PAIR_SHARE = 0.11
_LINK_SHARE = 0.035
_PAIRS = {("s", "p"), ("p", "s"), ("i", "i"), ("i", "s"), ("s", "s"), ("p", "i"), ("c", "s")}


@dataclass(slots=True)
class Line:
    """A planned post after the first: its templates and its place in the talk."""

    kind: str
    parts: tuple[str, ...]
    by_author: bool = False
    short: bool = False
    link: bool = False
    quotes: int | None = None


def plan(rng: Random, topic: Topic, case: Case, count: int, remark: Callable[[str], str]) -> list[Line]:
    """Return `count` lines: others' replies, the author's answers, news and thanks among them."""
    news = _news(rng, topic, case, count)
    talk: list[Line] = []
    waiting: list[tuple[int, Line]] = []
    replies = _shuffled(rng, topic, case)
    said: set[str] = set()
    while len(talk) + len(news) < count:
        if waiting and (waiting[0][0] <= len(talk) or not replies):
            talk.append(waiting.pop(0)[1])
        elif not replies or rng.random() < _SHORT_SHARE:
            talk.append(_short(remark, said))
        else:
            _reply(rng, replies, talk, waiting)
    return _merged(rng, talk, news)


def _shuffled(rng: Random, topic: Topic, case: Case) -> list[Reply]:
    """Order the replies of others, those that belong to the case rather early."""
    both = [(rng.random() * 0.55, reply) for reply in case.replies]
    both += [(rng.random(), reply) for reply in topic.common(case)]
    both.sort(key=lambda pair: pair[0])
    return [reply for _, reply in both if reply.kind not in "ut"]


def _news(rng: Random, topic: Topic, case: Case, count: int) -> list[Line]:
    """Choose what the author reports, in the order it was written, and the thanks at the end."""
    reports = [reply for reply in topic.common(case) if reply.kind == "u"]
    reports = rng.sample(reports, min(len(reports), int(count > 12 and rng.random() < 0.6)))
    reports += [reply for reply in case.replies if reply.kind == "u" and count > 4 and rng.random() < 0.75]
    thanks = [reply for reply in case.replies if reply.kind == "t"] or [
        reply for reply in topic.common(case) if reply.kind == "t"
    ]
    lines = [Line("u", (reply.text,), by_author=True) for reply in reports[:3]]
    if thanks and count > 3 and rng.random() < 0.55:
        lines.append(Line("t", (rng.choice(thanks).text,), by_author=True))
    return lines


def _short(remark: Callable[[str], str], said: set[str]) -> Line:
    """Return a remark of a few words that the talk has not seen, if there is one left."""
    text = remark("short")
    for _ in range(20):
        if text not in said:
            break
        text = remark("short")
    said.add(text)
    return Line("short", (text,), short=True)


def _reply(rng: Random, replies: list[Reply], talk: list[Line], waiting: list[tuple[int, Line]]) -> None:
    """Take the next reply, now and then two in one post, and let its answer wait for its turn."""
    reply = replies.pop(0)
    parts: tuple[str, ...] = (reply.text,)
    if replies and (reply.kind, replies[0].kind) in _PAIRS and rng.random() < _PAIR_SHARE:
        parts = (reply.text, replies.pop(0).text)
    line = Line(reply.kind, parts, link=reply.kind in "spi" and rng.random() < _LINK_SHARE)
    if rng.random() < 0.05 and reply.kind in "pc":
        line.quotes = 0
    talk.append(line)
    if reply.answer:
        quotes = len(talk) if rng.random() < 0.7 else None
        asked_author = reply.kind == "q"
        answer = Line("a", (reply.answer,), by_author=asked_author, quotes=quotes)
        waiting.append((len(talk) + rng.choice((0, 0, 1, 2)), answer))


def _merged(rng: Random, talk: list[Line], news: list[Line]) -> list[Line]:
    """Put the news into the second half of the talk, and mend the quotes that move by it."""
    merged = list(enumerate(talk, start=1))
    low = max(2, len(merged) // 2)
    spots = sorted(rng.randint(low, len(merged)) for _ in news) if len(merged) >= low else [len(merged)] * len(news)
    for shift, (spot, line) in enumerate(zip(spots, news, strict=True)):
        at = len(merged) if line.kind == "t" else spot + shift
        merged.insert(at, (0, line))
    places = {old: new for new, (old, _) in enumerate(merged, start=1) if old}
    for _, line in merged:
        if line.quotes:
            line.quotes = places[line.quotes]
    return [line for _, line in merged]
