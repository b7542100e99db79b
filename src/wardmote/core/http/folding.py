"""Templates compiled once for each language, with their messages already in them.

A page asks for some 250 messages, and nearly all of them say the same each time. They are put in where a template is
compiled; what is filled into one stands between its parts. The white space by which templates are indented is left
out there as well, a hundredth of what a page sends.
"""

from __future__ import annotations

import hashlib
import keyword
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jinja2
from django.conf import settings
from django.utils import translation
from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from jinja2.utils import LRUCache
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from wardmote.core.reader import reader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping

_ASKED: Final[Mapping[str, Callable[..., str]]] = {
    "_": translation.gettext,
    "gettext": translation.gettext,
    "pgettext": translation.pgettext,
}
_CONTEXTUAL: Final = frozenset({"_", "gettext", "ngettext", "pgettext", "npgettext"})
"""Functions to which Jinja2 hands the context."""
_RISKY: Final = re.compile("[&<>\"']").search
_VERBATIM: Final = re.compile(r"(</?(?:pre|textarea)\b)")
_INDENT: Final = re.compile(r"\n\s+|^[ \t]{2,}")
"""How a line is indented, also the one that a statement of the template stands before."""
_BLOCKS: Final = r"article|aside|div|dl|dt|dd|footer|h[1-6]|header|main|ol|p|section|table|tbody|td|th|thead|tr|ul"
_BETWEEN: Final = re.compile(rf"\n(?=</?(?:{_BLOCKS})\b)|(?<=\n)\n+|(</?(?:{_BLOCKS})(?: [^<>]*)?>)\n")
"""The ends of lines that show nowhere: beside a block, and in empty lines."""
_PLACE: Final = re.compile(r"%(?:\((?P<name>\w+)\)s|(?P<percent>%))")


def escaped(value: Any) -> str:
    """Return a value as a page may hold it: what `escape` returns, without a new object where nothing is escaped."""
    kind = type(value)
    if kind is Markup or (kind is str and not _RISKY(value)):
        return value  # type: ignore[no-any-return]
    return str(value) if kind is int else escape(value)


class _Code(CodeGenerator):
    """Writes what is put out through `escaped`, and calls what needs nothing of Jinja2 without asking what it needs."""

    def visit_Call(self, node: nodes.Call, frame: Any, forward_caller: bool = False) -> None:  # noqa: FBT001, FBT002, N802
        """Call functions and macros by their names as Python does."""
        plain = isinstance(node.node, nodes.Name) and node.node.name not in _CONTEXTUAL
        keys = [one.key for one in node.kwargs]
        if forward_caller or not plain or node.dyn_args or node.dyn_kwargs or any(map(keyword.iskeyword, keys)):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Any) -> None:  # noqa: N802  as Jinja2 names them
        """Look an attribute up as Python does; what has none of the name is Jinja2's to deal with."""
        self.write("(_found if (_found := getattr((_of := ")
        self.visit(node.node, frame)
        self.write(f"), {node.attr!r}, missing)) is not missing else environment.getattr(_of, {node.attr!r}))")

    def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


