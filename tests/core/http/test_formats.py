from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
from django.utils import timezone, translation

from wardmote.core import clock
from wardmote.core.http import formats
from wardmote.core.language import bilingual

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)  # 20:00 in Shanghai


@pytest.mark.parametrize(
    ("ago", "zh", "en"),
    [
        (dt.timedelta(seconds=5), "刚刚", "just now"),
        (dt.timedelta(seconds=-90), "刚刚", "just now"),
        (dt.timedelta(minutes=1), "1 分钟前", "1 minute ago"),
        (dt.timedelta(minutes=59), "59 分钟前", "59 minutes ago"),
        (dt.timedelta(hours=3), "3 小时前", "3 hours ago"),
        (dt.timedelta(hours=21), "昨天 23:00", "yesterday 23:00"),
        (dt.timedelta(days=3), "3 天前", "3 days ago"),
        (dt.timedelta(days=30), "10-23", "10-23"),
        (dt.timedelta(days=400), "2025-10-18", "2025-10-18"),
    ],
)
def test_times_read_relatively_in_both_languages(ago: dt.timedelta, zh: str, en: str) -> None:
    with clock.held_at(NOW), timezone.override(zoneinfo.ZoneInfo("Asia/Shanghai")):
        for language, expected in (("zh-hans", zh), ("en", en)):
            with translation.override(language):
                assert formats.relative(NOW - ago) == expected


def test_time_to_come_is_told_exactly() -> None:
    with clock.held_at(NOW), timezone.override("Asia/Shanghai"), translation.override("zh-hans"):
        assert formats.relative(NOW + dt.timedelta(days=30)) == formats.exact(NOW + dt.timedelta(days=30))
        assert formats.relative(NOW + dt.timedelta(seconds=5)) == "刚刚"


def test_element_tells_both_readings_in_the_viewers_zone() -> None:
    moment = NOW - dt.timedelta(minutes=2)
    with clock.held_at(NOW), translation.override("en"), timezone.override(zoneinfo.ZoneInfo("Asia/Shanghai")):
        assert formats.stamp(moment) == (
            '<time datetime="2026-11-22 19:58+08:00" title="2 minutes ago">2026-11-22 19:58</time>'
        )
        assert formats.when(moment) == (
            '<time datetime="2026-11-22 19:58+08:00" title="2026-11-22 19:58">2 minutes ago</time>'
        )
    assert formats.when(None) == ""


def test_text_of_the_other_language_stands_in_where_one_is_missing() -> None:
    with translation.override("en"):
        assert (bilingual("道路", "Roads"), bilingual("道路", "")) == ("Roads", "道路")
    with translation.override("zh-hans"):
        assert bilingual("道路", "Roads") == "道路"
