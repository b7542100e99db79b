"""Read what somebody typed into the search box.

Words and “phrases” must all be there, `-word` must not, `key:value` narrows where the key is known; every other sign is
literal. Nothing typed is an error: what means nothing is looked for as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from wardmote.search.match import PHRASES_MAX, TOKENS_MAX, Match
from wardmote.search.tokens import is_single, tokens

if TYPE_CHECKING:
    from collections.abc import Collection

CHARS_MAX: Final = 200
"""Characters of a question; what is longer is cut off."""

_QUOTED: Final = r"[\"“”「『]([^\"“”」』]*)[\"“”」』]?"
_PART: Final = re.compile(rf"(?P<no>-)?(?:(?P<key>\w+)[:：])?(?:{_QUOTED}|(?P<word>[^\s\"“”「『]+))")


def question(typed: str) -> str:
    """Return what was typed into the box on one line, as far as it is read."""
    return " ".join(typed.replace("\x00", "").split())[:CHARS_MAX]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: texts that must be there and that must not, and filters in their order.

    A key counts once, but for those that may come several times.
    """

    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()

    def filter(self, key: str) -> str | None:
        """Return the value of a filter, if it is there."""
        return dict(self.filters).get(key)

    def values(self, key: str) -> tuple[str, ...]:
        """Return every value of a filter that may come several times."""
        return tuple(value for name, value in self.filters if name == key)

    def phrases(self) -> tuple[tuple[str, ...], ...]:
        """Return the tokens of each wanted text that has any."""
        return _cut(self.wanted)

    def match(self) -> Match | None:
        """Return what to look for in texts: no single Chinese characters, which titles alone are searched for."""
        wanted = tuple(phrase for phrase in self.phrases() if not _only_titles(phrase))
        return Match(wanted, self._not()) if wanted else None

    def title_match(self) -> Match | None:
        """Return what to look for in titles only: the single characters."""
        wanted = tuple(phrase for phrase in self.phrases() if _only_titles(phrase))
        return Match(wanted) if wanted else None

    def all_in_titles(self) -> Match | None:
        """Return everything, to be looked for in titles."""
        wanted = self.phrases()
        return Match(wanted, self._not()) if wanted else None

    def _not(self) -> tuple[tuple[str, ...], ...]:
        return tuple(phrase for phrase in _cut(self.unwanted) if not _only_titles(phrase))


def parse(text: str, keys: Collection[str], several: Collection[str] = ()) -> Asked:
    """Return what a text asks for, given the keys that are known; one that is not among `several` counts once."""
    wanted: list[str] = []
    unwanted: list[str] = []
    filters: dict[tuple[str, str], str] = {}
    for part in _PART.finditer(text[:CHARS_MAX]):
        key, quoted, word = part["key"], part[3], part["word"]
        value = quoted if quoted is not None else (word or "")
        if key is not None and key.lower() in keys and not part["no"]:
            known = key.lower()
            filters.setdefault((known, value if known in several else ""), value)
        else:
            literal = f"{key}:{value}" if key is not None else value
            (unwanted if part["no"] else wanted).append(literal)
    wanted, unwanted = wanted[:PHRASES_MAX], unwanted[: max(0, PHRASES_MAX - len(wanted))]
    return Asked(tuple(wanted), tuple(unwanted), tuple((name, value) for (name, _one), value in filters.items()))


def _cut(texts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(phrase for text in texts if (phrase := tuple(tokens(text)[:TOKENS_MAX])))


def _only_titles(phrase: tuple[str, ...]) -> bool:
    return len(phrase) == 1 and is_single(phrase[0])
