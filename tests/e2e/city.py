"""Fills the database of the site that the browser visits, and reads its outbox; run in a process of its own.

python -m tests.e2e.city build            migrate, make people and boards, print what there is as JSON
python -m tests.e2e.city mail RECIPIENT   print the newest mail to somebody, in hexadecimal
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from typing import TYPE_CHECKING

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardmote.conf.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

from tests import cast, polls  # noqa: E402
from wardmote.boards import edges  # noqa: E402
from wardmote.boards.actions import structure  # noqa: E402
from wardmote.conversations.edges import MESSAGE_INTERVAL_S  # noqa: E402
from wardmote.core import clock, options, snapshot  # noqa: E402
from wardmote.notifications.models import OutgoingMail  # noqa: E402
from wardmote.webhooks.actions.managing import make_webhook  # noqa: E402
from wardmote.webhooks.delivering import deliver_next  # noqa: E402

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.webhooks.models import Webhook

RULES = "请先搜索再发帖；标题写清**地点**和**时间**。\n\n- 不人身攻击\n- 不发广告"


def build() -> dict[str, str]:
    """Make a small city and return what a visitor needs to know of it."""
    call_command("migrate", verbosity=0, interactive=False)
    # Browsers are faster than people; the rates themselves are tested through the client.
    options.store({edges.POST_INTERVAL_S.key: 0, edges.THREAD_INTERVAL_S.key: 0, MESSAGE_INTERVAL_S.key: 0})
    long_ago = clock.now() - dt.timedelta(days=30)
    category = cast.category("城市生活", name_en="City life")
    board = cast.board(category, "道路与出行", slug="roads", name_en="Roads and travel", rules_source=RULES)
    structure.add_type(actor=cast.SYSTEM, board_id=board.pk, name="路况", name_en="Traffic")
    writer, replier = cast.member("柳巷阿梅", joined_at=long_ago), cast.member("RiverRunner", joined_at=long_ago)
    cast.member("只读不写的人", joined_at=long_ago)
    cast.member("只等通知的人", joined_at=long_ago)
    cast.member("带钥匙的人", joined_at=long_ago)
    cast.moderator(board.pk, "桥头老周")
    hook = some_webhook(cast.administrator("市政管理员"))
    thread = cast.thread(
        board,
        writer,
        title="桥北路口的红绿灯改了配时，早高峰反而更堵，大家怎么看？",
        source="南北向绿灯从 **48 秒**改成了 **32 秒**。\n\n> 改之前有没有数过车？\n\nHas anyone timed it?",
    )
    for number in range(1, 6):
        cast.answer(
            thread,
            replier if number % 2 else writer,
            source=f"第 {number} 天记录：7:{40 + number}，等了 {number} 个灯。",
        )
    asked = polls.ask(board, writer, most=2, public_voters=True, closes_at=clock.now() + dt.timedelta(days=5))
    polls.choose(asked, replier, 0, 1)
    deliver_next()  # nobody may be asked at that address, so that the page has a failure to show
    return {
        "thread": str(thread.pk),
        "hook": str(hook.pk),
        "poll": str(asked.pk),
        "board": board.slug,
        "password": cast.PASSWORD,
        "member": str(writer.member_id),
    }


def some_webhook(administrator: Actor) -> Webhook:
    """Make a webhook that leads nowhere."""
    made, _secret = make_webhook(
        actor=administrator,
        name="搜索镜像",
        address="https://localhost/hook",
        wanted=["thread.created", "post.created", "thread.voted"],
    )
    snapshot.refresh()
    return made


def newest_mail(recipient: str) -> str:
    """Return the newest mail to somebody, as the outbox keeps it."""
    mail = OutgoingMail.objects.filter(recipient=recipient).latest("id")
    return bytes(mail.message).hex()


if __name__ == "__main__":
    print(json.dumps(build()) if sys.argv[1] == "build" else newest_mail(sys.argv[2]))
