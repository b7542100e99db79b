"""Which tags the threads of the demo city bear: found by words of their titles, in the order of this list."""

from __future__ import annotations

from typing import Final

from wardmote.boards.models.board import TagMode

MOST: Final = 4

LISTED: Final[dict[str, tuple[str, ...]]] = {
    "history": ("老地名", "城墙", "老桥", "老照片", "老物件", "口述", "old-city"),
    "roads": ("红绿灯", "停车", "骑行", "井盖和坑", "人行道", "cycling", "parking"),
}
"""Boards with a list of their own: the first takes no others, the second offers them."""
LIST_ONLY: Final = "history"
WITHOUT: Final = ("news", "desk")
"""Boards whose threads bear no tags."""

WORDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("红绿灯", ("红绿灯", "绿灯")),
    ("停车", ("停车", "禁停", "车位")),
    ("骑行", ("骑行", "自行车", "骑车")),
    ("井盖和坑", ("井盖", "个坑", "坑")),
    ("人行道", ("人行道", "步道", "过街", "斑马线")),
    ("63路", ("63 路",)),
    ("17路", ("17 路",)),
    ("候车亭和站牌", ("候车亭", "站牌")),
    ("老地名", ("为什么叫", "地名", "名字怎么来")),
    ("城墙", ("城墙",)),
    ("老桥", ("老桥",)),
    ("老照片", ("老照片",)),
    ("老物件", ("辨认", "旧戏单", "旧地契", "外公留下")),
    ("口述", ("谁还记得", "大概是哪一年没的")),
    ("电梯", ("电梯",)),
    ("漏水", ("漏水", "渗水")),
    ("租房", ("合租", "房东", "中介", "租房")),
    ("学区", ("学区", "转学", "入学")),
    ("食堂", ("食堂",)),
    ("菜市", ("菜市", "早市", "少秤")),
    ("米线", ("米线",)),
    ("小店", ("最正宗", "豆花", "月底收摊")),
    ("养狗", ("狗粪", "遛狗", "老狗", "狗")),
    ("噪声", ("喇叭", "广场舞", "半夜")),
    ("梧桐和樟树", ("梧桐", "樟树", "树剪")),
    ("河滨公园", ("河滨公园",)),
    ("桥北", ("桥北",)),
    ("南渡", ("南渡",)),
    ("东门", ("东门",)),
    ("图书馆", ("图书馆",)),
    ("读书", ("读什么", "读书")),
    ("夜间药房", ("药店", "Night pharmacy")),
    ("灯会", ("走马灯", "兔子灯", "灯会")),
    ("cycling", ("cycle lane", "bike lane", "Bike")),
    ("parking", ("Cars parked",)),
    ("bus-63", ("the 63",)),
    ("bus-17", ("the 17",)),
    ("thank-you", ("thank you",)),
    ("old-city", ("Then and now", "Old Wall", "Old Bridge")),
    ("wanted", ("Wanted", "Looking for")),
    ("lost-and-found", ("Lost on", "missing around")),
    ("renting", ("a month fair", "renting")),
    ("lifts", ("the lift",)),
    ("walking", ("by bus and on foot", "Walking")),
    ("new-here", ("Moving with", "Language exchange", "first thing you learned")),
)


def mode_of(board: str) -> TagMode:
    """Return which tags a board takes."""
    if board in WITHOUT:
        return TagMode.NONE
    return TagMode.LIST if board == LIST_ONLY else TagMode.FREE


def tags_for(board: str, title: str) -> list[str]:
    """Return the tags of a thread by its title."""
    if board in WITHOUT:
        return []
    found = [tag for tag, words in WORDS if any(word in title for word in words)]
    if board == LIST_ONLY:
        found = [tag for tag in found if tag in LISTED[board]]
    return found[:MOST]
