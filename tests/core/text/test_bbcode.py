import pytest

from tests.core.text.strict_html import read_strictly
from wardmote.core.text.bbcode.palette import colour_class, font_class, size_class
from wardmote.core.text.render import render

DISCUZ_QUOTE = (
    "[quote][size=2][url=forum.php?mod=redirect&goto=findpost&pid=77&ptid=5][color=#999999]"
    "柳巷阿梅 发表于 2012-1-1 08:00[/color][/url][/size]\n路灯坏了[/quote]\n我也看到了"
)


def bbcode(source: str) -> str:
    return render(source, "bbcode").html.replace("\n", "")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("[b]a[/b][i]b[/i][u]c[/u][s]d[/s]", "<p><strong>a</strong><em>b</em><u>c</u><s>d</s></p>"),
        ("H[sub]2[/sub]O m[sup]2[/sup]", "<p>H<sub>2</sub>O m<sup>2</sup></p>"),
        ("[B]大写[/b]", "<p><strong>大写</strong></p>"),
        ("[color=Red]a[/color][color=#00F]b[/color]",
         '<p><span class="c-red">a</span><span class="c-blue">b</span></p>'),
        ("[backcolor=yellow]a[/backcolor]", '<p><span class="bg-yellow">a</span></p>'),
        ("[size=6]a[/size][size=3]b[/size][size=9px]c[/size]",
         '<p><span class="s-6">a</span>b<span class="s-1">c</span></p>'),
        ("[font=楷体_GB2312]a[/font][font=x]b[/font]", '<p><span class="f-kai">a</span>b</p>'),
        ("[color=red;x:y]a[/color][size=red]b[/size]", "<p>ab</p>"),
        ("[align=center]a[/align]b", '<div class="t-center"><p>a</p></div><p>b</p>'),
        ("[center]a[/center][right]b[/right]",
         '<div class="t-center"><p>a</p></div><div class="t-right"><p>b</p></div>'),
        ("[align=x]a[/align]b", "<p>a</p><p>b</p>"),
        ("[p=30, 2, left]a[/p]", '<div class="t-left"><p>a</p></div>'),
        ("[indent]a[/indent]", '<div class="indent"><p>a</p></div>'),
        ("[free]a[/free]", '<div class="free"><p>a</p></div>'),
        ("[float=left]a[/float]", "<p>a</p>"),
        ("a[hr]b", "<p>a</p><hr><p>b</p>"),
        ("[code]\n[b]a[/b] <c>\n  d[/code]", "<pre><code>[b]a[/b] &lt;c&gt;  d</code></pre>"),
        ("[quote]a[/quote]b", "<blockquote><p>a</p></blockquote><p>b</p>"),
        ("[quote=阿梅]a[/quote]", "<blockquote><p><cite>阿梅</cite><br>a</p></blockquote>"),
        ("[list]\n[*]a\n[*]b[/list]", "<ul><li>a</li><li>b</li></ul>"),
        ("[list=1][*]a\nb\n\nc[list=a][*]d[/list][/list]", "<ol><li>a<br>b<br><br>c<ol><li>d</li></ol></li></ol>"),
        ("[*]a", "<p>[*]a</p>"),
        ("[table][tr][td=2,1,50%]a[/td][/tr]\n[tr][td]b[/td][td]c[/td][/tr][/table]",
         '<table><tbody><tr><td colspan="2" rowspan="1">a</td></tr><tr><td>b</td><td>c</td></tr></tbody></table>'),
        ("[table=98%]a|b\nc|d[/table]",
         "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></tbody></table>"),
        ("[ruby=lù]路[/ruby]", "<p><ruby>路<rp>(</rp><rt>lù</rt><rp>)</rp></ruby></p>"),
        ("[postbg]a.png[/postbg]b", "<p>b</p>"),
        (":lol: {:4_95:}", "<p>:lol: {:4_95:}</p>"),
        ("a\nb\n\nc", "<p>a<br>b</p><p>c</p>"),
        ("[b]a\n\nb[/b]", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
        ("[color=red][quote]a[/quote]b[/color]",
         '<blockquote><p><span class="c-red">a</span></p></blockquote><p><span class="c-red">b</span></p>'),
    ],
)  # fmt: skip
def test_tag_becomes_its_element(source: str, html: str) -> None:
    assert bbcode(source) == html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("[b]a", "<p>[b]a</p>"),
        ("a[/b]", "<p>a[/b]</p>"),
        ("[foo]a[/foo] [b x]", "<p>[foo]a[/foo] [b x]</p>"),
        ("[quote]a[b]c[/quote]d[/b]", "<blockquote><p>a[b]c</p></blockquote><p>d[/b]</p>"),
        ("[b]a[i]b[/b]c[/i]", "<p><strong>a<em>b</em></strong><em>c</em></p>"),
        ("[b]a[quote]b[/b]", "<p><strong>a[quote]b</strong></p>"),
        ("[list][*]a[quote]b[/list]", "<ul><li>a[quote]b</li></ul>"),
        ("[code]a", "<p>[code]a</p>"),
        ("<b>&amp;</b>", "<p>&lt;b&gt;&amp;amp;&lt;/b&gt;</p>"),
        ("[quote]" * 3 + "a", "<p>[quote][quote][quote]a</p>"),
    ],
)
def test_tag_without_its_counterpart_stays_text(source: str, html: str) -> None:
    assert bbcode(source) == html


