"""What the people of the demo say to each other in private, so that those whose sign-ins are shown have messages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wardmote.accounts.models import Member
from wardmote.conversations.actions.reading import mark_read
from wardmote.conversations.actions.sending import send_message, start_conversation
from wardmote.core import clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wardmote.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Letter:
    """A message: who wrote it, how many minutes before the present, and what."""

    author: str
    minutes_ago: int
    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation; its first message is by who began it, and `unread_by` have not read the last `unread` of it."""

    members: tuple[str, ...]
    letters: tuple[Letter, ...]
    title: str = ""
    unread_by: tuple[str, ...] = ()
    unread: int = 1


L = Letter
DAY = 24 * 60

TALKS = (
    Talk(
        ("柳巷阿梅", "河边跑者"),
        (
            L(
                "柳巷阿梅",
                3 * DAY + 95,
                "你每天早上跑过新桥，能不能顺手帮我数一下**七点到七点半**桥北路口等几个灯？我腿脚慢，只能数一边。",
            ),
            L(
                "河边跑者",
                3 * DAY + 40,
                "可以。我六点五十到桥头，数完再跑回来。\n\n要记什么？只记灯数，还是连排队多长也记？",
            ),
            L("柳巷阿梅", 3 * DAY + 32, "灯数就行，队尾在哪儿也记一笔：\n\n- 到柳巷口\n- 到菜市东门\n- 更远"),
            L("河边跑者", 2 * DAY + 20, "周三：等了三个灯，队尾到菜市东门。骑车的也被堵在里面。"),
            L("柳巷阿梅", 2 * DAY + 5, "我这边也是三个。凑满一周，我做张表贴到道路版去，署咱俩的名字。"),
            L("河边跑者", 55, "今天只等了一个灯！是不是配时又改了？你那边呢？"),
        ),
        unread_by=("柳巷阿梅",),
    ),
    Talk(
        ("柳巷阿梅", "夜班护士", "青石老王"),
        (
            L("青石老王", 6 * DAY + 300, "两位都问过老照片的事。我整理出四十来张，想办个小展，地方还没着落。"),
            L("夜班护士", 6 * DAY + 20, "社区图书室周末下午空着，我去问问。下夜班路过。"),
            L(
                "柳巷阿梅",
                5 * DAY + 400,
                "说明牌我来写，每张不超过五十个字。老王您把年份再核一遍，上次那张写成 1978 的其实是 1981。",
            ),
            L("青石老王", 5 * DAY + 380, "对，桥栏杆是 1980 年换的，照片上是新的。多谢提醒。"),
            L("夜班护士", DAY + 70, "图书室答应了，下下个周六，一点到五点。"),
        ),
        title="老照片小展",
    ),
    Talk(
        ("新来的阿宽", "桥头值班员"),
        (
            L("新来的阿宽", 190, "您好，我刚注册，在跳蚤市场发的帖子一直看不到，是哪里没弄对吗？"),
            L(
                "桥头值班员",
                150,
                "没弄错。跳蚤市场新帖要先过一遍，怕有人发广告。您的东西写得很清楚，**今天就能看到**。\n\n以后交易完了，麻烦在帖里回一句“已出”。",
            ),
            L("新来的阿宽", 145, "明白了，谢谢！"),
            L("桥头值班员", 30, "已经放出来了。"),
        ),
        unread_by=("新来的阿宽",),
    ),
    Talk(
        ("守桥人", "桥头值班员", "丁字尺", "Bluestone_Bea"),
        (
            L("守桥人", 2 * DAY + 600, "这周末谁看着？我周六要去修机房的灯。"),
            L("丁字尺", 2 * DAY + 540, "周六上午我在，管到两点。"),
            L("Bluestone_Bea", 2 * DAY + 500, "I can take Saturday afternoon and the English boards on Sunday."),
            L("桥头值班员", 2 * DAY + 470, "周日其余的归我。"),
            L(
                "Bluestone_Bea",
                80,
                "Quiet so far. One thread about the herons got heated; I asked both to slow down, and they did.",
            ),
        ),
        title="周末值班",
        unread_by=("守桥人", "桥头值班员"),
    ),
)


def write(actors: Mapping[str, Actor], now: dt.datetime) -> None:
    """Let them talk, each message at its own time; who has not been named as behind has read everything."""
    for talk in TALKS:
        conversation_id = 0
        for letter in talk.letters:
            with clock.held_at(now - dt.timedelta(minutes=letter.minutes_ago)):
                actor = actors[letter.author]
                if conversation_id:
                    send_message(actor=actor, conversation_id=conversation_id, source=letter.text)
                else:
                    to = list(Member.objects.filter(name__in=talk.members).exclude(pk=actor.own_id))
                    made = start_conversation(actor=actor, to=to, source=letter.text, title=talk.title)
                    conversation_id = made.conversation_id
        for name in talk.members:
            read = len(talk.letters) - (talk.unread if name in talk.unread_by else 0)
            mark_read(actor=actors[name], conversation_id=conversation_id, number=read)
