"""Read what somebody typed into the search box.

Words and “phrases” must all be there, `-word` must not, `key:value` narrows where the key is known and `-key:value`
leaves out; every other sign is literal. What means nothing is looked for as it stands; what contradicts itself is
refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from wardmote.core.errors import Invalid
from wardmote.search.match import PHRASES_MAX, TOKENS_MAX, Match
from wardmote.search.tokens import is_single, tokens

if TYPE_CHECKING:
    from collections.abc import Collection

CHARS_MAX: Final = 200
"""Characters of a question; a longer one is refused."""

_COLONS: Final = (":", "：")
_QUOTED: Final = r"[\"“”「『]([^\"“”」』]*)[\"“”」』]?"
_PART: Final = re.compile(rf"(?P<no>-)?(?:(?P<key>\w+)[:：])?(?:{_QUOTED}|(?P<word>[^\s\"“”「『]+))")


def question(typed: str) -> str:
    """Return what was typed into the box on one line."""
    return " ".join(typed.replace("\x00", "").split())


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: texts that must be there and that must not, and filters in their order.

    A key counts once, but for those that may come several times.
    """

    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()
    excluded: tuple[tuple[str, str], ...] = ()
    """Filters with a minus: what fits one is left out."""
    repeated: tuple[str, ...] = ()
    """Keys that came with a second value, and may come once only."""
    too_long: bool = False
    """Not all that was typed has been read."""

    @property
    def is_bare(self) -> bool:
        """Whether nothing says what to look for: there is only what is left out, or nothing at all."""
        return not self.wanted and not self.filters

    def require_sound(self, excludable: Collection[str] = ()) -> None:
        """Demand that all was read, each key stands once, and a minus before those alone that can be left out.

        Raises:
            Invalid: it does not (field "q").
        """
        if self.too_long:
            raise too_long()
        if self.repeated:
            raise Invalid({"q": _("“%(key)s:” can stand only once.") % {"key": self.repeated[0]}})
        for key, _value in self.excluded:
            if key not in excludable:
                raise Invalid({"q": _("No “-” can stand before “%(key)s:”.") % {"key": key}})

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

    def not_in_titles(self) -> tuple[Match, ...]:
        """Return what no title may hold: the single characters with a minus."""
        return tuple(Match((phrase,)) for phrase in _cut(self.unwanted) if _only_titles(phrase))

    def _not(self) -> tuple[tuple[str, ...], ...]:
        return tuple(phrase for phrase in _cut(self.unwanted) if not _only_titles(phrase))


def parse(text: str, keys: Collection[str], several: Collection[str] = ()) -> Asked:
    """Return what a text asks for, given the keys that are known; one that is not among `several` counts once."""
    wanted: list[str] = []
    unwanted: list[str] = []
    filters: dict[tuple[str, str], str] = {}
    excluded: dict[tuple[str, str], None] = {}
    repeated: list[str] = []
    for part in _PART.finditer(text[:CHARS_MAX]):
        key, quoted, word = part["key"], part[3], part["word"]
        value = quoted if quoted is not None else (word or "")
        if key is None and value[-1:] in _COLONS and value[:-1].lower() in keys:
            key, value = value[:-1], ""  # a filter without a value: whose it is says what is missing
        known = key.lower() if key is not None and key.lower() in keys else ""
        if known and part["no"]:
            excluded[known, value] = None
        elif known:
            if filters.setdefault((known, value if known in several else ""), value) != value:
                repeated.append(known)
        elif literal := f"{key}:{value}" if key is not None else value.strip():
            (unwanted if part["no"] else wanted).append(literal)
    wanted, unwanted = wanted[:PHRASES_MAX], unwanted[: max(0, PHRASES_MAX - len(wanted))]
    return Asked(
        tuple(wanted),
        tuple(unwanted),
        tuple((name, value) for (name, _one), value in filters.items()),
        tuple(excluded)[:PHRASES_MAX],
        tuple(repeated),
        len(text) > CHARS_MAX,
    )


def too_long() -> Invalid:
    """Return the error for a question of too many characters (field "q")."""
    return Invalid({"q": _("At most %(most)s characters can be searched for at once.") % {"most": CHARS_MAX}})


def _cut(texts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(phrase for text in texts if (phrase := tuple(tokens(text)[:TOKENS_MAX])))


def _only_titles(phrase: tuple[str, ...]) -> bool:
    return len(phrase) == 1 and is_single(phrase[0])
