"""Read the topic files: what a kind of thread is called, opens with, and is answered with.

A file holds topics. A topic begins with `topic:` and header lines; `@ title || other title` begins a case, the
lines after it are its opening; `@@` begins what suits every case. A reply is a line `k: text`, where k is
p (agrees), c (objects), s (a story of one's own), i (a fact), q (asks the author), u (the author reports),
t (the author thanks, last). `q: question => answer` is answered by the author. In the common part `k 1 2: text`
suits the cases 1 and 2 only, `k -3: text` all but the third.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_REPLY = re.compile(r"([pcsiqut])((?: -?\d)*): (.+)\Z")
_HEADER = re.compile(r"(\w[\w ]*): ?(.*)\Z")


@dataclass(frozen=True, slots=True)
class Reply:
    """One prepared reply; `answer` is empty where nobody answers it."""

    kind: str
    text: str
    answer: str = ""
    cases: tuple[int, ...] = ()

    def suits(self, case: int) -> bool:
        """Tell whether the reply fits the topic's case of that number, counted from 1."""
        wanted = [number for number in self.cases if number > 0]
        return -case not in self.cases and (not wanted or case in wanted)


@dataclass(slots=True)
class Case:
    """One way a thread of the topic begins, with the replies that fit only there."""

    titles: tuple[str, ...]
    opening: str = ""
    replies: list[Reply] = field(default_factory=list)


@dataclass(slots=True)
class Topic:
    """A subject people open threads on, with the board and the language it belongs to."""

    name: str
    board: str = ""
    types: tuple[str, ...] = ()
    language: str = "zh"
    weight: float = 1.0
    article: str = ""
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)

    def common(self, case: Case) -> list[Reply]:
        """Return the replies for every case that suit this one."""
        number = self.cases.index(case) + 1
        return [reply for reply in self.replies if reply.suits(number)]


def _lines(language: str) -> Iterator[str]:
    folder = files("wardmote.demo.material") / "topics"
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(f".{language}.txt"):
            yield from file.read_text(encoding="utf-8").splitlines()


def _header(topic: Topic, key: str, value: str) -> None:
    parts = tuple(part.strip() for part in value.split("|"))
    if key == "board":
        topic.board = value
    elif key == "type":
        topic.types = parts
    elif key == "weight":
        topic.weight = float(value)
    elif key == "article":
        topic.article = value
    elif key.startswith("slot "):
        topic.lists[key.removeprefix("slot ")] = parts
    else:
        raise ValueError(f"unknown header {key!r} in topic {topic.name}")


def _reply(found: re.Match[str]) -> Reply:
    text, _, answer = found[3].partition(" => ")
    return Reply(found[1], text.strip(), answer.strip(), tuple(int(number) for number in found[2].split()))


@cache
def topics(language: str) -> tuple[Topic, ...]:
    """Return every topic written in `language`."""
    found: list[Topic] = []
    case: Case | None = None
    common = False
    for line in _lines(language):
        if line.startswith("topic: "):
            found.append(Topic(line.removeprefix("topic: "), language=language))
            case, common = None, False
        elif line == "@@":
            common = True
        elif line.startswith("@ "):
            case = Case(tuple(title.strip() for title in line[2:].split("||")))
            found[-1].cases.append(case)
            common = False
        elif reply := _REPLY.match(line):
            (found[-1] if common or case is None else case).replies.append(_reply(reply))
        elif case is not None and not common:
            case.opening += line + "\n"
        elif header := _HEADER.match(line):
            _header(found[-1], header[1], header[2])
        elif line.strip():
            raise ValueError(f"what is {line!r} in topic {found[-1].name}?")
    return tuple(found)


@cache
def remarks(language: str) -> dict[str, tuple[str, ...]]:
    """Return the small change of talk: whole short posts, and what people put before or after a reply."""
    file = files("wardmote.demo.material") / f"remarks.{language}.txt"
    found: dict[str, list[str]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        kind, _, text = line.partition(": ")
        if text:
            found.setdefault(kind, []).append(text)
    return {kind: tuple(texts) for kind, texts in found.items()}
