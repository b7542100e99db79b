from functools import partial

import pytest

from tests.steps import steps_of
from wardmote.core.errors import Invalid
from wardmote.core.text.bounds import Bounds
from wardmote.core.text.chosen import WAYS_MOST, find_chosen
from wardmote.core.text.markup import UNSEEN
from wardmote.core.text.own_files import OwnFile
from wardmote.core.text.quote import CHOSEN_MAX, QUOTE_MAX, quote_markdown
from wardmote.core.text.render import render


def quoted(source: str, *, name: str = "柳巷阿梅") -> str:
    return quote_markdown(author_name=name, post_id=77, floor=3, html=render(source).html)


def test_quote_names_its_author_and_leads_to_the_floor() -> None:
    assert quoted("路灯坏了。\n三天了。") == "> [柳巷阿梅 wrote on floor 3 ↑](/p/77)\n>\n> 路灯坏了。\n> 三天了。"
    assert render(quoted("路灯坏了。") + "\n\n我也是").html == (
        '<blockquote>\n<p><a href="/p/77">柳巷阿梅 wrote on floor 3 ↑</a></p>\n'
        "<p>路灯坏了。</p>\n</blockquote>\n<p>我也是</p>\n"
    )


def test_nested_quotes_are_dropped() -> None:
    assert quoted("> 旧话\n\n新话").endswith("\n> 新话")
    assert "旧话" not in quoted("> 旧话\n\n新话")


def test_long_post_is_cut() -> None:
    text = quoted("长" * 1000).split("\n")[-1]
    assert text == f"> {'长' * (QUOTE_MAX - 1)}…"


def test_hostile_name_stays_a_name() -> None:
    for name in ("](//evil)", "**a**", "`a`", "<b>", "a\n# b", "![x](http://a.b)", "\\"):
        html = render(quoted("x", name=name)).html
        assert html.count("<a ") == 1
        assert '<a href="/p/77">' in html
        assert "<strong>" not in html
        assert "<h" not in html


def test_hostile_text_stays_text() -> None:
    for text in (
        "\\# a",
        "\\- a",
        "\\> a",
        "1\\. a",
        "\\*\\*a\\*\\*",
        "\\[a](http://b.c)",
        "&amp;lt;",
        "\\`a\\`",
        "\\| a\n---",
    ):
        original = render(text)
        shown = render(quoted(text))
        assert shown.text.split("\n")[1:] == original.text.split("\n"), text


def test_quote_mentions_nobody() -> None:
    members = {"Alice": "/u/1"}
    assert render("@Alice", mentions=members).mentions == ("Alice",)
    assert render(quoted("@Alice"), mentions=members).mentions == ()


def test_chosen_words_are_quoted_instead_of_the_beginning() -> None:
    html = render("路灯坏了。\n\n三天了，*没人*来。\n\n- 东门\n- 西门").html

    def chosen(words: str) -> str:
        return quote_markdown(author_name="阿梅", post_id=7, floor=3, html=html, chosen=words)

    assert chosen("没人来").endswith(">\n> 没人来")
    # A browser's selection breaks lines at other places than our text.
    assert chosen("没人来。\n\n东门\n西门").endswith("> 没人来。\n>\n> 东门\n> 西门")


def test_words_that_a_post_does_not_say_cannot_be_put_into_its_mouth() -> None:
    html = render("路灯||没||坏了。\n\n::: 后来\n修好了\n:::").html
    for words in ("路灯修好了", "没", "路灯坏了", "后来没修好", "修好了"):
        with pytest.raises(Invalid):
            quote_markdown(author_name="阿梅", post_id=7, floor=3, html=html, chosen=words)


KEY = "A" * 22


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("前面 密码是 1234 吗 后面", f"前面 {UNSEEN} 后面"),
        ("后面\n\n图说\n\n中间的话", "后面\n\n图说\n\n中间的话"),
        ("后面\n桥洞\n图说\n中间的话", "后面\n桥洞\n图说\n中间的话"),
        ("吗 后面\n图说\n中间的话\n折叠\n最后", f"{UNSEEN} 后面\n图说\n中间的话\n折叠\n最后"),
        ("中间的话\n折叠\n里面还有\n最后", f"中间的话\n折叠\n{UNSEEN}\n最后"),
        ("最后一句 12 34", "最后一句 12 34"),
        ("1234", "1234"),
    ],
    ids=["covered", "picture", "alternative", "closed fold", "open fold", "seen", "seen rather than covered"],
)
def test_selection_over_pictures_and_what_is_hidden_is_quoted_without_what_is_hidden(words: str, expected: str) -> None:
    source = (
        f'前面 ||密码是 **1234** 吗|| 后面\n\n![桥洞](/f/{KEY} "图说")\n\n中间的话\n\n'
        "::: 折叠\n里面\n\n还有\n:::\n\n最后一句 12 34"
    )
    own = OwnFile(KEY, "IMG_1.jpg", 1000, is_picture=True, width=800, height=600)
    html = render(source, files=lambda _keys: {KEY: own}).html
    assert "<figure" in html
    text = quote_markdown(author_name="阿梅", post_id=7, floor=3, html=html, chosen=words)
    assert text.split("\n", 2)[2] == "\n".join(f"> {line}".rstrip() for line in expected.split("\n"))


def test_selection_is_sought_in_bounded_steps() -> None:
    html = render("".join(f"a||{'a' * 3}||a![a](/f/{KEY})" for _each in range(700)), bounds=Bounds(images=1000)).html
    for words in ("a" * 9_000, "b" + "a" * 31_000):
        assert find_chosen(html, words) is None
        assert steps_of(partial(find_chosen, html, words)) < 30 * 700 * WAYS_MOST


def test_chosen_words_are_cut_and_stay_words() -> None:
    html = render("长" * 3000 + "\n\n\\# \\*a\\*").html
    text = quote_markdown(author_name="阿梅", post_id=7, floor=3, html=html, chosen="长" * 2000)
    assert text.split("\n")[-1] == f"> {'长' * (CHOSEN_MAX - 1)}…"
    text = quote_markdown(author_name="阿梅", post_id=7, floor=3, html=html, chosen="# *a*")
    assert render(text).text.endswith("\n# *a*")
