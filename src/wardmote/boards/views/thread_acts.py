"""Acts of moderators on threads: `/t/<id>/moderate/<act>`, a page each with what the act needs and a reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wardmote.boards import ladder, rules
from wardmote.boards.actions import merging, moderating, tagging
from wardmote.boards.bounds import post_bounds
from wardmote.boards.forms.moderating import ModerateForm
from wardmote.boards.queries.find import find_thread
from wardmote.boards.queries.splitting import posts_in_ranges, splittable
from wardmote.boards.tag_names import split_names
from wardmote.boards.views import act_choices
from wardmote.boards.views.editor import Crumbs, Messages, TagField, crumbs_to, messages_of, tag_field
from wardmote.boards.views.writing import write_methods
from wardmote.core.errors import Invalid, NotFound, NotSignedIn, WardmoteError
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpResponse

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.models import Thread
    from wardmote.boards.queries.splitting import SplitPage
    from wardmote.boards.views.act_choices import Choices
    from wardmote.core.errors import Text


@dataclass(frozen=True)
class ThreadAct:
    """An act on a thread: its words, the field it needs, and how it is done (it returns the thread to go to)."""

    heading: Text
    explanation: Text
    button: Text
    done: Text
    run: Callable[[Actor, Thread, ModerateForm], Thread]
    field: str = ""
    danger: bool = False


@dataclass(frozen=True)
class ThreadActPage:
    """What the page of an act shows."""

    act: ThreadAct
    thread_title: str
    crumbs: Crumbs
    back: str
    form: ModerateForm
    choices: Choices = field(default_factory=list)
    types: Sequence[tuple[str, Choices]] = ()
    """The types of each board that one may move to, under the board's name."""
    split: SplitPage | None = None
    tags: TagField | None = None
    board_slug: str = ""
    has_poll: bool = False
    title_chars: int = 120
    message: Text = ""
    errors: Messages = field(default_factory=Messages)


@write_methods
def moderate_thread(request: Asked, thread_id: int, act: str) -> HttpResponse:
    """Show the page of an act on a thread, or do it and lead to the thread."""
    thread = find_thread(request.viewer, thread_id)
    chosen = ACTS.get(act)
    if chosen is None:
        raise NotFound
    if not request.viewer.is_member:
        raise NotSignedIn
    rules.require_level(request.viewer, thread.board_id, Level.MODERATE)
    if request.method != "POST":
        return page(request, "moderate.html", _page(request, thread, chosen, _form_of(thread)))
    form = ModerateForm.posted(request.POST, request.POST.getlist("posts"))
    keep_form(request, lambda error: page(request, "moderate.html", _page(request, thread, chosen, form, error)))
    reached = chosen.run(request.viewer, thread, form)
    messages.success(request, str(chosen.done))
    return SeeOther(reverse("thread", args=[reached.pk]))


def _page(
    request: Asked, thread: Thread, act: ThreadAct, form: ModerateForm, error: WardmoteError | None = None
) -> ThreadActPage:
    address, board = reverse("thread", args=[thread.pk]), ladder.forum().boards[thread.board_id]
    choices = act_choices.BY_FIELD[act.field](request.viewer, thread) if act.field in act_choices.BY_FIELD else []
    return ThreadActPage(
        act=act,
        thread_title=thread.title,
        crumbs=crumbs_to(thread.board_id, (thread.title, address)),
        back=address,
        form=form,
        choices=choices,
        types=act_choices.types_elsewhere(choices) if act.field == "board" else (),
        split=splittable(request.viewer, thread, request.GET.get("from")) if act.field == "posts" else None,
        tags=tag_field(board, thread.tag_names) if act.field == "tags" else None,
        board_slug=board.slug,
        has_poll=thread.has_poll,
        title_chars=post_bounds().title_chars,
        message=error.message if error else "",
        errors=_by_field(act, messages_of(error)),
    )


def _by_field(act: ThreadAct, errors: Messages) -> Messages:
    """Return the messages under the names of the page's fields; actions speak of a "level"."""
    return Messages({act.field if name == "level" else name: texts for name, texts in errors.items()})


def _form_of(thread: Thread) -> ModerateForm:
    """Return the form as it stands at first: with what the thread has now."""
    return ModerateForm(
        {
            "sticky": str(thread.sticky),
            "digest": str(thread.digest),
            "highlight": thread.highlight,
            "type": str(thread.type_id or ""),
            "tags": _(", ").join(thread.tag_names),
        }
    )


def _lock(actor: Actor, thread: Thread, form: ModerateForm) -> Thread:
    return moderating.lock_thread(actor=actor, thread=thread, reason=form["reason"])


def _unlock(actor: Actor, thread: Thread, form: ModerateForm) -> Thread:
    return moderating.unlock_thread(actor=actor, thread=thread, reason=form["reason"])


def _sticky(actor: Actor, thread: Thread, form: ModerateForm) -> Thread:
    return moderating.set_sticky(actor=actor, thread=thread, level=form.number("sticky"), reason=form["reason"])


def _digest(actor: Actor, thread: Thread, form: ModerateForm) -> Thread:
    return moderating.set_digest(actor=actor, thread=thread, level=form.number("digest"), reason=form["reason"])


def _highlight(actor: Actor, thread: Thread, form: ModerateForm) -> Thread:
    return moderating.set_highlight(actor=actor, thread=thread, highlight=form["highlight"], reason=form["reason"])


