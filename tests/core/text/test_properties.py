from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.core.text.strict_html import read_strictly
from wardmote.core.errors import Invalid
from wardmote.core.text.addresses import find_addresses, link_address, safe_address
from wardmote.core.text.bounds import Bounds
from wardmote.core.text.clean import clean_line, clean_text, is_blank
from wardmote.core.text.diff import LONG, diff_texts
from wardmote.core.text.excerpt import excerpt
from wardmote.core.text.quote import quote_markdown
from wardmote.core.text.render import Rendered, SourceFormat, find_mentions, render
from wardmote.core.text.sanitize import sanitize

PIECES = [
    *(
        "*",
        "**",
        "_",
        "~~",
        "`",
        "```\n",
        "[",
        "]",
        "(",
        ")",
        "![",
        "<",
        ">",
        "> ",
        "- ",
        "1. ",
        "\n",
        "\n\n",
        "|",
        "\\",
    ),
    *(
        "a|b\n-|-\n",
        "||",
        "::: 结局\n",
        ":::\n",
        "# ",
        "&",
        "&amp;",
        "&#106;",
        "&#x3a;",
        "javascript:",
        "data:text/html,",
        "http://a.b/",
        "www.a.cn",
    ),
    *("@阿梅", "@ab", "a@b.cc", "重", "：", "，", "“", " ", "    ", "a", '"', "'", "<b>", "<script>", "</div>", "<!--"),
    *("[a]: /u\n", "//evil", "/\\evil", "\t", "\u3000", "😀", "[^1]", "---\n", "[b]", "[/b]", "[i]", "[/i]", "[quote]"),
    *("[/quote]", "[list]", "[*]", "[/list]", "[url=http://a.b]", "[/url]", "[url]", "[img]", "[/img]", "[code]"),
    *("[/code]", "[hide]", "[/hide]", "[table]", "[tr]", "[td]", "[/td]", "[/tr]", "[/table]", "[color=red]"),
    *("[/color]", "[align=center]", "[/align]", "[size=5]", "[/size]", "记者：", "Q:", "[ruby=a]", "[/ruby]", "[hr]"),
    *("\ufdd0", "\x00", "\ud800", "\u202e", "\r\n", "\u2028", "\u200b", "é", "e\u0301"),
]
WRITTEN = st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(st.characters(), max_size=200)
FORMATS = st.sampled_from(SourceFormat)
KNOWN = {"阿梅": "/u/1", "ab": "/u/2"}


def rendered(source: str, source_format: SourceFormat, *, interview: bool = False) -> Rendered | None:
    try:
        return render(source, source_format, mentions=KNOWN, interview=interview)
    except Invalid:
        return None


@settings(deadline=None, max_examples=400)
@given(WRITTEN, FORMATS, st.booleans())
@example("<a href='javascript:alert(1)' onclick=x id=y style=z>q</a>", SourceFormat.MARKDOWN, False)
@example("[url=http://a.b]a\n\n[quote]b[/quote][/url]", SourceFormat.BBCODE, False)
def test_html_holds_only_what_is_allowed(source: str, source_format: SourceFormat, interview: bool) -> None:
    result = rendered(source, source_format, interview=interview)
    if result:
        reader = read_strictly(result.html)
        outgoing = [link for link in reader.links if not link["href"].startswith("/")]
        assert len(outgoing) <= result.links + result.images
        assert len([link for link in reader.links if link.get("class") == "image"]) <= result.images
        mentioned = {link["href"] for link in reader.links if link.get("class") == "mention"}
        assert mentioned == {KNOWN[name] for name in result.mentions}


@settings(deadline=None, max_examples=200)
@given(WRITTEN, FORMATS)
def test_sanitising_twice_changes_nothing(source: str, source_format: SourceFormat) -> None:
    result = rendered(source, source_format)
    if result:
        assert sanitize(result.html) == result.html


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=300) | WRITTEN.map(clean_text))
def test_sanitiser_makes_anything_safe(html: str) -> None:
    cleaned = sanitize(html)
    assert sanitize(cleaned) == cleaned
    for hostile in ("<script", "<img", "<style", "<form", "<iframe", "<!--"):
        assert hostile not in cleaned


