import pytest

from wardmote.core.text.render import RENDERER_VERSION, SourceFormat, render


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**重要：**请看", "<p><strong>重要：</strong>请看</p>\n"),
        ("他说**“不行”**吗", "<p>他说<strong>“不行”</strong>吗</p>\n"),
        ("~~作废。~~改期", "<p><del>作废。</del>改期</p>\n"),
        ("这是*强调*的", "<p>这是<em>强调</em>的</p>\n"),
        ("文件_名_里", "<p>文件_名_里</p>\n"),
        ("一行\n又一行\n\n另一段", "<p>一行<br>又一行</p>\n<p>另一段</p>\n"),
        ("# 一\n## 二\n#### 四", "<h3>一</h3>\n<h4>二</h4>\n<h6>四</h6>\n"),
        ("```py\nif a < b:\n\n    c\n```", "<pre><code>if a &lt; b:\n\n    c\n</code></pre>\n"),
        ("3. 甲\n4. 乙", '<ol start="3">\n<li>甲</li>\n<li>乙</li>\n</ol>\n'),
        ("- 甲\n  续\n- 乙\n  - 丙", "<ul>\n<li>甲<br>续</li>\n<li>乙<ul>\n<li>丙</li>\n</ul>\n</li>\n</ul>\n"),
        ("> 甲\n> > 乙", "<blockquote>\n<p>甲</p>\n<blockquote>\n<p>乙</p>\n</blockquote>\n</blockquote>\n"),
        ("甲\n\n---\n\n乙", "<p>甲</p>\n<hr>\n<p>乙</p>\n"),
        ('AT&T &amp; &lt;b&gt; "q"', '<p>AT&amp;T &amp; &lt;b&gt; "q"</p>\n'),
        ("\\*不斜\\*", "<p>*不斜*</p>\n"),
    ],
)
def test_markdown_reads_as_residents_expect(source: str, html: str) -> None:
    assert render(source).html == html


def test_table_keeps_its_alignment() -> None:
    assert render("|时间|人数|\n|---|--:|\n|早上|**3**|").html == (
        '<table>\n<thead>\n<tr>\n<th>时间</th>\n<th class="t-right">人数</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n'
        '<td>早上</td>\n<td class="t-right"><strong>3</strong></td>\n</tr>\n</tbody>\n</table>\n'
    )
    assert render("|时间|人数|\n|---|--:|\n|早上|**3**|").text == "时间 人数\n早上 3"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("a <b onclick=x>c</b>", "<p>a &lt;b onclick=x&gt;c&lt;/b&gt;</p>\n"),
        ("<div>\n甲\n见 http://a.b\n</div>\n\n乙", None),
        ("<!-- 甲 -->", "<p>&lt;!-- 甲 --&gt;</p>\n"),
    ],
)
def test_raw_html_is_shown_and_not_obeyed(source: str, html: str | None) -> None:
    result = render(source)
    if html:
        assert result.html == html
    assert result.text.split() == source.split()


def test_emphasis_too_deep_has_no_effect() -> None:
    source = "*a **a " * 2000 + "a** a* " * 1000
    html = render(source).html
    assert html.count("<em>") + html.count("<strong>") <= 32
    assert render(source).text.count("a") == 2 * 2000 + 2 * 1000


def test_source_of_any_format_is_named_by_its_word() -> None:
    assert render("[b]a[/b]", "bbcode").html == "<p><strong>a</strong></p>\n"
    assert render("**a**", SourceFormat.PLAIN).html == "<p>**a**</p>"
    assert render("a").version == RENDERER_VERSION
    with pytest.raises(ValueError, match="html"):
        render("a", "html")


def test_plain_text_becomes_paragraphs() -> None:
    assert render("甲<b>\n乙\n\n\n丙 & 丁", "plain").html == "<p>甲&lt;b&gt;<br>乙</p>\n<p>丙 &amp; 丁</p>"
    assert render(" \n ", "plain").html == ""
