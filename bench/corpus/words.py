"""Texts like people's: words as common and as rare as in real writing.

A sentence is made of words out of a dictionary of 47,000 (pypinyin's), drawn as seldom words are (Zipf), with what
stands between them out of the demo city's texts, neighbour by neighbour. One paragraph in ten is English.
"""

from __future__ import annotations

import itertools
import math
import random
import re
from bisect import bisect
from importlib.resources import files

ONCE = "犇羴"
"""A pair that stands in one post."""
INSIDE = "内部简报"
"""A phrase in every fifth post of the closed boards, and nowhere else."""
FOUR = "梧桐夜话"
"""Four characters that stand in one post of five thousand; its pairs are common or made so."""
ENGLISH = "early morning bus lane"
"""A phrase of one English paragraph in fifty."""
EDGES = "，。！？、；：\n"
_SAID_BY = re.compile(r"^[a-z]+( [0-9])*: ")
SPREAD = 0.7
"""How unlike the lengths are (of the logarithm)."""


def drawn(rng: random.Random, mean: float) -> int:
    """Return a length: most are short, few many times as long, and all together have this mean."""
    return max(1, round(rng.lognormvariate(math.log(mean) - SPREAD * SPREAD / 2, SPREAD)))


class Writer:
    """Write sentences; the same seed writes the same ones."""

    def __init__(self, seed: int = 4) -> None:
        self.random = random.Random(seed)
        folder = files("wardmote.demo.material")
        everything = [
            one.read_text(encoding="utf-8")
            for place in (folder / "threads", folder, folder / "topics")
            for one in sorted(place.iterdir(), key=lambda path: path.name)
            if one.name.endswith(".txt")
        ]
        self.chars = [char for text in everything for char in text if _is_chinese(char)]
        self.after: dict[str, list[str]] = {}
        for one, other in itertools.pairwise(self.chars):
            self.after.setdefault(one, []).append(other)
        self.english = [word for text in everything for word in text.split() if word.isascii() and word.isalpha()]
        lines = (_SAID_BY.sub("", line) for text in everything for line in text.splitlines())
        self.lines = itertools.cycle([line for line in lines if _is_prose(line)])
        self.words = _dictionary(self.random)
        self.weights = list(itertools.accumulate(1 / (rank + 8) for rank in range(len(self.words))))

    def word(self) -> str:
        """Return a word, common ones more often."""
        return self.words[bisect(self.weights, self.random.random() * self.weights[-1])]

    def run(self, length: int) -> str:
        """Return characters that follow each other as they do in the demo's texts."""
        char = self.random.choice(self.chars)
        found = [char]
        for _more in range(length - 1):
            char = self.random.choice(self.after.get(char) or self.chars)
            found.append(char)
        return "".join(found)

    def chinese(self, length: int) -> str:
        """Return a Chinese paragraph of about so many characters."""
        left, parts = length, list[str]()
        while left > 0:
            part = self.word() if self.random.random() < 0.45 else self.run(self.random.randint(1, 4))
            parts.append(part)
            left -= len(part)
            if left > 0 and self.random.random() < 0.14:
                parts.append(self.random.choice(EDGES))
        return "".join(parts)

    def latin(self, length: int) -> str:
        """Return an English paragraph of about so many characters."""
        text = " ".join(self.random.choice(self.english) for _word in range(max(2, length // 5)))
        return f"{text} {ENGLISH} {self.random.choice(self.english)}" if self.random.random() < 0.02 else text

    def paragraph(self, mean: int) -> str:
        """Return a paragraph of either language, of so many characters on average."""
        length = drawn(self.random, mean)
        return self.latin(length) if self.random.random() < 0.1 else self.chinese(length)

    def prose(self, length: int) -> str:
        """Return what people wrote, of exactly so many characters, in paragraphs; each time what follows."""
        found = ""
        while len(found) < length:
            found += f"{next(self.lines)}\n\n"
        return f"{found[: length - 1].rstrip()}".ljust(length, "。")

    def title(self) -> str:
        """Return a title."""
        return self.run(self.random.randint(2, 5)) + self.word() + self.run(self.random.randint(1, 4))


def _is_prose(line: str) -> bool:
    """Say whether a line is a Chinese sentence or some, without the signs by which the demo varies its texts."""
    if not line or line[0] in "#>|-*123456789" or set(line) & set("{}[]|@`"):
        return False
    return sum(_is_chinese(char) for char in line) > 20


def _is_chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _dictionary(rng: random.Random) -> list[str]:
    from pypinyin.phrases_dict import phrases_dict

    words = [word for word in sorted(phrases_dict) if word.isalpha()]
    rng.shuffle(words)
    return sorted(words, key=len)
