"""The front page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from wardmote.accounts.queries.cards import Face, members_online
from wardmote.boards.queries.home import Forum, forum
from wardmote.core.http.render import page
from wardmote.core.site import SITE_NOTICE
from wardmote.core.text.render import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked

ONLINE_MOST = 60


@dataclass(frozen=True, slots=True)
class HomePage:
    """The front page; `notice_html` is empty where the site says nothing."""

    forum: Forum
    online: Sequence[Face]
    notice_html: str


@require_safe
def home(request: Asked) -> HttpResponse:
    """Show the boards and what goes on in them."""
    data = HomePage(forum(request.viewer), members_online(ONLINE_MOST), _notice(SITE_NOTICE.get()))
    return page(request, "home.html", data)


@lru_cache(maxsize=4)
def _notice(source: str) -> str:
    return render(source, trusted=True).html if source.strip() else ""