class LanguageEnvironment(jinja2.Environment):
    """An environment whose templates belong to the language that is active when they are asked for."""

    code_generator_class = _Code
    escaped = staticmethod(escaped)

    def __init__(self, *given: Any, **options: Any) -> None:
        """Keep templates by language."""
        super().__init__(*given, **options)
        self.cache = _by_language(self.cache)
        self._found: dict[tuple[str, str], jinja2.Template] = {}

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002  as Jinja2 calls it
    ) -> jinja2.Template:
        """Return a template; one that nobody changes while the program runs is looked for once."""
        if self.auto_reload or globals or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        key = (name, _language())
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = super().get_template(name, parent)
        return found

    def make_globals(self, more: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what templates find everywhere as one plain dictionary: Jinja2 compares its keys at each import."""
        return {**self.globals, **(more or {})}

    def overlay(self, *given: Any, **options: Any) -> LanguageEnvironment:
        """Return one that shares all but what is named."""
        made: LanguageEnvironment = super().overlay(*given, **options)
        made.cache, made._found = _by_language(made.cache), {}
        return made

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,  # noqa: FBT001, FBT002  as Jinja2 calls it
    ) -> str:
        """Put the messages in before the code is made; Jinja2 names this as the place for such."""
        marked = Markup if self.autoescape else str
        is_html = (name or "").endswith(".html")
        return super()._generate(_Folding(marked, is_html=is_html).visit(source), name, filename, defer_init)


class _Folding(NodeTransformer):
    """Puts a message in the place of the call that asks for it."""

    def __init__(self, marked: type[str], *, is_html: bool) -> None:
        self._marked, self._is_html = marked, is_html
        self._verbatim = False

    def visit_TemplateData(self, node: nodes.TemplateData, *_more: object) -> nodes.Node:  # noqa: N802  as Jinja2 names them
        """Leave out how lines are indented, but not where white space is shown."""
        parts = _VERBATIM.split(node.data) if self._is_html else [node.data]
        for place, part in enumerate(parts):
            if place % 2:
                self._verbatim = not part.startswith("</")
            elif self._is_html and not self._verbatim:
                parts[place] = _BETWEEN.sub(r"\1", _INDENT.sub("\n", part))
        node.data = "".join(parts)
        return node

    def visit_Output(self, node: nodes.Output, *_more: object) -> nodes.Node:  # noqa: N802  as Jinja2 names them
        """Put out what is joined part by part, which comes to the same and saves the joining."""
        self.generic_visit(node)
        node.nodes = [part for one in node.nodes for part in (one.nodes if isinstance(one, nodes.Concat) else [one])]
        return node

    def visit_Call(self, node: nodes.Call, *_more: object) -> nodes.Node:  # noqa: N802  as Jinja2 names them
        self.generic_visit(node)
        ask = _ASKED.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        if ask is None or node.dyn_args or node.dyn_kwargs:
            return node
        if not all(isinstance(one, nodes.Const) for one in node.args):
            return node
        message = ask(*(one.value for one in node.args))  # type: ignore[attr-defined]
        parts = self._parts(message, {one.key: one.value for one in node.kwargs})
        made = parts[0] if len(parts) == 1 else nodes.Concat(parts)
        return made.set_lineno(node.lineno)

    def _parts(self, message: str, values: Mapping[str, nodes.Expr]) -> list[nodes.Expr]:
        """Return the words of a message and what is filled in, in the order of this language."""
        parts: list[nodes.Expr] = []
        words, end = "", 0
        for found in _PLACE.finditer(message):
            words, end = words + message[end : found.start()], found.end()
            if found["percent"]:
                words += "%"
                continue
            parts += [nodes.Const(self._marked(words)), values[found["name"]]]
            words = ""
        return [*parts, nodes.Const(self._marked(words + message[end:]))]


class _ByLanguage(LRUCache):
    """Jinja2's cache of templates, which are kept for each language apart."""

    def __getitem__(self, key: Any) -> Any:
        """Return the template in the language that is active."""
        return super().__getitem__((_language(), key))

    def __setitem__(self, key: Any, value: Any) -> None:
        """Keep the template in the language that is active."""
        super().__setitem__((_language(), key), value)


def _by_language(cache: Any) -> Any:
    return _ByLanguage(len(settings.LANGUAGES) * cache.capacity)


def _language() -> str:
    return reader().language or settings.LANGUAGE_CODE


def catalogue() -> str:
    """Return what tells how a template is compiled: the language, what its catalogue holds, and this file."""
    return f"{_language()} {_digest(_language())}"


@lru_cache(maxsize=20)
def _digest(language: str) -> str:
    locale = translation.to_locale(language)
    files: list[Path] = [folder / locale / "LC_MESSAGES" / "django.mo" for folder in settings.LOCALE_PATHS]
    made = hashlib.sha256(b"".join(file.read_bytes() for file in (*files, Path(__file__)) if file.exists()))
    return made.hexdigest()[:16]
