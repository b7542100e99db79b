"""Find out who looks, once a request."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation.trans_real import parse_accept_lang_header

from wardmote.accounts import actor
from wardmote.accounts.actions.credits import pay
from wardmote.accounts.models import Member
from wardmote.core import clock, site
from wardmote.core.best_effort import best_effort
from wardmote.core.http.vary import tell_vary

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

SEEN_EVERY = dt.timedelta(minutes=5)
"""How exactly a member's last visit is kept."""
VISIT_ENDS = dt.timedelta(minutes=30)
"""Who comes back after so long begins another visit."""


class ViewerMiddleware:
    """Set `request.viewer`, the language and the time zone.

    A guest costs no query; a member the session, the account and the groups (3), a write every SEEN_EVERY, and
    what the first visit of a day earns.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set, pass on, and say in which language the answer is."""
        # Whoever asks the API has shown a token, and is known already.
        viewer = getattr(request, "viewer", None) or self._viewer(request)
        request.viewer = viewer  # type: ignore[attr-defined]
        language = _language(request, viewer)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        timezone.activate(site.find_zone(viewer.time_zone) or site.zone())
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", {"zh-hans": "zh-Hans"}.get(language, language))
        if "public" not in response.headers.get("Cache-Control", ""):
            tell_vary(request, response)
        return response

    @staticmethod
    def _viewer(request: HttpRequest) -> actor.Actor:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return actor.guest()
        member = request.user
        now = clock.now()
        before = member.last_seen_at
        another = before is not None and now - before > VISIT_ENDS
        if another:
            member.last_visit_at = before
        viewer = actor.actor_of(member)
        if before is None or now - before > SEEN_EVERY:
            with best_effort("a visit"):
                visit = {"last_visit_at": before} if another else {}
                Member.objects.filter(pk=member.pk).update(last_seen_at=now, **visit)
                # Who stays signed in for weeks visits each day all the same.
                if (before is None or site.day_of(before) != site.day_of(now)) and not viewer.suspended:
                    pay(act="sign-in", member_id=member.pk)
        return viewer


def _language(request: HttpRequest, viewer: actor.Actor) -> str:
    known = dict(settings.LANGUAGES)
    if (asked := request.GET.get("lang", "").lower()) in known:
        return asked  # For this request alone: search engines are given each page in every language.
    if viewer.language in known:
        return viewer.language
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return guest_language(cookie, request.META.get("HTTP_ACCEPT_LANGUAGE", "")) or site.DEFAULT_LANGUAGE.get()


def guest_language(cookie: str, accepted: str) -> str:
    """Return the language that a guest chose, else the best that their browser asks for, or nothing."""
    return cookie if cookie in dict(settings.LANGUAGES) else accepted_language(accepted)


def accepted_language(header: str) -> str:
    """Return the best of our languages that an Accept-Language header names, or nothing."""
    for code, _weight in parse_accept_lang_header(header.lower()[:200]):
        if code.startswith("zh"):
            return "zh-hans"
        if code.startswith("en"):
            return "en"
    return ""
