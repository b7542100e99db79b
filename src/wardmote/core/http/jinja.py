"""The Jinja2 environment of every page that people see."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import jinja2
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from markupsafe import Markup

from wardmote.core.http import formats

if TYPE_CHECKING:
    from jinja2.bccache import Bucket


def _url(name: str, *args: object, **query: object) -> str:
    """Return an address by name; keyword arguments become the query, None left out."""
    address = reverse(name, args=args)
    given = {key: value for key, value in query.items() if value is not None}
    return f"{address}?{formats.query(given)}" if given else address


def environment(**options: Any) -> jinja2.Environment:
    """Make the environment: autoescape on, undefined names are errors, gettext with named placeholders."""
    for fixed in ("autoescape", "undefined"):
        options.pop(fixed, None)
    made = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        bytecode_cache=_bytecode_cache(),
        **options,
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    made.globals |= {"gettext": _gettext, "_": _gettext}
    made.globals |= {"url": _url, "static": static, "language": translation.get_language}
    made.globals |= formats.GLOBALS
    made.filters |= formats.FILTERS
    return made


def _gettext(message: str, /, **values: object) -> Markup:
    """Translate a message and fill in its values; a page asks some 150 times, mostly for the same ones without any.

    This stands for Jinja2's own wrapper, which would fill and escape each of them anew.
    """
    if not values:
        return _translated(translation.get_language(), message)
    return Markup(translation.gettext(message)) % values  # noqa: S704  messages are ours; values are escaped


@lru_cache(maxsize=5_000)
def _translated(_language: str | None, message: str) -> Markup:
    return Markup(translation.gettext(message)) % {}  # noqa: S704  messages are ours


class _KeptIfItCan(jinja2.FileSystemBytecodeCache):
    """Compiled templates in files; a disk that is full or may not be written costs time, and no page."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, or let it be."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _bytecode_cache() -> jinja2.BytecodeCache | None:
    folder = settings.DATA / "cache" / "templates"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return _KeptIfItCan(str(folder))
