"""Addresses of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from wardmote.pages import staff_urls
from wardmote.pages.views import home, language, members, staff_members

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

# Members.
urlpatterns += [
    path("u/<id:member_id>", members.profile, name="member"),
    path("credit-rules", members.credit_rules, name="credit-rules"),
]
