"""First boards to choose from when a site is set up; all can be changed afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from wardmote.core.errors import Text


@dataclass(frozen=True)
class Plan:
    """A board to make, with its thread types as "中文/English"."""

    slug: str
    name: str
    name_en: str
    description: str = ""
    description_en: str = ""
    colour: str = "slate"
    icon: str = ""
    types: tuple[str, ...] = ()
    below: tuple[Plan, ...] = ()


@dataclass(frozen=True)
class Starter:
    """A set of first boards."""

    title: Text
    boards: tuple[Plan, ...]


_HOUSE = Plan(
    "house",
    "站务",
    "The house",
    below=(
        Plan(
            "notices",
            "公告与建议",
            "Notices and ideas",
            "本站的公告、使用帮助和改进建议",
            "News of this site, help, and ideas for it",
            "blue",
            "告",
            ("公告/Notice", "求助/Help", "建议/Idea"),
        ),
    ),
)

TOWN = Starter(
    _("A small town"),
    (
        Plan(
            "town",
            "镇上的事",
            "The town",
            below=(
                Plan(
                    "streets",
                    "道路与环境",
                    "Streets and surroundings",
                    "路、灯、水、垃圾，说清地点和时间",
                    "Roads, lights, water, waste. Say where and when",
                    "teal",
                    "路",
                    ("问题/Problem", "建议/Idea", "好消息/Good news"),
                ),
                Plan(
                    "life",
                    "生活与邻里",
                    "Life and neighbours",
                    "赶集、学校、看病、邻里之间",
                    "Markets, school, doctors, next door",
                    "green",
                    "邻",
                ),
                Plan(
                    "stalls",
                    "买卖与招工",
                    "Buying, selling, work",
                    "农产品、二手、用工信息",
                    "Produce, second-hand things, jobs",
                    "gold",
                    "集",
                    ("出售/For sale", "求购/Wanted", "招工/Work"),
                ),
            ),
        ),
        _HOUSE,
    ),
)

CITY = Starter(
    _("A city"),
    (
        Plan(
            "city",
            "城市日常",
            "The city",
            below=(
                Plan(
                    "roads",
                    "道路与出行",
                    "Roads and travel",
                    "公交、骑行、修路、停车，标题请写路段",
                    "Buses, cycling, roadworks, parking. Name the street in the title",
                    "slate",
                    "行",
                    ("路况/Traffic", "公交/Buses", "骑行步行/Cycling and walking", "停车/Parking"),
                ),
                Plan(
                    "homes",
                    "住房与物业",
                    "Homes and upkeep",
                    "小区、物业、装修、租房",
                    "Estates, upkeep, renting",
                    "brown",
                    "居",
                ),
                Plan(
                    "schools",
                    "教育",
                    "Schools",
                    "入学、课后、校园",
                    "Places, after school, campus",
                    "blue",
                    "学",
                ),
                Plan(
                    "health",
                    "医疗",
                    "Health",
                    "就诊、医保、疫苗",
                    "Doctors, insurance, vaccines",
                    "teal",
                    "医",
                ),
            ),
        ),
        Plan(
            "talk",
            "议事厅",
            "The hall",
            below=(
                Plan(
                    "plans",
                    "规划与预算",
                    "Plans and budgets",
                    "公示、听证、预算，请附原文链接",
                    "Notices, hearings, budgets. Link the source",
                    "plum",
                    "议",
                    ("公示/Notice", "听证/Hearing", "讨论/Discussion"),
                ),
                Plan(
                    "press",
                    "转载与原创",
                    "Articles",
                    "转载请注明出处",
                    "Name the source of what you reprint",
                    "gold",
                    "文",
                ),
            ),
        ),
        Plan(
            "leisure",
            "生活",
            "Leisure",
            below=(
                Plan(
                    "food",
                    "吃喝玩乐",
                    "Food and outings",
                    "馆子、公园、周末去处",
                    "Places to eat, parks, weekends",
                    "green",
                    "游",
                ),
                Plan(
                    "market",
                    "二手与互助",
                    "Market and mutual help",
                    "转让、求购、拼车、失物",
                    "Second-hand, lifts, lost things",
                    "olive",
                    "换",
                ),
            ),
        ),
        _HOUSE,
    ),
)

NEIGHBOURHOOD = Starter(
    _("A school or a neighbourhood"),
    (
        Plan(
            "together",
            "我们这里",
            "Here",
            below=(
                Plan(
                    "daily",
                    "日常",
                    "Every day",
                    "通知、提问、闲谈",
                    "News, questions, talk",
                    "green",
                    "常",
                    ("通知/News", "提问/Question", "闲谈/Talk"),
                ),
                Plan(
                    "events",
                    "活动",
                    "Events",
                    "聚会、义工、比赛，写明时间地点",
                    "Gatherings, volunteering, matches. Say when and where",
                    "plum",
                    "聚",
                    ("预告/Coming", "回顾/Looking back"),
                ),
                Plan(
                    "help",
                    "互助与二手",
                    "Help and second-hand",
                    "借用、转让、招领",
                    "To lend, to pass on, lost and found",
                    "gold",
                    "助",
                ),
            ),
        ),
        _HOUSE,
    ),
)

STARTERS: dict[str, Starter] = {"town": TOWN, "city": CITY, "neighbourhood": NEIGHBOURHOOD}
"""By the name that `wardmote init --starter` takes."""
