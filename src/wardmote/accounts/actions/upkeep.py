"""What is cleared away from time to time."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from wardmote.accounts.models import ReservedName
from wardmote.core import clock


def clear_sessions() -> int:
    """Delete the sessions that have expired, and the list's rows of those that are gone."""
    expired = Session.objects.filter(expire_date__lt=clock.now()).delete()[0]
    gone: int = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()[0]
    return expired + gone


def free_names() -> int:
    """Forget the former names whose time is over."""
    return ReservedName.objects.filter(until__lt=clock.now()).delete()[0]
