"""Read JSON bodies, within bounds that are checked before anything is made of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NoReturn

from django.utils.translation import gettext as _
from ninja.parser import Parser

from wardmote.api.bounds import NESTING
from wardmote.api.errors import WrongMediaType
from wardmote.core.http.bounds import BadRequest

if TYPE_CHECKING:
    from django.http import HttpRequest

_OPENING: Final = frozenset(b"[{")
_CLOSING: Final = frozenset(b"]}")
_QUOTE, _ESCAPE = ord('"'), ord("\\")


class BoundedParser(Parser):
    """A parser that refuses, with words, what Python's own would choke on."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Return the object that a JSON body holds.

        Raises:
            WrongMediaType: it is not sent as JSON.
            BadRequest: it is no JSON, no object, nested too deeply, or holds what is no text.
        """
        if request.content_type != "application/json":
            raise WrongMediaType
        data = request.body
        if nesting(data) > NESTING:
            raise BadRequest(_("The body is nested more than %(most)s deep.") % {"most": NESTING})
        try:
            found = json.loads(data.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_object)
        except (ValueError, RecursionError):
            raise BadRequest(_("The body is no JSON in UTF-8.")) from None
        if not isinstance(found, dict):
            raise BadRequest(_("The body must be a JSON object."))
        if not _is_text(found):
            raise BadRequest(_("The body holds characters that are not allowed."))
        return found


def nesting(data: bytes) -> int:
    """Return how deeply lists and objects stand in each other in a JSON text, without parsing it."""
    depth = deepest = 0
    in_text = escaped = False
    for byte in data:
        if in_text:
            if escaped:
                escaped = False
            elif byte == _ESCAPE:
                escaped = True
            elif byte == _QUOTE:
                in_text = False
        elif byte == _QUOTE:
            in_text = True
        elif byte in _OPENING:
            depth += 1
            deepest = max(deepest, depth)
        elif byte in _CLOSING:
            depth -= 1
    return deepest


def _refuse(_constant: str) -> NoReturn:
    raise ValueError  # NaN and Infinity are Python's, not JSON's


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError  # readers differ in which of two equal names counts
    return found


def _is_text(value: object) -> bool:
    """Say whether all strings in a value can be stored: no halves of characters, no NUL."""
    if isinstance(value, str):
        return _encodes(value)
    if isinstance(value, dict):
        return all(_is_text(key) and _is_text(each) for key, each in value.items())
    return all(_is_text(each) for each in value) if isinstance(value, list) else True


def _encodes(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\x00" not in text
