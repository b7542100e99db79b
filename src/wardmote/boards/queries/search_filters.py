"""The filters of a search in threads and posts: what each may name, and its condition on posts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from wardmote.accounts.queries.by_name import find_known_member
from wardmote.boards import ladder
from wardmote.boards.models import ThreadTag
from wardmote.boards.queries.tags import find_tag
from wardmote.core import clock
from wardmote.core.errors import Invalid, NotFound
from wardmote.core.permissions import Level
from wardmote.search.days import midnight
from wardmote.search.parse import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.search.parse import Asked

KEYS: Final = frozenset({"author", "board", "type", "has", "before", "after", "in", "thread", "tag"})
EXCLUDABLE: Final = frozenset({"author", "board", "type", "has", "tag"})
"""Those before which a minus can stand."""
SEVERAL: Final = frozenset({"tag"})
"""Those that may come several times: all of them must fit."""
TAGS_MOST: Final = 8
"""Tags of one question, those with a minus among them."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions on posts, and whose, which thread's or which tag's they ask for, since these have an index."""

    conditions: Sequence[Q]
    author_id: int | None = None
    thread_id: int | None = None
    tag_id: int | None = None


def filters_of(viewer: Actor, asked: Asked) -> Filters:
    """Return what the filters of a question ask for (1 query for each author, 2 for each tag).

    Raises:
        Invalid: one names what is not there (field "q").
    """
    makers: dict[str, Callable[[Actor, str], Q]] = {
        "board": _board,
        "type": _type,
        "has": _has,
        "before": _before,
        "after": _after,
        "in": _place,
    }
    asked.require_sound(EXCLUDABLE)
    made = [makers[key](viewer, value) for key, value in asked.filters if key in makers]
    conditions = [condition for condition in made if condition]
    _require_span(asked)
    author, thread = asked.filter("author"), asked.filter("thread")
    author_id = None if author is None else find_known_member(author, "q").pk
    thread_id = None if thread is None else _thread(thread)
    if author_id is not None:
        conditions.append(Q(author_id=author_id))
    if thread_id is not None:
        conditions.append(Q(thread_id=thread_id))
    if len(asked.values("tag")) + [key for key, _value in asked.excluded].count("tag") > TAGS_MOST:
        raise Invalid({"q": _("At most %(most)s tags can be searched for at once.") % {"most": TAGS_MOST}})
    tags = [_tag(viewer, name) for name in asked.values("tag")]
    conditions += [_tagged(tag_id) for tag_id in tags]
    others: dict[str, Callable[[Actor, str], Q]] = {
        **makers,
        "author": lambda _viewer, name: Q(author_id=find_known_member(name, "q").pk),
        "tag": lambda viewer, name: _tagged(_tag(viewer, name)),
    }
    conditions += [~others[key](viewer, value) for key, value in asked.excluded]
    return Filters(conditions, author_id, thread_id, tags[0] if tags else None)


def require_sound(viewer: Actor, text: str) -> None:
    """Demand that a question could be asked.

    Raises:
        Invalid: a filter names what is not there (field "q").
    """
    filters_of(viewer, parse(text, KEYS, SEVERAL))


def _require_span(asked: Asked) -> None:
    after, before = asked.filter("after"), asked.filter("before")
    begins = None if after is None else midnight(after)
    if begins is not None and begins > clock.now():
        raise Invalid({"q": _("“after:” names a day that is still to come.")})
    if begins is not None and before is not None and midnight(before) <= begins:
        raise Invalid({"q": _("“after:” must name an earlier day than “before:”.")})


def _board(viewer: Actor, name: str) -> Q:
    """Return the condition of a board by its address or name, with the boards below it."""
    boards = ladder.forum().boards
    known = [boards[pk] for pk in ladder.boards_at(viewer, Level.READ)]
    wanted = {board.id for board in known if name in {board.slug, board.name, board.name_en}}
    if not wanted:
        seen = (boards[pk] for pk in ladder.boards_at(viewer, Level.SEE))
        if any(name in {board.slug, board.name, board.name_en} for board in seen):
            raise Invalid({"q": _("You may not read the board “%(name)s”.") % {"name": name}})
        raise Invalid({"q": _("There is no board “%(name)s”.") % {"name": name}})
    below = [board.id for board in known if wanted & {above.id for above in ladder.path(board.id)}]
    return Q(thread__board_id__in=below)


def _type(viewer: Actor, name: str) -> Q:
    """Return the condition of a type by its name in either language, of any board that the viewer may read."""
    known = [
        kind for board_id in ladder.boards_at(viewer, Level.READ) for kind in ladder.forum().boards[board_id].types
    ]
    wanted = [kind.id for kind in known if name == kind.name or name.lower() == kind.name_en.lower()]
    if not name or not wanted:
        raise Invalid({"q": _("There is no type “%(name)s”.") % {"name": name}})
    return Q(thread__type_id__in=wanted)


def _has(_viewer: Actor, what: str) -> Q:
    if what not in HAS:
        raise Invalid({"q": _("After “has:” say one of: %(known)s.") % {"known": _(", ").join(HAS)}})
    return HAS[what]


HAS: Final = {
    "picture": Q(uploads__gt=0, html__contains="<img"),
    "file": Q(uploads__gt=0, html__contains='class="file"'),
    "poll": Q(thread__has_poll=True, floor=1),
    "answer": Q(thread__answer__isnull=False, floor=1),
}
"""What `has:` may name, with its condition on posts."""


def _place(_viewer: Actor, where: str) -> Q:
    if where != "title":
        raise Invalid({"q": _("After “in:” only “title” can stand.")})
    return Q()


def _thread(number: str) -> int:
    if not (number.isascii() and number.isdigit() and len(number) <= 18):  # noqa: PLR2004  what a row's number may have
        raise Invalid({"q": _("After “thread:” stands a thread's number.")})
    return int(number)


def _tag(viewer: Actor, name: str) -> int:
    try:
        return find_tag(viewer, name).tag.pk
    except NotFound:
        raise Invalid({"q": _("There is no tag “%(name)s”.") % {"name": name}}) from None


def _tagged(tag_id: int) -> Q:
    return Q(thread_id__in=ThreadTag.objects.filter(tag_id=tag_id).values("thread_id"))


def _before(_viewer: Actor, day: str) -> Q:
    return Q(created_at__lt=midnight(day))


def _after(_viewer: Actor, day: str) -> Q:
    return Q(created_at__gte=midnight(day))
