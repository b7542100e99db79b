"""What is pasted into the editor: rich text from real programs, addresses, code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import begin, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.conftest import Open
    from tests.e2e.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

FIXTURES = Path(__file__).parent / "fixtures"
PASTE = """(box, kinds) => {
  const data = new DataTransfer();
  for (const [kind, text] of Object.entries(kinds)) data.setData(kind, text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  return box.dispatchEvent(event);
}"""
"""Returns whether the browser is left to paste by itself."""

WORD = """# 桥北路口配时

南北向绿灯从**48秒**改成**32 秒**，*早高峰*更堵~~吗~~。见[公告](https://example.org/%E5%85%AC%E5%91%8A_%281%29)

1. 先数车
   - 早上七点
   - 晚上六点
2. 再写信

| **时间** | 车数 |
| --- | --- |
| 7:30\\~8:00 | 120 \\| 140 |

2 \\* 3 = 6, snake_case_name, C:\\\\temp"""
WPS = """## 小区停车调查

共有车位 120个，**不够**用。

- 东区
- 西区

| 车位 |   |
| --- | --- |
| 东区 | 80 |
|   | 40 |"""
WECHAT = """### 一、停水通知

因管网改造，**11月26日22:00**起停水。

详见[原文](https://mp.weixin.qq.com/s?__biz=abc&mid=1)，或点这里。

- 储水
- 关好龙头
  1. 厨房
  2. 卫生间

> 咨询电话：
> 8888-1234"""
DOCS = """**Plan** for *May*

- one
  - inner
- two

\\- not a list

1\\. nor this [a\\](b) \\&amp; \\<b>"""


def writing(site: Site, open_page: Open) -> Page:
    page = open_page()
    sign_in(page, site, "柳巷阿梅")
    begin(page, f"/t/{site.city['thread']}/reply")
    return page


@pytest.mark.parametrize(("name", "expected"), [("word", WORD), ("wps", WPS), ("wechat", WECHAT), ("docs", DOCS)])
def test_rich_text_becomes_markdown(name: str, expected: str, site: Site, open_page: Open) -> None:
    page = writing(site, open_page)
    box = page.locator("textarea[name=text]")
    kinds = {"text/html": (FIXTURES / f"{name}.html").read_text(), "text/plain": "纯文本"}
    assert box.evaluate(PASTE, kinds) is False
    expect(box).to_have_value(expected)
    box.press("Control+z")
    expect(box).to_have_value("")


def test_pasted_lists_that_go_on_counting_and_addresses_with_spaces_are_kept(site: Site, open_page: Open) -> None:
    page = writing(site, open_page)
    box = page.locator("textarea[name=text]")
    html = """<ul><li>带上<ol start="3"><li>图纸</li><li>尺</li></ol></li>
      <li>去现场</li><ol start="5"><li>拍照</li></ol></ul>
      <p>见<a href="https://example.org/公告 (1).pdf">公告</a></p>"""
    assert box.evaluate(PASTE, {"text/html": html, "text/plain": "纯文本"}) is False
    expect(box).to_have_value(
        "- 带上\n\n  3. 图纸\n  4. 尺\n- 去现场\n\n  5. 拍照\n\n见[公告](https://example.org/公告%20%281%29.pdf)"
    )
    page.click("[data-preview-button]")
    expect(page.locator(".live ul > li > ol > li")).to_have_text(["图纸", "尺", "拍照"])
    expect(page.locator(".live a")).to_have_text("公告")


def test_what_a_code_editor_copies_stays_plain_text(site: Site, open_page: Open) -> None:
    page = writing(site, open_page)
    box = page.locator("textarea[name=text]")
    kinds = {"text/html": (FIXTURES / "code.html").read_text(), "text/plain": "def f(a, b):\n    return a*b"}
    assert box.evaluate(PASTE, kinds) is True
    # Within a block of code nothing is turned into anything.
    box.fill("```\n")
    assert box.evaluate(PASTE, {"text/html": "<b>a</b>", "text/plain": "a"}) is True


def test_address_over_chosen_words_makes_a_link_and_undo_takes_it_back(site: Site, open_page: Open) -> None:
    page = writing(site, open_page)
    box = page.locator("textarea[name=text]")
    box.fill("见公告全文")
    box.evaluate("box => box.setSelectionRange(1, 3)")
    assert box.evaluate(PASTE, {"text/plain": "https://example.org/a_(b)"}) is False
    expect(box).to_have_value("见[公告](https://example.org/a_%28b%29)全文")
    box.press("Control+z")
    expect(box).to_have_value("见公告全文")
    box.evaluate("box => box.setSelectionRange(2, 2)")
    assert box.evaluate(PASTE, {"text/plain": "https://example.org/"}) is True


def test_hostile_html_loads_and_runs_nothing(site: Site, open_page: Open) -> None:
    page = writing(site, open_page)
    box = page.locator("textarea[name=text]")
    html = (
        '<b>a</b><img src="https://tracker.example/x.png"><script>window.hit = 1</script>'
        '<img src=x onerror="window.hit = 1"><a href="javascript:window.hit=1">b</a>'
        '<p style="background:url(https://tracker.example/y)">c</p><svg onload="window.hit=1"><style>x</style></svg>'
    )
    assert box.evaluate(PASTE, {"text/html": html, "text/plain": "abc"}) is False
    expect(box).to_have_value("**a**b\n\nc")
    assert page.evaluate("window.hit") is None


def test_long_rich_text_is_read_in_time(site: Site, open_page: Open) -> None:
    page = writing(site, open_page)
    took = page.evaluate(
        """async (source) => {
          const { toMarkdown } = await import(source);
          const html = "<p>第一段<b>重点</b>，<i>其次</i>。</p>".repeat(2000) + "<div>".repeat(400) + "深";
          const begun = performance.now();
          const { text } = toMarkdown(html);
          return [performance.now() - begun, text.length];
        }""",
        module(page, "rich-paste"),
    )
    assert took[0] < 2000
    assert took[1] > 30_000


def module(page: Page, name: str) -> str:
    """Return the address of a module beside the editor's: it holds a hash in production."""
    return str(
        page.evaluate(
            """async (name) => {
              let address = document.querySelector("script[src*='js/editor']").src;
              for (const next of ["editor/wake", "writing", "paste", name]) {
                const source = await (await fetch(address)).text();
                address = new URL(source.match(new RegExp(`${next}[.\\\\w]*\\\\.js`))[0], address).href;
              }
              return address;
            }""",
            name,
        )
    )
