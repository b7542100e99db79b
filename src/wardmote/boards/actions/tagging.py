"""Give threads tags.

Who changes tags holds `TagLock` first of all, then threads by number: so nothing that was merged or renamed meanwhile
comes back, and nobody waits in a ring.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _

from wardmote.boards import announced, ladder, rules
from wardmote.boards.actions import indexing, tally
from wardmote.boards.bounds import TAGS
from wardmote.boards.models import Tag, TagLock, Thread, ThreadTag
from wardmote.boards.models.board import TagMode
from wardmote.boards.queries.tags import listed_keys, tags_visible_to
from wardmote.boards.tag_names import clean_name, once, tag_key
from wardmote.core import audit, clock
from wardmote.core.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from wardmote.webhooks.actions.announcing import announce

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wardmote.accounts.actor import Actor

THREAD_MOST: Final = 20
"""Tags of a thread whatever the option says: what two merged threads bring along together."""


@transaction.atomic
def set_tags(*, actor: Actor, thread: Thread, names: Sequence[str], reason: str = "") -> Thread:
    """Give a thread these tags in their order, making those that are new; none takes all away.

    What it has may stay, also where the board takes no such tags any more. Nothing is recorded where nothing changes.

    Raises:
        NotFound, NotSignedIn, NotAllowed: the actor is neither the author, while they may edit the first post, nor a
            moderator of the board.
        Invalid: a name does not fit, there are too many, or the board does not take one (field "tags"); or somebody
            else than the author gives no reason.
        Conflict: the thread was merged into another meanwhile.
    """
    hold_tags()
    tally.hold_thread(thread)
    require_tagging(actor, thread)
    cleaned = audit.clean_reason(reason, required=thread.author_id != actor.member_id)
    change_tags(actor, thread, clean_tags(thread.board_id, names, kept=thread.tag_names), reason=cleaned)
    return thread


def require_tagging(actor: Actor, thread: Thread) -> None:
    """Demand that the actor may change the thread's tags, and say why not."""
    if not rules.may_see_thread(actor, thread):
        raise NotFound
    if not actor.is_member:
        raise NotSignedIn
    if thread.merged_into_id is not None:
        raise Conflict
    if not rules.may_tag(actor, thread):
        raise NotAllowed(_("Its author, while they may edit it, and moderators change the tags of a thread."))


def clean_tags(board_id: int, names: Iterable[str], *, kept: Sequence[str] = ()) -> list[str]:
    """Return the names as they are kept, each tag once (no query, 2 where the board has a list and one is new).

    `kept` are those that the thread has: they may stay whatever the board takes, and however many they are.

    Raises:
        Invalid: a name does not fit, there are too many, or the board does not take one (field "tags").
    """
    wanted = once(clean_name(name) for name in names)
    most = max(TAGS.get(), len(kept))
    fresh = {tag_key(name): name for name in wanted}
    for name in kept:
        fresh.pop(tag_key(name), None)
    if len(wanted) > most or (fresh and not TAGS.get()):
        raise Invalid({"tags": _("A thread may have at most %(most)s tags.") % {"most": most}})
    mode = ladder.forum().boards[board_id].tag_mode
    if fresh and mode == TagMode.NONE:
        raise Invalid({"tags": _("This board takes no tags.")})
    if fresh and mode == TagMode.LIST:
        for key in fresh.keys() - listed_keys(board_id, fresh):
            raise Invalid({"tags": _("“%(name)s” is not among this board's tags.") % {"name": fresh[key]}})
    return wanted


def hold_tags() -> None:
    """Let nobody else change tags until the transaction ends (1 query, 3 for the first ever)."""
    if list(TagLock.objects.select_for_update().filter(pk=1).values_list("pk")):
        return
    TagLock.objects.bulk_create([TagLock(pk=1)], ignore_conflicts=True)
    list(TagLock.objects.select_for_update().filter(pk=1).values_list("pk"))


def tags_named(actor: Actor, names: Sequence[str]) -> list[Tag]:
    """Return the tags of cleaned names, made where there are none (at most 4 queries); tags are held.

    A name leads the actor to no tag that they may not know of: one that is a signpost to such a tag becomes a tag of
    its own, and a tag that they may not know of, but that is called the same, is written as they write it from now on.
    """
    if not names:
        return []
    keys = {tag_key(name): name for name in names}
    rows = Tag.objects.select_related("merged_into").filter(key__in=keys, removed=False)
    known = {tag.key: tag for tag in rows}
    ids = [tag.merged_into_id or tag.pk for tag in known.values()]
    seen = set(tags_visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    for key, tag in known.items():
        target = tag.merged_into or tag
        if target.pk in seen:
            known[key] = target
        elif tag.merged_into_id is not None or tag.name != keys[key]:
            tag.merged_into, tag.name = None, keys[key]
            tag.work_after = 0
            tag.save(update_fields=["merged_into", "name", "work_after"])
    now = clock.now()
    made = [Tag(key=key, name=name, created_at=now) for key, name in keys.items() if key not in known]
    known |= {tag.key: tag for tag in Tag.objects.bulk_create(made)}
    found = [known[key] for key in keys]
    return list({tag.pk: tag for tag in found}.values())


def enter_tags(thread: Thread, tags: Sequence[Tag]) -> None:
    """Write down which tags a thread bears (1 query, none without any); its row holds the names already."""
    ThreadTag.objects.bulk_create(
        ThreadTag(thread=thread, tag=tag, position=position) for position, tag in enumerate(tags)
    )


def change_tags(actor: Actor, thread: Thread, names: Sequence[str], *, reason: str = "") -> None:
    """Give a thread, which is held as tags are, cleaned names; an act of somebody else than its author is recorded."""
    before = thread.tags
    if list(names) == before.split():
        return
    bear(thread, tags_named(actor, names))
    if thread.tags == before:
        return
    announce(announced.THREAD_TAGGED, thread.pk)
    if thread.author_id != actor.member_id:
        details = {"before": before.split(), "tags": thread.tags.split()}
        audit.record(actor, "thread.tagged", thread, reason=reason, board_id=thread.board_id, details=details)


def bear(thread: Thread, tags: Sequence[Tag]) -> None:
    """Let a held thread bear exactly these tags, in their order: rows, names, search index (at most 6 queries)."""
    before, thread.tags = thread.tags, joined(tag.name for tag in tags)
    ThreadTag.objects.filter(thread=thread).delete()
    enter_tags(thread, tags)
    Thread.objects.filter(pk=thread.pk).update(tags=thread.tags)
    indexing.change_thread(thread.pk, before=(thread.title, before), after=(thread.title, thread.tags))


def tags_of(*thread_ids: int) -> list[Tag]:
    """Return the tags of some threads, those of the first of them first, each once (1 query).

    What has not followed a changed tag yet follows it here.
    """
    rows = ThreadTag.objects.select_related("tag__merged_into").filter(thread_id__in=thread_ids, tag__removed=False)
    ordered = sorted(rows, key=lambda row: (thread_ids.index(row.thread_id), row.position))
    tags = [row.tag.merged_into or row.tag for row in ordered]
    return list({tag.pk: tag for tag in tags}.values())[:THREAD_MOST]


def joined(names: Iterable[str]) -> str:
    """Return names as `Thread.tags` holds them."""
    return " ".join(names)
