"""What a notice says: one sentence, for a page or for a mail, in the language that is active."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, ngettext
from markupsafe import Markup, escape

from wardmote.core.language import bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wardmote.accounts.queries.cards import Face
    from wardmote.notifications.kinds import Kind

SAID_APART = frozenset({"reason"})
"""Details that stand below the sentence."""


class _Values(dict[str, object]):
    """Values of placeholders; one that the details do not have is empty, so that an old notice is still shown."""

    def __missing__(self, _name: str) -> str:
        return ""


def plain(kind: Kind, people: Sequence[Face], count: int, *, title: str, details: Mapping[str, Any]) -> str:
    """Return the sentence as text."""
    names = [face.name for face in people]
    return str(_pattern(kind, count, details)) % _values(names, count, title, details)


def linked(
    kind: Kind, people: Sequence[Face], count: int, *, title: str, details: Mapping[str, Any], address: str
) -> Markup:
    """Return the sentence with links to the people and to the target; all of it is one link if it names no title."""
    pattern = str(_pattern(kind, count, details))
    if "%(title)s" not in pattern:
        names = [escape(face.name) for face in people]
        text = Markup(pattern) % _values(names, count, "", details)  # noqa: S704  the pattern is ours
        return Markup('<a href="{}">{}</a>').format(address, text)
    profiles = [Markup('<a class="notice-who" href="/u/{}">{}</a>').format(face.id, face.name) for face in people]
    target = Markup('<a class="notice-what" href="{}">{}</a>').format(address, title)
    return Markup(pattern) % _values(profiles, count, target, details)  # noqa: S704  the pattern is ours


def _pattern(kind: Kind, count: int, details: Mapping[str, Any]) -> object:
    if kind.many and count > 1:
        return kind.many
    return kind.by_act.get(str(details.get("act", "")), kind.one)


def _values(names: Sequence[str], count: int, title: str, details: Mapping[str, Any]) -> _Values:
    values = _Values({name: _detail(name, details) for name in details})
    name = names[0] if names else gettext("Somebody")
    return _Values(
        {**values, "name": name, "names": joined(names, count), "title": title, "count": count, "others": count - 1}
    )


def _detail(name: str, details: Mapping[str, Any]) -> str:
    """Return a detail; one with a twin in English (`rank`, `rank_en`) follows the language."""
    return bilingual(str(details[name]), str(details.get(f"{name}_en", "")))


def joined(names: Sequence[str], count: int) -> str:
    """Return the names of the latest people and how many there are besides."""
    if not names:
        return gettext("Somebody")
    if count <= 1 or len(names) == 1:
        return names[0]
    if count == 2:  # noqa: PLR2004
        return _filled(gettext("%(first)s and %(second)s"), first=names[0], second=names[1])
    others = count - 2
    pattern = ngettext(
        "%(first)s, %(second)s and %(count)s other", "%(first)s, %(second)s and %(count)s others", others
    )
    return _filled(pattern, first=names[0], second=names[1], count=others)


def _filled(pattern: str, **values: object) -> str:
    """Fill a pattern in; what is markup stays markup."""
    made = Markup if any(isinstance(value, Markup) for value in values.values()) else str
    return made(pattern) % values
