"""Rename, merge and delete tags, and let their threads follow.

An act changes the tag at once. Its threads follow in parts of BATCH, each in a transaction of its own: the first in the
act's, the others from a job that finds what is unfinished by the tags themselves (`Tag.work_after`), so that none is
lost and nobody waits for long.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from wardmote.accounts import actor as actors
from wardmote.accounts import capabilities
from wardmote.boards.actions import indexing
from wardmote.boards.actions.tagging import hold_tags, joined
from wardmote.boards.models import BoardTag, Tag, Thread, ThreadTag
from wardmote.boards.queries.tags import tags_visible_to
from wardmote.boards.tag_names import clean_name, tag_key
from wardmote.core import audit, clock
from wardmote.core.errors import Invalid, NotAllowed, NotFound, NotSignedIn

if TYPE_CHECKING:
    from collections.abc import Collection

    from wardmote.accounts.actor import Actor

BATCH: Final = 100
"""Threads in a transaction."""
PARTS: Final = 50
"""Parts that one run of the job does at the most."""
UNUSED: Final = dt.timedelta(days=1)
FORGOTTEN_MOST: Final = 500
"""Unused tags that one run forgets."""


@transaction.atomic
def rename_tag(*, actor: Actor, tag: Tag, name: str, reason: str) -> Tag:
    """Call a tag otherwise; its old name leads to it from now on, in addresses and where somebody writes it.

    Raises:
        NotFound, NotSignedIn, NotAllowed: the actor may not know of the tag, or not change tags.
        Invalid: the name does not fit or is another tag's (field "name"), or no reason is given.
    """
    _begin(actor, tag)
    cleaned = audit.clean_reason(reason)
    new_name = clean_name(name, "name")
    old_name, old_key, key = tag.name, tag.key, tag_key(new_name)
    if new_name == old_name:
        return tag
    other = Tag.objects.filter(key=key).exclude(pk=tag.pk).first()
    if other is not None and other.merged_into_id != tag.pk:
        if tags_visible_to(actor).filter(pk=other.merged_into_id or other.pk).exists():
            raise Invalid({"name": _("There is such a tag already. Merge this one into it.")})
        # The actor may not know of the other, so that nothing may stand in their way: the two become one.
        _take_over(tag, other)
    elif other is not None:
        other.delete()
    tag.name, tag.key = new_name, key
    tag.save(update_fields=["name", "key"])
    if key != old_key:
        Tag.objects.create(key=old_key, name=old_name, created_at=tag.created_at, merged_into=tag)
    _record(actor, "tag.renamed", tag, cleaned, {"from": old_name, "to": new_name})
    _follow(tag)
    return tag


@transaction.atomic
def merge_tags(*, actor: Actor, tag: Tag, into: Tag, reason: str) -> Tag:
    """Let the threads of a tag bear another instead, and its names lead there.

    Raises:
        NotFound, NotSignedIn, NotAllowed: the actor may not know of one of the tags, or not change tags.
        Invalid: the two are one (field "into"), or no reason is given.
    """
    _begin(actor, tag)
    _require(actor, into)
    cleaned = audit.clean_reason(reason)
    if tag.pk == into.pk:
        raise Invalid({"into": _("Choose another tag.")})
    _record(actor, "tag.merged", tag, cleaned, {"from": tag.name, "to": into.name})
    _lead(tag, into)
    _follow(tag)
    return into


@transaction.atomic
def delete_tag(*, actor: Actor, tag: Tag, reason: str) -> None:
    """Take a tag off all its threads and lists; its name is free, and its addresses lead nowhere.

    Raises:
        NotFound, NotSignedIn, NotAllowed: the actor may not know of the tag, or not change tags.
        Invalid: no reason is given.
    """
    _begin(actor, tag)
    cleaned = audit.clean_reason(reason)
    _record(actor, "tag.deleted", tag, cleaned, {"from": tag.name})
    Tag.objects.filter(merged_into=tag, work_after=None).delete()
    for one in [*Tag.objects.filter(merged_into=tag), tag]:
        BoardTag.objects.filter(tag=one).delete()
        # A key that nobody can type, so that the name is free at once.
        one.key, one.removed, one.merged_into = f"/{one.pk}", True, None
        one.save(update_fields=["key", "removed", "merged_into"])
        _follow(one)


def follow_up() -> int:
    """Let the threads of changed tags follow, some thousands at the most; return how many parts were done."""
    done = 0
    unfinished = Tag.objects.filter(work_after__isnull=False).order_by("pk")
    while done < PARTS and (tag_id := unfinished.values_list("pk", flat=True).first()) is not None:
        with transaction.atomic():
            hold_tags()
            _part(tag_id)
        done += 1
    return done


@transaction.atomic
def forget_unused() -> int:
    """Forget tags that no thread bears and no board lists, some at a time, and return how many.

    Those of the last day stay, and those that others lead to: somebody meant them to.
    """
    hold_tags()
    led_to = Tag.objects.filter(merged_into=OuterRef("pk"))
    unused = Tag.objects.filter(
        ~Exists(ThreadTag.objects.filter(tag=OuterRef("pk"))),
        ~Exists(BoardTag.objects.filter(tag=OuterRef("pk"))),
        ~Exists(led_to),
        merged_into=None,
        work_after=None,
        created_at__lt=clock.now() - UNUSED,
    )
    ids = list(unused.order_by("pk").values_list("pk", flat=True)[:FORGOTTEN_MOST])
    return Tag.objects.filter(pk__in=ids).delete()[0]


def restate(thread_ids: Collection[int]) -> None:
    """Let held threads name the tags that they bear, also in the search index; tags are held as well."""
    names: dict[int, list[str]] = {}
    rows = ThreadTag.objects.filter(thread_id__in=thread_ids, tag__removed=False).order_by(
        "thread_id", "position", "pk"
    )
    for thread_id, name in rows.values_list("thread_id", "tag__name"):
        names.setdefault(thread_id, []).append(name)
    for pk, title, before in Thread.objects.filter(pk__in=thread_ids).values_list("pk", "title", "tags"):
        tags = joined(names.get(pk, ()))
        if tags != before:
            Thread.objects.filter(pk=pk).update(tags=tags)
            indexing.change_thread(pk, before=(title, before), after=(title, tags))


def _begin(actor: Actor, tag: Tag) -> None:
    """Hold tags, read the tag anew, and demand the right to change it."""
    if not actor.is_member:
        raise NotSignedIn
    hold_tags()
    fresh = Tag.objects.filter(pk=tag.pk).first()
    if fresh is None:
        raise NotFound
    for name in ("key", "name", "merged_into_id", "removed", "work_after"):
        setattr(tag, name, getattr(fresh, name))
    _require(actor, tag)


def _require(actor: Actor, tag: Tag) -> None:
    if not actor.can(capabilities.MANAGE_TAGS):
        raise NotAllowed
    if not tags_visible_to(actor).filter(pk=tag.pk).exists():
        raise NotFound


def _record(actor: Actor, act: str, tag: Tag, reason: str, details: dict[str, object]) -> None:
    """Record an act on a tag; one that guests may not know of is told where one of its threads stands only."""
    board_id = None
    if not tags_visible_to(actors.guest()).filter(pk=tag.pk).exists():
        boards = ThreadTag.objects.filter(tag=tag).order_by("-thread_id").values_list("thread__board_id", flat=True)
        listing = BoardTag.objects.filter(tag=tag).values_list("board_id", flat=True)
        board_id = boards.first() or listing.first()
    audit.record(actor, act, tag, reason=reason, board_id=board_id, details=details)


def _take_over(tag: Tag, other: Tag) -> None:
    """Let another tag, or a signpost to one, give up its key and become part of this one."""
    if other.merged_into_id is not None and other.work_after is None:
        other.delete()
        return
    Tag.objects.filter(pk=other.pk).update(key=f"/{other.pk}")
    _lead(other, tag)
    other.key = f"/{other.pk}"
    _follow(other)


def _lead(tag: Tag, into: Tag) -> None:
    """Make a tag a signpost to another, with those that led to it, and lists that held it hold the other."""
    Tag.objects.filter(merged_into=tag).update(merged_into=into)
    tag.merged_into = into
    tag.save(update_fields=["merged_into"])
    there = BoardTag.objects.filter(tag=into).values("board_id")
    BoardTag.objects.filter(tag=tag, board_id__in=list(there.values_list("board_id", flat=True))).delete()
    BoardTag.objects.filter(tag=tag).update(tag=into)


def _follow(tag: Tag) -> None:
    """Note that the threads of a tag have to follow, and let the first of them do so."""
    Tag.objects.filter(pk=tag.pk).update(work_after=0)
    _part(tag.pk)


def _part(tag_id: int) -> None:
    """Let the next threads of a tag follow what became of it."""
    tag = Tag.objects.get(pk=tag_id)
    rows = ThreadTag.objects.filter(tag=tag, thread_id__gt=tag.work_after or 0).order_by("thread_id")
    ids = list(rows.values_list("thread_id", flat=True)[:BATCH])
    # Held, so that no edit of a title writes its document at the same moment.
    list(Thread.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    here = ThreadTag.objects.filter(tag=tag, thread_id__in=ids)
    if tag.removed:
        here.delete()
    elif tag.merged_into_id is not None:
        both = ThreadTag.objects.filter(tag_id=tag.merged_into_id, thread_id__in=ids)
        here.filter(thread_id__in=list(both.values_list("thread_id", flat=True))).delete()
        here.update(tag_id=tag.merged_into_id)
    restate(ids)
    if len(ids) == BATCH:
        Tag.objects.filter(pk=tag.pk).update(work_after=ids[-1])
    elif tag.removed or tag.key.startswith("/"):
        tag.delete()
    else:
        Tag.objects.filter(pk=tag.pk).update(work_after=None)
