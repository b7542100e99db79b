from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyCase

from wardmote.accounts import ranks
from wardmote.accounts.models import Rank
from wardmote.pages.queries.credit_rules import rank_rows

pytestmark = pytest.mark.django_db


def ladder(*leasts: int | None) -> None:
    Rank.objects.all().delete()
    Rank.objects.bulk_create(Rank(title=f"r{least}", least=least) for least in leasts)
    ranks.snapshot.bump()


@pytest.mark.parametrize(
    ("total", "title", "stars"),
    [
        (-1, "限制会员", 0), (0, "新手上路", 1), (49, "新手上路", 1), (50, "注册会员", 2), (199, "注册会员", 2),
        (200, "中级会员", 3), (500, "高级会员", 4), (999, "高级会员", 4),
        (1000, "金牌会员", 6), (3000, "论坛元老", 8), (10**9, "论坛元老", 8),
    ],
)  # fmt: skip
def test_default_ladder(total: int, title: str, stars: int) -> None:
    rank = ranks.rank_of(total)
    assert (rank.title, rank.stars) == (title, stars)


class RankProperties(PropertyCase):
    @settings(max_examples=30, deadline=None)
    @given(
        st.sets(st.one_of(st.none(), st.integers(-500, 500)), min_size=1, max_size=8), st.lists(st.integers(-600, 600))
    )
    def test_each_total_has_one_rank_as_the_page_shows(self, leasts: set[int | None], totals: list[int]) -> None:
        ladder(*leasts)
        rows = rank_rows()
        for total in totals:
            fitting = [
                row.rank
                for row in rows
                if (row.least is None or row.least <= total) and (row.most is None or total <= row.most)
            ]
            lowest = min((least for least in leasts if least is not None), default=0)
            if None not in leasts and total < lowest:
                assert fitting == []
                assert ranks.rank_of(total).title == ""
            else:
                assert fitting == [ranks.rank_of(total)]


def test_total_below_every_rank_has_none() -> None:
    ladder(0, 10)
    assert ranks.rank_of(-1).title == ""
    assert ranks.rank_of(10).title == "r10"
