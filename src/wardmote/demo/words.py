"""Turn a written template into a sentence: slots in braces, choices in brackets.

`{street}` is one place for the whole thread, `{street+}` another one each time, `{3-8}` a number,
`{7:10-8:20}` a time of day, `{a=3-8}` a number that `{a}` repeats later in the thread. `[so|so]` is a choice;
brackets without a bar stay, since they are Markdown links.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_SLOT = re.compile(r"\{(?:(\w+)=)?([^{}]+)\}")
_TIMES = re.compile(r"(\d+):(\d\d)-(\d+):(\d\d)\Z")
_NUMBERS = re.compile(r"(\d+)-(\d+)\Z")
_MINUTES = 60


class Speech:
    """The words of one thread: what was chosen once stays chosen."""

    def __init__(self, rng: Random, lists: Mapping[str, Sequence[str]], fixed: dict[str, str] | None = None) -> None:
        """Draw from `lists` by `rng`; `fixed` is shared by all texts of the thread."""
        self.rng = rng
        self.lists = lists
        self.fixed = {} if fixed is None else fixed

    def say(self, template: str) -> str:
        """Fill one template.

        Raises:
            KeyError: the template names a slot that no list has.
        """
        text, changed = template, 1
        while changed:
            text, changed = _CHOICE.subn(lambda found: self.rng.choice(found[1].split("|")), text)
        text = _SLOT.sub(self._fill, text)
        text = text.replace("\\n", "\n")
        return text[:1].upper() + text[1:]

    def _fill(self, found: re.Match[str]) -> str:
        name, what = found[1], found[2]
        if name:
            if name not in self.fixed:
                self.fixed[name] = self._draw(what)
            return self.fixed[name]
        if what.endswith("+"):
            return self._other(what[:-1])
        if what in self.lists:
            return self.fixed.setdefault(what, self.rng.choice(self.lists[what]))
        return self.fixed[what] if what in self.fixed else self._draw(what)

    def _other(self, kind: str) -> str:
        """Draw from a list something else than what the thread is about."""
        about = self.fixed.get(kind)
        return self.rng.choice([word for word in self.lists[kind] if word != about])

    def _draw(self, what: str) -> str:
        if times := _TIMES.match(what):
            hour, minute, last_hour, last_minute = (int(part) for part in times.groups())
            at = self.rng.randint(hour * _MINUTES + minute, last_hour * _MINUTES + last_minute)
            at -= at % 5
            return f"{at // _MINUTES}:{at % _MINUTES:02}"
        if numbers := _NUMBERS.match(what):
            first, last = int(numbers[1]), int(numbers[2])
            return str(self.rng.randrange(first, last + 1, 10 if first >= 100 and last - first >= 40 else 1))
        return self.rng.choice(self.lists[what])


_HAN = r"[\u4e00-\u9fff]"
_QUOTED = re.compile(r'"([^"\n]*)"')
_BESIDE = re.compile(rf"(?<={_HAN})(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%])(?={_HAN})")


def spaced(text: str) -> str:
    """Set a space between Chinese characters and Latin letters or digits, and Chinese quotation marks."""
    return _QUOTED.sub(r"“\1”", _BESIDE.sub(" ", text))


_BEFORE_VOWEL = re.compile(r"\b([Aa]) (?=[aeio]|um|8|11\b|18\b)")


def articled(text: str) -> str:
    """Write "an" where the drawn word begins with a vowel."""
    return _BEFORE_VOWEL.sub(r"\1n ", text)
