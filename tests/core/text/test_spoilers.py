from __future__ import annotations

import comrak
import pytest

from tests.core.text.strict_html import read_strictly
from wardmote.core.errors import Invalid
from wardmote.core.text.markup import UNSEEN
from wardmote.core.text.quote import quote_markdown
from wardmote.core.text.render import render


def test_lines_between_colons_are_folded_under_their_title() -> None:
    html = render("前文\n\n::: 结局\n凶手是**管家**。\n\n- 证据\n:::\n\n后文").html
    assert html == (
        '<p>前文</p>\n<details class="spoiler"><summary>结局</summary>\n<p>凶手是<strong>管家</strong>。</p>\n'
        "<ul>\n<li>证据</li>\n</ul>\n</details>\n<p>后文</p>\n"
    )
    read_strictly(html)


@pytest.mark.parametrize("word", ["spoiler ", "剧透 ", "折叠 ", "Details "])
def test_words_that_other_forums_put_before_the_title_are_dropped(word: str) -> None:
    assert "<summary>结局</summary>" in render(f":::{word}结局\n正文\n:::").html


def test_fold_without_a_title_has_something_to_press() -> None:
    assert "<summary>…</summary>" in render(":::\n正文\n:::").html


@pytest.mark.parametrize("title", ['"><script>alert(1)</script>', "' onclick=x", "&quot;", "@阿梅 www.a.cn", "**a**"])
def test_title_is_text_and_nothing_else(title: str) -> None:
    rendered = render(f"::: {title}\n正文\n:::", mentions={"阿梅": "/u/1"})
    reader = read_strictly(rendered.html)
    assert reader.links == []
    assert "script" not in rendered.html.replace("&lt;script&gt;", "").replace("&lt;/script&gt;", "")


def test_hidden_words_can_be_reached_by_keys() -> None:
    html = render("结局是||他**死**了||。").html
    assert html == '<p>结局是<span class="spoiler" tabindex="0">他<strong>死</strong>了</span>。</p>\n'
    read_strictly(html)


def test_bars_of_programs_and_tables_hide_nothing() -> None:
    assert "spoiler" not in render("if (a || b || c) return").html
    assert "spoiler" not in render("`a||b||c`").html
    table = render("|甲|乙|丙|\n|-|-|-|\n|1||3|").html
    assert "<table>" in table
    assert "spoiler" not in table


def test_text_for_lists_and_search_does_not_tell_what_is_hidden() -> None:
    rendered = render("前||管家||中\n\n:::: 结局\n管家\n\n::: 更多\n管家\n:::\n\n管家\n::::\n\n> ||管家||\n\n后")
    assert "管家" in rendered.html
    assert rendered.text == f"前{UNSEEN}中\n结局\n{UNSEEN}\n{UNSEEN}\n后"


def test_quote_does_not_tell_what_is_hidden() -> None:
    html = render("前||管家||后\n\n::: 结局\n管家\n:::").html
    text = quote_markdown(author_name="阿梅", post_id=7, floor=2, html=html)
    assert "管家" not in text
    assert "> 结局" in text


def test_folds_are_bounded_like_quotes() -> None:
    def nested(depth: int) -> str:
        return "".join(":" * (3 + depth - level) + " 层\n" for level in range(depth)) + "正文\n"

    assert render(nested(16)).html.count("<details") == 16
    with pytest.raises(Invalid, match="17"):
        render(nested(17))


def test_thousands_of_open_folds_are_refused_before_the_parser_sees_them(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    monkeypatch.setattr(comrak, "render_markdown", lambda source, *_options: parsed.append(source))
    for piece in ("::: a\n", "> ::: a\n", "- ::: a\n"):
        with pytest.raises(Invalid):
            render(piece * (32_000 // len(piece)))
    assert parsed == []


def test_many_folds_one_after_another_are_fine() -> None:
    assert render("::: a\nb\n:::\n" * 400).html.count("<details") == 400
