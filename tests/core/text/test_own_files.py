"""The site's own pictures and files in a text: figures, galleries, files, and what stays a link."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from tests.core.text.strict_html import read_strictly
from wardmote.core.errors import Invalid
from wardmote.core.text.own_files import OwnFile, file_markdown, keys_in, picture_markdown, size_text
from wardmote.core.text.quote import quote_markdown
from wardmote.core.text.render import Rendered, SourceFormat, render
from wardmote.core.text.sanitize import sanitize

if TYPE_CHECKING:
    from collections.abc import Mapping

KEYS = [letter * 22 for letter in string.ascii_letters]
A, B, C, D = KEYS[:4]
PLAN = "9" * 22
UNKNOWN = "0" * 22


def resolve(keys: set[str]) -> Mapping[str, OwnFile]:
    known = {key: OwnFile(key, "IMG_1.jpg", 90_000, True, 1500, 900, (320, 640, 1280)) for key in KEYS}
    known[PLAN] = OwnFile(PLAN, "plan & <x>.pdf", 1_258_291, False)
    return {key: known[key] for key in keys if key in known}


def made(source: str, source_format: str = "markdown") -> Rendered:
    rendered = render(source, source_format, files=resolve)
    read_strictly(rendered.html)
    assert sanitize(rendered.html) == rendered.html
    return rendered


def test_picture_is_a_figure_with_its_sizes_and_loads_lazily() -> None:
    html = made(f'![红灯](/f/{A} "桥北路口")').html
    assert html.startswith("<figure>")
    assert f'<a class="picture" href="/f/{A}"><img src="/f/{A}/1280" srcset="/f/{A}/320 320w, ' in html
    assert f'/f/{A} 1500w" sizes="' in html
    assert 'width="1500" height="900" alt="红灯" loading="lazy" decoding="async"' in html
    assert "<figcaption>桥北路口</figcaption>" in html
    assert "title=" not in html


def test_three_pictures_in_a_row_are_a_gallery_and_two_are_not() -> None:
    for source in (f"![](/f/{A})\n![](/f/{B})\n![](/f/{C})", f"![](/f/{A})\n\n![](/f/{B})\n\n![](/f/{C})"):
        html = made(source).html
        assert html.count('<div class="gallery">') == 1
        assert html.count("<figure>") == 3
    two = made(f"![](/f/{A})\n\n![](/f/{B})\n\n字\n\n![](/f/{C})").html
    assert "gallery" not in two
    assert two.count("<figure>") == 3


def test_lines_around_a_picture_stay_paragraphs() -> None:
    html = made(f"前\n![](/f/{A})\n后").html
    assert re.sub(r"<figure>.*</figure>", "FIGURE", html).split() == ["<p>前</p>", "FIGURE", "<p>后</p>"]


def test_picture_within_a_line_or_within_emphasis_stays_there() -> None:
    assert "<figure>" not in made(f"看 ![x](/f/{A}) 这里").html
    html = made(f"**重\n![x](/f/{A})\n要**").html
    assert "<figure>" not in html
    assert f'href="/f/{A}"' in html


def test_picture_in_a_link_keeps_the_writers_link() -> None:
    html = made(f"[![x](/f/{A})](https://a.cn/)").html
    assert html.count("<a ") == 1
    assert 'href="https://a.cn/"' in html
    assert "<img" in html


def test_picture_that_nobody_described_is_called_by_its_caption_or_a_picture_never_by_its_file() -> None:
    assert 'alt="桥北"' in made(f'![](/f/{A} "桥北")').html
    for language, word in (("zh-hans", "图片"), ("en", "Picture")):
        with translation.override(language):
            rendered = made(f"![](/f/{A})")
        assert f'alt="{word}"' in rendered.html
        assert "IMG_1" not in rendered.html + rendered.text


def test_file_is_a_link_with_its_kind_and_size() -> None:
    rendered = made(file_markdown(PLAN, "plan & <x>.pdf"))
    assert f'<a class="file" href="/f/{PLAN}">plan &amp; &lt;x&gt;.pdf</a>' in rendered.html
    assert '<span class="note">PDF, 1.2 MB</span>' in rendered.html
    assert (rendered.uploads, rendered.files, rendered.images, rendered.links) == ((PLAN,), 1, 0, 0)


def test_what_the_writer_may_not_use_stays_a_link() -> None:
    rendered = made(f"![x](/f/{UNKNOWN}) [y](/f/{UNKNOWN}) ![z](https://a.cn/f/{A})")
    assert "<img" not in rendered.html
    assert rendered.uploads == ()
    assert "<img" not in render(f"![x](/f/{A})").html


def test_each_key_is_told_once_in_order() -> None:
    rendered = made(f"![](/f/{B})\n\n[plan](/f/{PLAN}) ![](/f/{A}) ![](/f/{B})")
    assert rendered.uploads == (B, PLAN, A)
    assert rendered.images == 3


def test_bbcode_shows_own_pictures_too() -> None:
    assert "<figure>" in made(f"[img]/f/{A}[/img]", SourceFormat.BBCODE).html


def test_words_of_a_picture_cannot_break_out() -> None:
    hostile = '"><script>alert(1)</script> onerror=x ](/f/x "t")'
    html = made(picture_markdown(A, hostile, hostile)).html
    assert "<script" not in html
    rendered = made(picture_markdown(A, 'a*b_c`d~ "q" [x] \\', "c <b>"))
    assert 'alt="a*b_c`d~ &quot;q&quot; [x] \\"' in rendered.html
    assert "<figcaption>c &lt;b&gt;</figcaption>" in rendered.html


def test_only_our_own_pictures_pass_the_sanitiser() -> None:
    for source in ("https://a.cn/x.png", "//a.cn/x.png", "/f/short", f"/f/{A}/../../x", "data:image/png;base64,AA"):
        assert "src" not in sanitize(f'<img src="{source}" onerror="x" style="x" srcset="{source} 1w">')
    assert f'src="/f/{A}/640"' in sanitize(f'<img src="/f/{A}/640" alt="x">')


def test_text_for_search_and_quotes_has_the_alternative_text() -> None:
    rendered = made(f'前\n![红灯三次](/f/{A} "桥北")\n后')
    assert rendered.text == "前\n红灯三次\n桥北\n后"
    quote = quote_markdown(author_name="阿梅", post_id=1, floor=2, html=rendered.html)
    assert "红灯三次" in quote
    assert "/f/" not in quote


def test_pictures_and_files_have_their_bounds() -> None:
    assert made("\n\n".join(f"![](/f/{A})" for _picture in range(50))).images == 50
    with pytest.raises(Invalid):
        made("\n\n".join(f"![](/f/{A})" for _picture in range(51)))
    many = {str(n) * 22: OwnFile(str(n) * 22, "a.pdf", 1, False) for n in range(9)}
    many |= {letter * 22: OwnFile(letter * 22, "a.pdf", 1, False) for letter in "abcdefghijkl"}
    with pytest.raises(Invalid):
        render(" ".join(f"[a](/f/{key})" for key in many), files=lambda _keys: many)


def test_link_to_a_picture_counts_as_one() -> None:
    rendered = made(f"[看图](/f/{A})")
    assert (rendered.uploads, rendered.images) == ((A,), 1)
    assert "<img" not in rendered.html


def test_resolver_is_asked_once_and_only_where_there_are_keys() -> None:
    asked: list[set[str]] = []

    def note(keys: set[str]) -> Mapping[str, OwnFile]:
        asked.append(keys)
        return {}

    render("字 https://a.cn/f/x ![x](https://a.cn/y.png)", files=note)
    assert asked == []
    render(f"![](/f/{A}) [b](/f/{B})", files=note)
    assert asked == [{A, B}]


def test_keys_are_found_in_sources_and_stored_texts() -> None:
    source = f'![x](/f/{A} "y") [z](/f/{PLAN})'
    assert keys_in(source) == keys_in(made(source).html) == {A, PLAN}
    assert keys_in(f"/f/{A}x /f/short") == set()


@pytest.mark.parametrize(
    ("size", "shown"), [(0, "0 B"), (812, "812 B"), (1_023, "1.0 KB"), (34_500, "34 KB"), (1_258_291, "1.2 MB")]
)
def test_sizes_are_told_in_the_unit_that_is_read_at_a_glance(size: int, shown: str) -> None:
    assert size_text(size) == shown
