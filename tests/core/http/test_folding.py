"""Templates hold their messages in the language in which they are asked for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation
from jinja2 import DictLoader
from markupsafe import Markup

import wardmote
from wardmote.core.http.folding import escaped
from wardmote.core.http.jinja import environment

if TYPE_CHECKING:
    import jinja2

TEMPLATES = Path(wardmote.__file__).parent / "templates"


def made(source: str, **more: str) -> jinja2.Environment:
    return environment(loader=DictLoader({"x.html": source, **more}))


def shown(source: str, language: str = "zh-hans", **values: Any) -> str:
    with translation.override(language):
        return made(source).get_template("x.html").render(**values)


def test_one_environment_shows_a_template_in_each_language() -> None:
    templates = made(
        "{% from 'y.html' import word %}{{ word() }}",
        **{"y.html": "{% macro word() %}{{ _('Sign in') }}{% endmacro %}"},
    )
    for language, word in (("zh-hans", "登录"), ("en", "Sign in"), ("zh-hans", "登录")):
        with translation.override(language):
            assert templates.get_template("x.html").render() == word


def test_what_is_filled_into_a_message_stands_where_the_language_wants_it_and_is_escaped() -> None:
    source = "{{ _('%(floor)s by %(name)s', floor=floor, name=name) }}"
    assert shown(source, "en", floor="#3", name="<b>&") == "#3 by &lt;b&gt;&amp;"
    assert "&lt;b&gt;&amp;" in shown(source, floor="3楼", name="<b>&")
    assert shown(source, "en", floor=Markup("<i>3</i>"), name="A") == "<i>3</i> by A"


def test_message_is_a_value_like_any_other() -> None:
    assert (
        shown("{% set word = _('Sign in') %}{{ word|length }}{{ word if yes else '' }}", "en", yes=True) == "7Sign in"
    )
    assert shown("{{ _('Page %(number)s', number=number)|upper }}", "en", number=3) == "PAGE 3"
    assert shown("{{ {'a': _('Sign in')}['a'] }}", "en") == "Sign in"


def test_message_that_is_not_known_beforehand_is_asked_for_as_the_page_is_made() -> None:
    assert shown("{{ _(word) }}", "zh-hans", word="Sign in") == "登录"
    assert shown("{{ _('100%% sure') }}", "en") == "100% sure"


@pytest.mark.parametrize("value", ["plain", "a < b", "\"&'", 12, 1.5, Markup("<b>"), True, None])
def test_values_are_put_out_as_escape_would(value: object) -> None:
    assert shown("{{ value }}", value=value) == str(escaped(value)) == str(Markup("{}").format(value))


def test_indentation_is_left_out_but_where_white_space_shows() -> None:
    source = "<p>\n    a  b\n\n  {% if 1 %}\n    <b>c</b>\n  {% endif %}\n</p> {{ 1 }} d"
    assert shown(source) == "<p>a  b\n\n<b>c</b>\n</p> 1 d"
    verbatim = "<div>\n  <pre>\n  {{ 1 }}\n    x</pre>\n  <textarea>\n  y</textarea>\n  z</div>"
    assert shown(verbatim) == "<div><pre>\n  1\n    x</pre>\n<textarea>\n  y</textarea>\nz</div>"
    assert shown("<h2>a</h2>\n<dl class='x'>\n<dt>b</dt>\n</dl>\n<span>c</span>\n<span>d</span>") == (
        "<h2>a</h2><dl class='x'><dt>b</dt></dl><span>c</span>\n<span>d</span>"
    ), "words keep the space between them"


def test_kept_fragments_are_those_of_their_values_and_language() -> None:
    source = "{% macro one(word) %}{{ _('Sign in') }} {{ word }}{% endmacro %}{{ kept(one, word) }}"
    assert shown(source, "en", word="<a>") == "Sign in &lt;a&gt;"
    assert shown(source, "en", word="b") == "Sign in b"
    assert shown(source, "zh-hans", word="b") == "登录 b"


def test_macros_that_are_kept_have_names_of_their_own() -> None:
    names = [
        name
        for path in TEMPLATES.rglob("*.html")
        for name in set(re.findall(r"\bkept\((\w+)", path.read_text()))
        if f"macro {name}(" in path.read_text()
    ]
    assert names
    assert sorted(names) == sorted(set(names))
