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

from wardmote.core.http import formats, head
from wardmote.core.http.folding import LanguageEnvironment, catalogue
from wardmote.core.http.kept import kept
from wardmote.core.http.packed import packed, packed_before

if TYPE_CHECKING:
    from jinja2.bccache import Bucket
    from jinja2.environment import TemplateModule
    from jinja2.runtime import Context


def _url(name: str, *args: object, **query: object) -> str:
    """Return an address by name; keyword arguments become the query, None left out."""
    return _address(name, args, tuple((key, str(value)) for key, value in query.items() if value is not None))


@lru_cache(maxsize=2_000)
def _address(name: str, args: tuple[object, ...], query: tuple[tuple[str, str], ...]) -> str:
    address = reverse(name, args=args)
    return f"{address}?{formats.query(dict(query))}" if query else address


@lru_cache(maxsize=500)
def _static(path: str) -> str:
    """Return the address of a static file: its hashed name is the same as long as the process lives."""
    return static(path)


class _Template(jinja2.Template):
    """A template that leaves nothing of a page behind for the garbage collector.

    A macro of the page's own knows the page's values, which know the macro: with them stayed all that was shown.
    """

    def render(self, *given: Any, **values: Any) -> str:
        """Return the page."""
        context = self.new_context(dict(*given, **values))
        try:
            return self.environment.concat(self.root_render_func(context))
        except Exception:  # noqa: BLE001  raised again, with its place in the template
            return self.environment.handle_exception()
        finally:
            context.vars.clear()

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        """Return what others import: it is the same for all, since every template finds the same globals."""
        return self._module or super()._get_default_module(ctx)


class _Environment(LanguageEnvironment):
    template_class = _Template


def environment(**options: Any) -> jinja2.Environment:
    """Make the environment: autoescape on, undefined names are errors, gettext with named placeholders."""
    for fixed in ("autoescape", "undefined"):
        options.pop(fixed, None)
    made = _Environment(
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
    made.globals |= {"url": _url, "static": _static, "language": translation.get_language}
    made.globals |= {"whole": head.whole, "in_language": head.in_language}
    made.globals |= {"open_graph_locale": head.locale_of}
    made.globals |= {"kept": kept, "packed": packed, "packed_before": packed_before}
    made.globals |= formats.GLOBALS
    made.filters |= formats.FILTERS
    return made


class _KeptIfItCan(jinja2.FileSystemBytecodeCache):
    """Compiled templates in files; a disk that is full or may not be written costs time, and no page."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Name what a template is compiled to: its messages stand in it, in one language."""
        return super().get_cache_key(f"{name} {catalogue()}", filename)

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
