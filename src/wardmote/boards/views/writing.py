"""Write: a new thread, a reply, an edit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from markupsafe import Markup

from wardmote.accounts.views.writer import OtherWriter, require_writer
from wardmote.boards import edges, ladder
from wardmote.boards.actions import editing, posting
from wardmote.boards.forms import fields
from wardmote.boards.forms.polls import PollForm
from wardmote.boards.forms.writing import PostForm, article_fields
from wardmote.boards.models import PostState
from wardmote.boards.poll_input import sketch
from wardmote.boards.queries.articles import article_of
from wardmote.boards.queries.find import find_board, find_post, find_thread
from wardmote.boards.views.ask_poll import changed_poll, poll_section, with_poll
from wardmote.boards.views.drafts import begun, place_of
from wardmote.boards.views.editor import (
    EditorPage,
    Theirs,
    arrive,
    crumbs_to,
    keep_editor,
    new_page,
    preview_of,
    previewed,
    sent_before,
    tag_field,
)
from wardmote.core import cards, clock, targets
from wardmote.core.errors import Conflict, NotFound, WardmoteError
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page
from wardmote.core.text.clean import clean_line, clean_text
from wardmote.core.text.diff import diff_html
from wardmote.core.text.quote import quote_markdown
from wardmote.core.text.render import SourceFormat
from wardmote.drafts.errors import DraftChanged
from wardmote.drafts.views.drafts import drafted
from wardmote.uploads.views.attaching import uploaded, with_files

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.models import Post, Thread
    from wardmote.drafts.queries.kept import KeptDraft

write_methods = require_http_methods(["GET", "HEAD", "POST"])


@write_methods
def new_thread(request: Asked, slug: str) -> HttpResponse:
    """Start a thread on a board."""
    board = find_board(request.viewer, slug)
    back, place = reverse("board", args=[slug]), f"board:{board.id}"
    if request.method != "POST":
        posting.require_start(request.viewer, board.id)
        form, draft = begun(request.viewer, place, PostForm.empty)
        data = new_page(request.viewer, form, board, crumbs=crumbs_to(board.id), back=back, place=place)
        posted = draft.as_posted() if draft else {}
        data = replace(data, draft=draft, poll=poll_section(request.viewer, posted), tags=tag_field(board))
        return page(request, "new-thread.html", data)

    def shown(form: PostForm) -> EditorPage:
        data = new_page(request.viewer, form, board, crumbs=crumbs_to(board.id), back=back, place=place)
        return replace(data, poll=poll_section(request.viewer, request.POST), tags=tag_field(board))

    def keep(form: PostForm) -> None:
        data = shown(form)
        keep_editor(request, "new-thread.html", lambda _error: data)

    form = PostForm.posted(request.POST)
    keep(form)
    form = with_files(request, form, lambda: posting.require_start(request.viewer, board.id), keep)
    data = shown(form)
    if "upload" in request.POST:
        return uploaded(request, "new-thread.html", data)
    if "preview" in request.POST:
        return previewed(request, "new-thread.html", data)
    require_writer(request.viewer, form.writer)
    if "draft" in request.POST:
        return drafted(request, place)
    return sent_before(request, form) or arrive(request, _start(request, board.id, form, data.poll))


def _start(request: Asked, board_id: int, form: PostForm, poll: PollForm | None) -> Post:
    viewer = request.viewer
    with edges.writing(viewer, board_id, joined_at=viewer.joined_at or clock.now(), source=form.text, is_thread=True):
        return posting.start_thread(
            actor=viewer,
            board_id=board_id,
            title=form.title,
            source=form.text,
            type_id=form.type_id(),
            article=form.article(),
            poll=poll.poll() if poll else None,
            tags=form.tag_names(),
            submit_key=form.key,
            draft_stamp=form.stamp,
        )


@write_methods
def reply(request: Asked, thread_id: int) -> HttpResponse:
    """Reply in a thread, quoting a post if the address names one."""
    thread = find_thread(request.viewer, thread_id)
    if request.method != "POST":
        posting.require_reply(request.viewer, thread)
        form, draft = _new_reply(request, thread)
        return page(request, "reply.html", replace(_reply_page(request.viewer, thread, form), draft=draft))

    def keep(form: PostForm) -> None:
        keep_editor(request, "reply.html", lambda _error: _reply_page(request.viewer, thread, form))

    form = PostForm.posted(request.POST)
    keep(form)
    form = with_files(request, form, lambda: posting.require_reply(request.viewer, thread), keep)
    data = _reply_page(request.viewer, thread, form)
    if "upload" in request.POST:
        return uploaded(request, "reply.html", data)
    if "preview" in request.POST:
        return previewed(request, "reply.html", data)
    if "editor" in request.POST:  # from the quick reply, with what stands in it
        posting.require_reply(request.viewer, thread)
        return page(request, "reply.html", data)
    require_writer(request.viewer, form.writer)
    if "draft" in request.POST:
        return drafted(request, data.place)
    return sent_before(request, form) or arrive(request, _reply(request, thread, form))


def _reply(request: Asked, thread: Thread, form: PostForm) -> Post:
    viewer = request.viewer
    with edges.writing(
        viewer, thread.board_id, joined_at=viewer.joined_at or clock.now(), source=form.text, is_thread=False
    ):
        return posting.reply(
            actor=viewer,
            thread=thread,
            source=form.text,
            quotes_id=form.quotes_id(),
            submit_key=form.key,
            draft_stamp=form.stamp,
        )


def _reply_page(viewer: Actor, thread: Thread, form: PostForm) -> EditorPage:
    address = reverse("thread", args=[thread.pk])
    crumbs = crumbs_to(thread.board_id, (thread.title, address))
    board = ladder.forum().boards[thread.board_id]
    data = new_page(viewer, form, board, crumbs=crumbs, back=address, place=place_of(thread))
    return replace(data, is_first=False, thread_title=thread.title)


def _new_reply(request: Asked, thread: Thread) -> tuple[PostForm, KeptDraft | None]:
    """Return the form with what was begun, and after it the quote that the address asks for."""
    wanted = request.GET.get("quote")
    form, draft = begun(request.viewer, place_of(thread), PostForm.empty)
    if wanted is None:
        return form, draft
    quoted = _quotable(request.viewer, thread, wanted)
    before = f"{form.text.rstrip()}\n\n" if form.text.strip() else ""
    return replace(form, text=f"{before}{_quote(quoted, quoted.html)}\n\n", quotes=str(quoted.pk)), draft


def _quotable(viewer: Actor, thread: Thread, wanted: str) -> Post:
    """Return the post to be quoted: one of the thread that everybody there can read."""
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) <= fields.ID_DIGITS):
        raise NotFound
    quoted = _open_post(viewer, int(wanted))
    if quoted.thread_id != thread.pk:
        raise NotFound
    return quoted


def _open_post(viewer: Actor, post_id: int) -> Post:
    found = find_post(viewer, post_id)
    if found.state != PostState.PUBLIC or found.deleted_at is not None:
        raise NotFound
    return found


def _quote(post: Post, html: str, chosen: str = "") -> str:
    assert post.floor is not None  # noqa: S101  public posts have one
    return quote_markdown(author_name=post.author.name, post_id=post.pk, floor=post.floor, html=html, chosen=chosen)


@require_POST
def quote(request: Asked, post_id: int) -> HttpResponse:
    """Return a post, or the words of it that were chosen, as a Markdown quote for the editor's script."""
    quoted = _open_post(request.viewer, post_id)
    posting.require_reply(request.viewer, quoted.thread)
    edges.quote(request.viewer)
    chosen = fields.text(request.POST, "text")
    # A card says the title of what it leads to, and that is what was selected.
    (html,) = cards.filled(request.viewer, [quoted.html]) if chosen else (quoted.html,)
    return HttpResponse(_quote(quoted, html, chosen), content_type="text/plain; charset=utf-8")


