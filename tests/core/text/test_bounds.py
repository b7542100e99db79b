from dataclasses import replace

import pytest

from wardmote.core.errors import Invalid
from wardmote.core.text.bounds import Bounds, check_title
from wardmote.core.text.render import SourceFormat, render

BOUNDS = Bounds()
HOSTILE_TABLES = {
    "header of 1000": "|" + "a|" * 1000 + "\n|" + "-|" * 1000 + "\n" + "a|\n" * 8000,
    "header of 5000": "|" + "a|" * 5000 + "\n|" + "-|" * 5000 + "\n" + "|a\n" * 3500,
    "in a quote": "> |" + "a|" * 500 + "\n> |" + "-|" * 500 + "\n" + "> a\n" * 7000,
    "in a list": "- |" + "a|" * 500 + "\n  |" + "-|" * 500 + "\n" + "  a\n" * 7000,
}


def refusal(source: str, source_format: SourceFormat, bounds: Bounds = BOUNDS) -> str:
    with pytest.raises(Invalid) as caught:
        render(source, source_format, bounds=bounds, mentions={f"user{n}": f"/u/{n}" for n in range(99)})
    assert list(caught.value.fields) == ["text"]
    return str(caught.value.message)


@pytest.mark.parametrize("source_format", SourceFormat)
def test_text_may_be_as_long_as_the_bound_and_no_longer(source_format: SourceFormat) -> None:
    assert render("字" * 32_000, source_format).text == "字" * 32_000
    assert "32001 characters; at most 32000" in refusal("字" * 32_001, source_format)
    assert "at most 32000" in refusal("a" * 2_000_000, source_format)


def test_line_ends_of_windows_do_not_count_twice() -> None:
    assert render("a\r\n" * 15_000 + "a", SourceFormat.PLAIN).html.count("<br>") == 15_000


@pytest.mark.parametrize(
    ("source_format", "box"),
    [(SourceFormat.MARKDOWN, "> {}"), (SourceFormat.BBCODE, "[quote]{}[/quote]")],
)
def test_quotes_may_nest_as_deep_as_the_bound(source_format: SourceFormat, box: str) -> None:
    source = "a"
    for _level in range(16):
        source = box.format(source)
    assert render(source, source_format).html.count("<blockquote>") == 16
    assert "17 deep; at most 16" in refusal(box.format(source), source_format)


def test_lists_may_nest_as_deep_as_the_bound() -> None:
    lines = ["  " * level + "- a" for level in range(17)]
    assert render("\n".join(lines[:16])).html.count("<ul>") == 16
    assert "17 deep" in refusal("\n".join(lines), SourceFormat.MARKDOWN)


@pytest.mark.parametrize("source", HOSTILE_TABLES.values(), ids=HOSTILE_TABLES)
def test_table_that_would_explode_is_refused_before_parsing(source: str) -> None:
    assert "at most 2000" in refusal(source[:32_000], SourceFormat.MARKDOWN)


def test_table_may_have_as_many_cells_as_the_bound() -> None:
    def markdown(rows: int) -> str:
        return "|a|b|\n|-|-|\n" + "|c|d|\n" * rows

    def bbcode(rows: int) -> str:
        return "[table]" + "[tr][td]c[/td][td]d[/td][/tr]" * rows + "[/table]"

    assert render(markdown(999)).html.count("<td>") == 1998
    assert "2002 cells" in refusal(markdown(1000), SourceFormat.MARKDOWN)
    assert render(bbcode(1000), "bbcode").html.count("<td>") == 2000
    assert "2002 cells" in refusal(bbcode(1001), SourceFormat.BBCODE)


def test_table_drawn_in_a_code_block_is_no_table() -> None:
    drawing = "```\n" + "|a|b|\n|-|-|\n" * 1500 + "```"
    assert "<td>" not in render(drawing).html


@pytest.mark.parametrize(
    ("source_format", "link"),
    [
        (SourceFormat.MARKDOWN, "[a](http://a.b)\n"),
        (SourceFormat.MARKDOWN, "http://a.b\n"),
        (SourceFormat.MARKDOWN, "a@b.cc\n"),
        (SourceFormat.BBCODE, "[url=http://a.b]a[/url] "),
        (SourceFormat.PLAIN, "www.a.cn\n"),
    ],
)
def test_text_may_have_as_many_links_as_the_bound(source_format: SourceFormat, link: str) -> None:
    assert render(link * 50, source_format).links == 50
    assert "51 links; at most 50" in refusal(link * 51, source_format)


def test_links_within_the_site_do_not_count() -> None:
    assert render("[a](/t/1)\n" * 60).links == 0


@pytest.mark.parametrize(
    ("source_format", "image"), [("markdown", "![](http://a.b/c)"), ("bbcode", "[img]http://a.b/c[/img]")]
)
def test_text_may_have_as_many_images_as_the_bound(source_format: str, image: str) -> None:
    assert render(image * 50, source_format).images == 50
    assert "51 images; at most 50" in refusal(image * 51, SourceFormat(source_format))


def test_text_may_mention_as_many_people_as_the_bound() -> None:
    names = [f"@user{number}" for number in range(11)]
    known = {f"user{number}": f"/u/{number}" for number in range(99)}
    assert len(render(" ".join(names[:10] * 3), mentions=known).mentions) == 10
    assert "11 people; at most 10" in refusal(" ".join(names), SourceFormat.MARKDOWN)
    assert render(" ".join(names)).mentions == ()


@pytest.mark.parametrize("source_format", SourceFormat)
def test_html_over_its_bound_becomes_plain_text(source_format: SourceFormat) -> None:
    source = "> **a** [b]c[/b] http://a.b\n" * 40
    small = replace(BOUNDS, html_bytes=2_500)
    shown = render(source, source_format, bounds=small)
    assert shown.html.startswith("<p>&gt; **a** [b]c[/b] http://a.b<br>")
    assert shown.links == 0
    assert render(source, source_format).links == 40


def test_reopened_tags_cannot_blow_up_the_html() -> None:
    source = "[b][color=red]" * 16 + "a\n\n" * 10_000 + "[/color][/b]" * 16
    assert len(render(source, "bbcode").html) < 512 * 1024


def test_title_is_bounded() -> None:
    check_title("字" * 120, BOUNDS)
    with pytest.raises(Invalid) as caught:
        check_title("字" * 121, BOUNDS)
    assert list(caught.value.fields) == ["title"]
