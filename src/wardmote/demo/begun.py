"""What a demo account has begun to write, so that a draft can be seen at the first sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.drafts.actions.saving import save_draft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wardmote.accounts.actor import Actor

WRITER = "柳巷阿梅"
THREAD = "light"
TEXT = "这周又数了三天，早上 7:40 到 8:10，绿灯还是 32 秒：\n\n- 周一：等三个灯\n- 周二：等两个，那天下雨\n- 周三："


def leave_draft(actors: Mapping[str, Actor], thread_ids: Mapping[str, int]) -> None:
    """Leave a reply half written, in a thread of hers that goes on."""
    save_draft(actor=actors[WRITER], place=f"thread:{thread_ids[THREAD]}", source=TEXT)
