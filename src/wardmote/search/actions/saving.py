"""Keep searches, and let them go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wardmote.accounts.models import Member
from wardmote.core import clock, options
from wardmote.core.errors import Conflict, Invalid, NotFound
from wardmote.core.text.clean import clean_line, is_blank
from wardmote.search.models import NAME_MOST, SavedSearch
from wardmote.search.parse import CHARS_MAX, question, too_long

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

SAVED_SEARCHES_MOST = options.integer(
    "saved_searches_most", 30, section="limits", label=_("Searches that a member may save"), least=1, most=200
)


@transaction.atomic
def save_search(*, actor: Actor, text: str, sort: str, name: str = "") -> SavedSearch:
    """Keep a search under a name, or under what it looks for; one that is kept already gets the new name.

    At most 4 queries.

    Raises:
        NotSignedIn: a guest asks.
        Invalid: there is nothing to look for or too much (field "q"), or the name is too long (field "name").
        Conflict: the actor has as many saved searches as one may have.
    """
    member_id = actor.own_id
    asked = question(text)
    if is_blank(asked):
        raise Invalid({"q": _("Say what to look for.")})
    if len(asked) > CHARS_MAX:
        raise too_long()
    cleaned = _clean_name(name, asked)
    # Held, so that the bound holds however many requests come at once.
    list(Member.objects.select_for_update(no_key=True).filter(pk=member_id).values_list("pk"))
    rows = SavedSearch.objects.filter(member_id=member_id)
    found = rows.filter(question=asked, sort=sort).first()
    if found is not None:
        found.name = cleaned
        found.save(update_fields=["name"])
        return found
    if rows.count() >= SAVED_SEARCHES_MOST.get():
        raise Conflict(_("You have as many saved searches as one can have. Please remove some first."))
    return SavedSearch.objects.create(
        member_id=member_id, name=cleaned, question=asked, sort=sort, saved_at=clock.now()
    )


@transaction.atomic
def remove_search(*, actor: Actor, search_id: int) -> None:
    """Keep a search of one's own no longer (1 query).

    Raises:
        NotSignedIn: a guest asks.
        NotFound: the actor has no such search.
    """
    if not SavedSearch.objects.filter(pk=search_id, member_id=actor.own_id).delete()[0]:
        raise NotFound


def _clean_name(name: str, asked: str) -> str:
    cleaned = clean_line(name)
    if is_blank(cleaned):
        return asked[:NAME_MOST]
    if len(cleaned) > NAME_MOST:
        raise Invalid({"name": _("At most %(most)s characters.") % {"most": NAME_MOST}})
    return cleaned
