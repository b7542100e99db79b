"""The front page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from wardmote.accounts.queries.cards import Face, members_online
from wardmote.boards.queries.home import Forum, forum
from wardmote.core.http.front_marks import guest_page
from wardmote.core.http.head import Head, linked_data, whole
from wardmote.core.http.render import page
from wardmote.core.language import bilingual
from wardmote.core.share.fonts import face
from wardmote.core.site import SITE_NAME, SITE_NAME_EN, SITE_NOTICE, SITE_TAGLINE, SITE_TAGLINE_EN
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


@guest_page()
@require_safe
def home(request: Asked) -> HttpResponse:
    """Show the boards and what goes on in them."""
    online = members_online(ONLINE_MOST)
    data = HomePage(forum(request.viewer), online(), _notice(SITE_NOTICE.get()))
    return page(request, "home.html", data, head=_head())


def _head() -> Head:
    name = bilingual(SITE_NAME.get(), SITE_NAME_EN.get())
    return Head(
        canonical="/",
        title=name,
        description=bilingual(SITE_TAGLINE.get(), SITE_TAGLINE_EN.get()),
        picture="/picture.png" if face() else "",
        feed="/feed.atom",
        feed_title=name,
        data=linked_data(({"@type": "WebSite", "name": name, "url": whole("/")},)),
    )


@lru_cache(maxsize=4)
def _notice(source: str) -> str:
    return render(source, trusted=True).html if source.strip() else ""
