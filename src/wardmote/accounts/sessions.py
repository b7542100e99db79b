"""Sessions in the database as Django keeps them, read by a question that is compiled once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from wardmote.core import clock
from wardmote.core.prepared import Prepared, Slot

if TYPE_CHECKING:
    from django.db.models import QuerySet


class SessionStore(db.SessionStore):
    """Django's, but for how a session is read."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds, nothing where it is not there or over (1 query)."""
        row = _data.row(key=self.session_key, now=clock.now())
        if row is None:
            self._session_key = None
            return {}
        held: dict[str, Any] = self.decode(row[0])
        return held


def _rows() -> QuerySet[Any, Any]:
    return Session.objects.filter(session_key=Slot("key"), expire_date__gt=Slot("now")).values_list("session_data")


_data: Final = Prepared(_rows)
