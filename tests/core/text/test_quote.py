from wardmote.core.text.quote import QUOTE_MAX, quote_markdown
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
