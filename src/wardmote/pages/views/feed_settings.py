"""The settings page of private feeds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from wardmote.accounts.actions.feed_tokens import make_feed_token, revoke_feed_token
from wardmote.accounts.queries.feed_tokens import KeptToken, token_of
from wardmote.accounts.views.settings import for_members, form_methods
from wardmote.core import rates, site
from wardmote.core.http.handed import hand_over, handed_over, shown_once
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page
from wardmote.core.language import bilingual
from wardmote.pages.atom import with_token
from wardmote.pages.queries.feeds import feed_boards

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import Text

RATE = rates.Rate("feed-token", 20, 3600)


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed by its name; the address is whole."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class FeedsPage:
    """The page. Private addresses are given once, after they were made."""

    kept: KeptToken | None
    private: Sequence[FeedLink] = ()
    opml: str = ""
    message: Text = ""


@form_methods
@for_members
def settings_feeds(request: Asked, member_id: int) -> HttpResponse:
    """Show what is known of one's token; make a new one, or revoke it."""
    viewer = request.viewer
    if request.method != "POST":
        return _shown(request, member_id)
    kept = token_of(member_id)
    keep_form(request, lambda error: page(request, "settings/feeds.html", FeedsPage(kept, message=error.message)))
    rates.take(RATE, str(member_id))
    if "revoke" in request.POST:
        revoke_feed_token(actor=viewer)
        messages.success(request, _("Your private feeds are closed: their addresses work no more."))
        return SeeOther(reverse("settings-feeds"))
    return hand_over(SeeOther(reverse("settings-feeds")), make_feed_token(actor=viewer), to=member_id)


def _shown(request: Asked, member_id: int) -> HttpResponse:
    shown = FeedsPage(token_of(member_id))
    token = handed_over(request, to=member_id)
    if not token:
        return page(request, "settings/feeds.html", shown)
    return shown_once(request, page(request, "settings/feeds.html", _with_addresses(request.viewer, shown, token)))


def _with_addresses(viewer: Actor, shown: FeedsPage, token: str) -> FeedsPage:
    def whole(path: str) -> str:
        return with_token(settings.SITE_URL + path, token)

    all_boards = FeedLink(site.name(), whole(reverse("site-feed")))
    boards = [
        FeedLink(bilingual(board.name, board.name_en), whole(reverse("board-feed", args=[board.slug])))
        for board in feed_boards(viewer)
        if not board.is_category
    ]
    return replace(shown, private=[all_boards, *boards], opml=whole(reverse("boards-opml")))