@settings(deadline=None)
@given(WRITTEN, FORMATS)
def test_nothing_deceiving_reaches_the_page(source: str, source_format: SourceFormat) -> None:
    result = rendered(source, source_format)
    if result:
        for shown in (result.html, result.text):
            assert not set(shown) & set("\x00\u202e\u2066\ud800\ufdd0\ufdd1\r")
            shown.encode()


@settings(deadline=None)
@given(WRITTEN)
def test_plain_text_keeps_every_visible_character(source: str) -> None:
    result = rendered(source, SourceFormat.PLAIN)
    if result:
        assert "".join(result.text.split()) == "".join(clean_text(source).split())


@settings(deadline=None)
@given(WRITTEN)
def test_cleaning_twice_changes_nothing(source: str) -> None:
    assert clean_text(clean_text(source)) == clean_text(source)
    assert clean_line(clean_line(source)) == clean_line(source)
    assert "\n" not in clean_line(source)
    assert not is_blank(source) or is_blank(clean_text(source))


@settings(deadline=None)
@given(WRITTEN)
def test_an_address_for_a_link_is_always_safe(raw: str) -> None:
    for address in (link_address(raw), link_address("http://" + raw)):
        assert address is None or safe_address(address) == address
    for start, end, address in find_addresses(raw):
        assert 0 <= start < end <= len(raw)
        assert safe_address(address) == address


@settings(deadline=None)
@given(WRITTEN, FORMATS)
def test_mentioned_names_are_among_the_found_ones(source: str, source_format: SourceFormat) -> None:
    result = rendered(source, source_format)
    if result:
        assert set(result.mentions) <= set(find_mentions(source, source_format))


@settings(deadline=None, max_examples=200)
@given(WRITTEN, WRITTEN)
def test_nobody_can_break_out_of_a_quote(name: str, text: str) -> None:
    html = render(text, SourceFormat.PLAIN).html
    quoted = quote_markdown(author_name=name, post_id=5, floor=3, html=html)
    answer = render(quoted + "\n\nmine", mentions=KNOWN)
    assert answer.html.startswith("<blockquote>")
    assert answer.html.endswith("</blockquote>\n<p>mine</p>\n")
    assert answer.html.count("<blockquote>") == 1
    assert answer.mentions == ()
    links = [link for link in read_strictly(answer.html).links if link["href"].startswith("/")]
    assert [link["href"] for link in links] == ["/p/5"]


@settings(deadline=None)
@given(WRITTEN)
@example("__0__ a___b__c _d_")
def test_a_quote_shows_the_text_as_it_was(text: str) -> None:
    original = render(text, SourceFormat.PLAIN)
    shown = render(quote_markdown(author_name="梅", post_id=5, floor=3, html=original.html)).text
    expected = excerpt(original.text, 300, keep_lines=True)
    assert "".join(shown.split("\n", 1)[1:]).split() == expected.split()


@settings(deadline=None)
@given(WRITTEN, st.integers(1, 60))
def test_an_excerpt_is_no_longer_than_asked(text: str, chars: int) -> None:
    cut = excerpt(text, chars)
    assert len(cut) <= chars
    assert cut == " ".join(text.split()) or cut.endswith("…")


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.sampled_from(["a", "b ", "\n", "的", "<", "word"])),
    st.lists(st.sampled_from(["a", "b ", "\n", "的", "x"])),
)
@example(["a\n"] * LONG, ["b\n", "a\n"] * LONG)
@example([f"{n}\n" for n in range(LONG)], [f"{n * 2 % LONG}\n" for n in range(LONG)])
def test_a_difference_gives_both_texts_back(old: list[str], new: list[str]) -> None:
    before, after = "".join(old), "".join(new)
    segments = diff_texts(before, after)
    assert "".join(segment.text for segment in segments if segment.op != "inserted") == before
    assert "".join(segment.text for segment in segments if segment.op != "deleted") == after


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["[quote]", "> ", "- ", "a", "\n", "[/quote]", "* ", "[list][*]", "[/list]"]), max_size=80)
)
def test_nesting_never_exceeds_its_bound(pieces: list[str]) -> None:
    bounds = Bounds(nesting=3)
    for source_format in SourceFormat:
        try:
            html = render("".join(pieces), source_format, bounds=bounds).html
        except Invalid:
            continue
        # Three boxes, an <li> in each, and a paragraph with a handful of inline tags.
        assert read_strictly(html).deepest <= 3 * 2 + 1
