"""What is cleared away from time to time."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef

from wardmote.accounts.models import ReservedName
from wardmote.core import clock
from wardmote.core.batches import delete_in_batches


def clear_sessions() -> int:
    """Delete the sessions that have expired, and the list's rows of those that are gone."""
    expired = delete_in_batches(Session.objects.filter(expire_date__lt=clock.now()))
    there = Session.objects.filter(session_key=OuterRef("session_key"))
    return expired + delete_in_batches(UserSession.objects.filter(~Exists(there)))


def free_names() -> int:
    """Forget the former names whose time is over."""
    return ReservedName.objects.filter(until__lt=clock.now()).delete()[0]