def _type(actor: Actor, thread: Thread, form: ModerateForm) -> Thread:
    type_id = form.optional_number("type")
    return moderating.set_type(actor=actor, thread=thread, type_id=type_id, reason=form["reason"])


def _tags(actor: Actor, thread: Thread, form: ModerateForm) -> Thread:
    return tagging.set_tags(actor=actor, thread=thread, names=split_names(form["tags"]), reason=form["reason"])


def _move(actor: Actor, thread: Thread, form: ModerateForm) -> Thread:
    board_id = form.number("board")
    if str(board_id) not in dict(act_choices.boards_to_move_to(actor, thread)):
        # The same answer for a board that is hidden as for one that never was.
        raise Invalid({"board": _("Choose one of the values offered.")})
    type_id = form.optional_number("type")
    return moderating.move_thread(actor=actor, thread=thread, board_id=board_id, type_id=type_id, reason=form["reason"])


def _merge(actor: Actor, thread: Thread, form: ModerateForm) -> Thread:
    try:
        into = find_thread(actor, form.thread_number())
    except (NotFound, NotSignedIn):
        raise Invalid({"into": _("There is no such thread, or you may not see it.")}) from None
    return merging.merge_threads(actor=actor, thread=thread, into=into, reason=form["reason"])


def _split(actor: Actor, thread: Thread, form: ModerateForm) -> Thread:
    post_ids = {*form.ticked(), *posts_in_ranges(actor, thread, form.floor_ranges())}
    return merging.split_thread(
        actor=actor, thread=thread, post_ids=sorted(post_ids), title=form["title"], reason=form["reason"]
    )


def _delete(actor: Actor, thread: Thread, form: ModerateForm) -> Thread:
    return moderating.delete_thread(actor=actor, thread=thread, reason=form["reason"])


def _restore(actor: Actor, thread: Thread, form: ModerateForm) -> Thread:
    return moderating.restore_thread(actor=actor, thread=thread, reason=form["reason"])


ACTS: Final[dict[str, ThreadAct]] = {
    "lock": ThreadAct(
        gettext_lazy("Close this thread"),
        gettext_lazy("A closed thread can be read, but only moderators can reply."),
        gettext_lazy("Close the thread"),
        gettext_lazy("The thread is closed."),
        _lock,
    ),
    "unlock": ThreadAct(
        gettext_lazy("Open this thread again"),
        gettext_lazy("Members can reply again."),
        gettext_lazy("Open the thread"),
        gettext_lazy("The thread is open again."),
        _unlock,
    ),
    "sticky": ThreadAct(
        gettext_lazy("Make this thread sticky"),
        gettext_lazy("A sticky thread stays above the others in the lists."),
        gettext_lazy("Save"),
        gettext_lazy("The thread's place is saved."),
        _sticky,
        "sticky",
    ),
    "digest": ThreadAct(
        gettext_lazy("Feature this thread"),
        gettext_lazy("A featured thread bears a mark in the lists, and its author gets credits for it."),
        gettext_lazy("Save"),
        gettext_lazy("The featured level is saved."),
        _digest,
        "digest",
    ),
    "highlight": ThreadAct(
        gettext_lazy("Highlight this thread"),
        gettext_lazy("Its title stands out in the lists."),
        gettext_lazy("Save"),
        gettext_lazy("The highlight is saved."),
        _highlight,
        "highlight",
    ),
    "type": ThreadAct(
        gettext_lazy("Change the type of this thread"),
        gettext_lazy("The type is shown before the title, and lists can be filtered by it."),
        gettext_lazy("Save"),
        gettext_lazy("The type is saved."),
        _type,
        "type",
    ),
    "tags": ThreadAct(
        gettext_lazy("Change the tags of this thread"),
        gettext_lazy("They stand under the title and lead to other threads of the same subject."),
        gettext_lazy("Save"),
        gettext_lazy("The tags are saved."),
        _tags,
        "tags",
    ),
    "move": ThreadAct(
        gettext_lazy("Move this thread"),
        gettext_lazy("Its addresses stay; only the board changes."),
        gettext_lazy("Move the thread"),
        gettext_lazy("The thread is moved."),
        _move,
        "board",
    ),
    "merge": ThreadAct(
        gettext_lazy("Merge this thread into another"),
        gettext_lazy("Its posts go behind those of the other thread; links to them keep working."),
        gettext_lazy("Merge the threads"),
        gettext_lazy("The threads are merged."),
        _merge,
        "into",
    ),
    "split": ThreadAct(
        gettext_lazy("Split posts off this thread"),
        gettext_lazy("The chosen replies become a thread of their own in the same board."),
        gettext_lazy("Split the posts off"),
        gettext_lazy("The posts have a thread of their own now."),
        _split,
        "posts",
    ),
    "delete": ThreadAct(
        gettext_lazy("Delete this thread"),
        gettext_lazy("Readers will no longer see it; moderators can bring it back."),
        gettext_lazy("Delete the thread"),
        gettext_lazy("The thread is deleted."),
        _delete,
        danger=True,
    ),
    "restore": ThreadAct(
        gettext_lazy("Restore this thread"),
        gettext_lazy("Readers will see it again."),
        gettext_lazy("Restore the thread"),
        gettext_lazy("The thread is back."),
        _restore,
    ),
}
