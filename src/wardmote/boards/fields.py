"""What a board's own columns may hold: cleaned here for the actions, before anything is stored."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypedDict

from django.utils.translation import gettext_lazy as _

from wardmote.boards.models.board import COLOURS, Approval, TagMode
from wardmote.core.errors import Invalid
from wardmote.core.text.clean import clean_line, clean_text, is_blank
from wardmote.core.text.render import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from wardmote.core.errors import Text

SLUG_MAX = 40
RESERVED_SLUGS = frozenset({"new", "read", "all", "feed"})
"""Words that an address below /b/ may want one day."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class MoreFields(TypedDict, total=False):
    """The columns of a board that may be left out when it is made."""

    name_en: str
    description: str
    description_en: str
    rules_source: str
    colour: str
    icon: str
    type_required: bool
    article_required: bool
    answers: bool
    approval: str
    tag_mode: str


class BoardFields(MoreFields, total=False):
    """Every column of a board that an administrator writes."""

    slug: str
    name: str


def clean_board(given: BoardFields) -> dict[str, object]:
    """Return the columns to store; `rules_html` comes with `rules_source`.

    Raises:
        Invalid: some do not fit; `fields` names each.
    """
    errors: dict[str, list[Text]] = {}
    cleaned: dict[str, object] = {}
    for name, value in given.items():
        try:
            cleaned |= _CLEANERS[name](name, value)
        except Invalid as error:
            errors[name] = [message for messages in error.fields.values() for message in messages]
    if errors:
        raise Invalid(errors)
    return cleaned


def clean_name(name: str, value: object, *, most: int, required: bool = False) -> str:
    """Return one line of at most `most` characters.

    Raises:
        Invalid: it is longer, or empty though required; the field is `name`.
    """
    line = clean_line(str(value))
    if is_blank(line):
        if required:
            raise Invalid({name: _("Please fill this in.")})
        return ""
    if len(line) > most:
        raise Invalid({name: _("At most %(most)s characters.") % {"most": most}})
    return line


def _line(most: int, *, required: bool = False) -> Callable[[str, object], dict[str, object]]:
    return lambda name, value: {name: clean_name(name, value, most=most, required=required)}


def _slug(name: str, value: object) -> dict[str, object]:
    slug = str(value).strip()
    if not _SLUG.fullmatch(slug) or len(slug) > SLUG_MAX:
        raise Invalid({name: _("Use small letters, digits and single hyphens, at most %(most)s.") % {"most": SLUG_MAX}})
    if slug in RESERVED_SLUGS:
        raise Invalid({name: _("This word is reserved. Please choose another.")})
    return {name: slug}


def _rules(name: str, value: object) -> dict[str, object]:
    source = clean_text(str(value))
    if is_blank(source):
        return {name: "", "rules_html": ""}
    return {name: source, "rules_html": render(source, trusted=True).html}


def _one_of(known: tuple[str, ...]) -> Callable[[str, object], dict[str, object]]:
    def clean(name: str, value: object) -> dict[str, object]:
        if value not in known:
            raise Invalid({name: _("Choose one of the values offered.")})
        return {name: value}

    return clean


_CLEANERS: dict[str, Callable[[str, object], dict[str, object]]] = {
    "slug": _slug,
    "name": _line(40, required=True),
    "name_en": _line(60),
    "description": _line(300),
    "description_en": _line(300),
    "rules_source": _rules,
    "colour": _one_of(COLOURS),
    "icon": _line(2),
    "type_required": lambda name, value: {name: bool(value)},
    "article_required": lambda name, value: {name: bool(value)},
    "answers": lambda name, value: {name: bool(value)},
    "approval": _one_of(tuple(Approval.values)),
    "tag_mode": _one_of(tuple(TagMode.values)),
}