@pytest.mark.parametrize(
    ("source", "href", "shown"),
    [
        ("[url]http://a.b/c[/url]", "http://a.b/c", "http://a.b/c"),
        ("[url=http://a.b]甲[/url]", "http://a.b", "甲"),
        ("[url=www.a.cn]甲[/url]", "http://www.a.cn", "甲"),
        ('[url="http://a.b"]甲[/url]', "http://a.b", "甲"),
        ("[email]a@b.cc[/email]", "mailto:a@b.cc", "a@b.cc"),
        ("[email=a@b.cc]写信[/email]", "mailto:a@b.cc", "写信"),
        ("[media=mp4,500,375]http://a.b/c.mp4[/media]", "http://a.b/c.mp4", "http://a.b/c.mp4"),
        ("[flash=400,300]http://a.b/c.swf[/flash]", "http://a.b/c.swf", "http://a.b/c.swf"),
        ("[audio]http://a.b/c.mp3[/audio]", "http://a.b/c.mp3", "http://a.b/c.mp3"),
        ("[video]http://a.b/c[/video]", "http://a.b/c", "http://a.b/c"),
        ("[img=100,20]http://a.b/c.png[/img]", "http://a.b/c.png", "http://a.b/c.png"),
        ("[url=thread-12-1-1.html]甲[/url]", "/thread-12-1-1.html", "甲"),
        ("[url=forum.php?mod=viewthread&tid=12]甲[/url]", "/forum.php?mod=viewthread&tid=12", "甲"),
        ("[url=forum.php?mod=redirect&goto=findpost&ptid=5&pid=77]甲[/url]", "/p/77", "甲"),
        ("[url=home.php?mod=space&uid=3]@阿梅[/url]", "/home.php?mod=space&uid=3", "@阿梅"),
    ],
)
def test_link_leads_where_it_should(source: str, href: str, shown: str) -> None:
    result = render(source, "bbcode", mentions={"阿梅": "/u/1"})
    assert [link["href"] for link in read_strictly(result.html).links] == [href]
    assert result.text == shown


def test_quote_of_the_old_board_leads_to_the_floor() -> None:
    assert bbcode(DISCUZ_QUOTE) == (
        '<blockquote><p><span class="s-2"><a href="/p/77"><span class="c-grey">柳巷阿梅 发表于 2012-1-1 08:00'
        "</span></a></span><br>路灯坏了</p></blockquote><p>我也看到了</p>"
    )


def test_old_address_on_another_site_is_left_alone() -> None:
    source = "[url=http://evil.example/forum.php?mod=redirect&goto=findpost&pid=77]甲[/url]"
    assert "http://evil.example" in bbcode(source)


@pytest.mark.parametrize(
    "source",
    [
        "[hide]secret[/hide]",
        "[HIDE=d3,20]secret[/hide]",
        "[hide]a[hide]b[/hide]secret[/hide]",
        "[hide]a[hide]secret[/hide]",
        "[hide][b]secret[/hide][/b]",
        "[quote][hide]secret[/quote][/hide]",
        "[hide][quote]secret[/hide][/quote]",
        "[password]123[/password]secret",
        "secret[b][quote][password]123[/password][/quote][/b]",
        "[hide][code]secret[/code][/hide]",
    ],
)
def test_hidden_part_leaks_neither_into_html_nor_text(source: str) -> None:
    result = render(f"{source}", "bbcode")
    assert "secret" not in result.html
    assert "secret" not in result.text
    assert '<span class="note">' in result.html


def test_what_stands_around_a_hidden_part_is_shown() -> None:
    assert render("前[hide]secret[/hide]后", "bbcode").text == "前This part is hidden.后"
    assert render("[code][hide]example[/hide][/code]", "bbcode").text == "[hide]example[/hide]"
    assert render("[hide]never closed", "bbcode").text == "[hide]never closed"


@pytest.mark.parametrize("tag", ["attach", "attachimg"])
def test_attachment_leaves_a_note(tag: str) -> None:
    assert render(f"见[{tag}]12[/{tag}]", "bbcode").text == "见An attachment stood here."


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ("red", "c-red"),
        ("RED", "c-red"),
        ("#ff0000", "c-red"),
        ("#FE0102", "c-red"),
        ("rgb(0, 0, 250)", "c-blue"),
        ("DarkOrange", "c-orange"),
        ("#999", "c-grey"),
        ("black", ""),
        ("#000000", ""),
        ("white", ""),
        ("#fffffe", ""),
        ("url(x)", ""),
        ("", ""),
    ],
)
def test_colour_becomes_the_nearest_of_the_palette(colour: str, name: str) -> None:
    assert colour_class(colour) == name


@pytest.mark.parametrize(
    ("size", "name"),
    [
        ("1", "s-1"),
        ("3", ""),
        ("7", "s-7"),
        ("0", ""),
        ("12px", "s-2"),
        ("16px", ""),
        ("12pt", ""),
        ("99", "s-7"),
        ("x", ""),
    ],
)
def test_size_becomes_one_of_seven(size: str, name: str) -> None:
    assert size_class(size) == name


def test_font_becomes_its_kind() -> None:
    assert [font_class(font) for font in ("宋体", "Microsoft YaHei", "Courier New", "KaiTi", "Wingdings")] == [
        "f-serif",
        "f-sans",
        "f-mono",
        "f-kai",
        "",
    ]