@write_methods
def edit(request: Asked, post_id: int) -> HttpResponse:
    """Change a post, and its thread's title, type and source where it is the first."""
    post = find_post(request.viewer, post_id)
    if request.method != "POST":
        editing.require_edit(request.viewer, post)
        form, draft = begun(request.viewer, f"post:{post.pk}", lambda: _form_of(post))
        data = _edit_page(request.viewer, post, form, draft.as_posted() if draft else {})
        return page(request, "edit-post.html", replace(data, draft=draft))

    def keep(form: PostForm) -> None:
        keep_editor(request, "edit-post.html", lambda error: _edit_again(request, post_id, form, error))

    form = PostForm.posted(request.POST)
    keep(form)
    form = with_files(request, form, lambda: editing.require_edit(request.viewer, post), keep)
    if "upload" in request.POST:
        return uploaded(request, "edit-post.html", _edit_page(request.viewer, post, form, request.POST))
    if "preview" in request.POST:
        return previewed(request, "edit-post.html", _edit_page(request.viewer, post, form, request.POST))
    require_writer(request.viewer, form.writer)
    if "draft" in request.POST:
        return drafted(request, f"post:{post.pk}")
    _edit(request, post, form)
    messages.success(request, _("Your change is saved."))
    return SeeOther(reverse("post", args=[post.pk]))


