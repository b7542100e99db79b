"""Texts that leave the site: whole addresses, nothing uncovered, nothing that XML cannot hold."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.core.text.elsewhere import for_elsewhere
from wardmote.core.text.render import render
from wardmote.core.text.xml import xml_text

SITE = "https://forum.example.org"


@pytest.mark.parametrize(
    ("html", "there"),
    [
        ('<a href="/t/1">帖</a>', f'<a href="{SITE}/t/1">帖</a>'),
        ('<a href="https://a.example/t/1">外</a>', '<a href="https://a.example/t/1">外</a>'),
        ('<a href="mailto:a@b.example">信</a>', '<a href="mailto:a@b.example">信</a>'),
        (
            '<img src="/f/k" srcset="/f/k/320 320w, /f/k 700w" sizes="50vw" alt="图">',
            f'<img src="{SITE}/f/k" sizes="50vw" alt="图">',
        ),
        ('前<span class="spoiler" tabindex="0">藏<b>着</b></span>后', "前▒▒▒后"),
        ('<span class="spoiler">甲<span class="c-red">乙</span>丙</span>丁', "▒▒▒丁"),
        ("<p>写着 ='/t/1 的话</p>", "<p>写着 ='/t/1 的话</p>"),
        ("", ""),
    ],
)
def test_html_is_made_fit_for_elsewhere(html: str, there: str) -> None:
    assert for_elsewhere(html, SITE) == there


def test_what_is_written_as_hidden_is_hidden_there() -> None:
    there = for_elsewhere(render("答案是 ||**蓝色** [链接](/t/1)||，别看").html, SITE)
    assert "蓝色" not in there
    assert "/t/1" not in there
    assert "别看" in there


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_fits_into_xml(text: str) -> None:
    clean = xml_text(text)
    escaped = clean.replace("&", "&amp;").replace("<", "&lt;").replace("\r", "&#13;")
    assert ET.fromstring(f"<x>{escaped.replace(']]>', ']]&gt;')}</x>").text in {clean, None}
    assert xml_text(clean) == clean
