"""Addresses of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from wardmote.pages import staff_urls
from wardmote.pages.views import (
    embeds,
    feed_settings,
    feeds,
    home,
    language,
    members,
    search_engines,
    share_pictures,
    staff_members,
)

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

# The front page.
urlpatterns += [
    path("", home.home, name="home"),
    path("language/<slug:code>", language.language, name="language"),
]

# The staff desk, site pages, the set-up.
urlpatterns += staff_urls.urlpatterns

# Who waits to be let in, and who is invited.
urlpatterns += [
    path("staff/members", staff_members.members, name="staff-members"),
    path("staff/members/<id:member_id>", staff_members.decide_member, name="staff-decide-member"),
    path("staff/invitations", staff_members.invitations, name="staff-invitations"),
    path(
        "staff/invitations/<id:invitation_id>/withdraw",
        staff_members.withdraw_invitation,
        name="staff-withdraw-invitation",
    ),
]

# Feeds.
urlpatterns += [
    path("feed.atom", feeds.site_feed, name="site-feed"),
    path("b/<slug:slug>/feed.atom", feeds.board_feed, name="board-feed"),
    path("t/<id:thread_id>/feed.atom", feeds.thread_feed, name="thread-feed"),
    path("u/<id:member_id>/feed.atom", feeds.member_feed, name="member-feed"),
    path("tag/<str:name>/feed.atom", feeds.tag_feed, name="tag-feed"),
    path("search/feed.atom", feeds.search_feed, name="search-feed"),
    path("boards.opml", feeds.boards_opml, name="boards-opml"),
    path("settings/feeds", feed_settings.settings_feeds, name="settings-feeds"),
]

# Search engines, and sites that show what somebody shares.
urlpatterns += [
    path("robots.txt", search_engines.robots, name="robots"),
    path("sitemap.xml", search_engines.sitemap, name="sitemap"),
    path("sitemap-boards.xml", search_engines.sitemap_boards, name="sitemap-boards"),
    path("sitemap-threads-<id:number>.xml", search_engines.sitemap_threads, name="sitemap-threads"),
    path("picture.png", share_pictures.site_picture, name="site-picture"),
    path("b/<slug:slug>/picture.png", share_pictures.board_picture, name="board-picture"),
    path("t/<id:thread_id>/picture.png", share_pictures.thread_picture, name="thread-picture"),
    path("oembed", embeds.oembed, name="oembed"),
]

# Members.
urlpatterns += [
    path("u/<id:member_id>", members.profile, name="member"),
    path("credit-rules", members.credit_rules, name="credit-rules"),
]