def _edit(request: Asked, post: Post, form: PostForm) -> None:
    viewer = request.viewer
    edges.editing(viewer, post.thread.board_id)
    edges.refuse_rich_text(viewer, post.thread.board_id, joined_at=viewer.joined_at or clock.now(), source=form.text)
    if editing.is_first_post(post):
        editing.edit_post(
            actor=viewer,
            post=post,
            source=form.text,
            title=form.title,
            type_id=form.type_id(),
            article=form.article(),
            poll=changed_poll(viewer, post.thread, request.POST),
            # A form without the field leaves them as they are.
            tags=form.tag_names() if "tags" in request.POST else editing.type_unset,
            reason=form.reason,
            base_edits=form.edits(),
            draft_stamp=form.stamp,
        )
    else:
        editing.edit_post(
            actor=viewer,
            post=post,
            source=form.text,
            reason=form.reason,
            base_edits=form.edits(),
            draft_stamp=form.stamp,
        )


def _form_of(post: Post) -> PostForm:
    known = {"text": post.source, "base_edits": str(post.edits)}
    if editing.is_first_post(post):
        known |= {"title": post.thread.title, "type": str(post.thread.type_id or "")}
        known |= {"tags": _(", ").join(post.thread.tag_names)}
        known |= article_fields(article_of(post.thread))
    return PostForm.empty(**known)


def _edit_page(viewer: Actor, post: Post, form: PostForm, posted: Mapping[str, str]) -> EditorPage:
    thread = post.thread
    crumbs = crumbs_to(thread.board_id, (thread.title, reverse("thread", args=[thread.pk])))
    board, back = ladder.forum().boards[thread.board_id], reverse("post", args=[post.pk])
    data = new_page(viewer, form, board, crumbs=crumbs, back=back, place=f"post:{post.pk}")
    is_first = editing.is_first_post(post)
    return replace(
        with_poll(data, viewer, thread, posted) if is_first else data,
        is_first=is_first,
        tags=tag_field(board, thread.tag_names) if is_first else None,
        source_format=post.source_format,
        thread_title=thread.title,
        reason_needed=post.author_id != viewer.member_id,
    )


def _edit_again(request: Asked, post_id: int, form: PostForm, error: WardmoteError) -> EditorPage | HttpResponse:
    """Return the editor as it was sent; after a conflict with what was saved meanwhile beside it.

    Where the very same was saved meanwhile, the form was sent twice, and there is nothing to compare.
    """
    post = find_post(request.viewer, post_id)
    data = _edit_page(request.viewer, post, form, request.POST)
    if not isinstance(error, Conflict) or isinstance(error, (DraftChanged, OtherWriter)):
        return data
    if post.source == clean_text(form.text) and (not data.is_first or post.thread.title == clean_line(form.title)):
        return SeeOther(reverse("post", args=[post.pk]))
    changes = Markup(diff_html(post.source, form.text))  # noqa: S704  diff_html escapes
    theirs = Theirs(title=post.thread.title, text=post.source, changes=changes)
    return replace(data, form=replace(form, base_edits=str(post.edits)), theirs=theirs)


@require_POST
def preview(request: Asked) -> HttpResponse:
    """Return a text as it will look, as a piece of a page for the editor's script."""
    keep_form(request, lambda error: page(request, "preview.html", {"error": error, "html": None}))
    wanted = request.POST.get("source_format", "")
    shown = preview_of(
        request.viewer,
        fields.text(request.POST, "text"),
        source_format=wanted if wanted in SourceFormat.__members__.values() else SourceFormat.MARKDOWN,
        interview=bool(request.POST.get("interview")),
        post_id=_edited(request.viewer, request.POST.get("place", "")),
    )
    poll = PollForm.posted(request.POST).poll()
    title = fields.text(request.POST, "title")
    told = {"error": None, "html": shown.html, "tallies": shown.tallies, "poll": sketch(poll), "title": title}
    return page(request, "preview.html", told)


def _edited(viewer: Actor, place: str) -> int | None:
    """Return the number of the post that is edited at a place, if the viewer may see it: its pictures may be shown."""
    kind, _colon, number = place.partition(":")
    if kind != "post" or not (number.isascii() and number.isdigit() and len(number) <= fields.ID_DIGITS):
        return None
    return next(iter(targets.see("post", viewer, [int(number)])), None)
