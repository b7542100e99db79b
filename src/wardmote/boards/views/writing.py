"""Write: a new thread, a reply, an edit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from markupsafe import Markup

from wardmote.boards import edges, ladder
from wardmote.boards.actions import editing, posting
from wardmote.boards.forms import fields
from wardmote.boards.forms.writing import PostForm, article_fields
from wardmote.boards.models import PostState
from wardmote.boards.queries.articles import article_of
from wardmote.boards.queries.find import find_board, find_post, find_thread
from wardmote.boards.views.editor import (
    EditorPage,
    Theirs,
    arrive,
    crumbs_to,
    keep_editor,
    new_page,
    preview_html,
    previewed,
    sent_before,
)
from wardmote.core import clock
from wardmote.core.errors import Conflict, NotFound, WardmoteError
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page
from wardmote.core.text.clean import clean_line, clean_text
from wardmote.core.text.diff import diff_html
from wardmote.core.text.quote import quote_markdown
from wardmote.core.text.render import SourceFormat

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.models import Post, Thread

write_methods = require_http_methods(["GET", "HEAD", "POST"])


@write_methods
def new_thread(request: Asked, slug: str) -> HttpResponse:
    """Start a thread on a board."""
    board = find_board(request.viewer, slug)
    back = reverse("board", args=[slug])
    if request.method != "POST":
        posting.require_start(request.viewer, board.id)
        return page(request, "new-thread.html", new_page(PostForm.empty(), board, crumbs_to(board.id), back))
    form = PostForm.posted(request.POST)
    data = new_page(form, board, crumbs_to(board.id), back)
    keep_editor(request, "new-thread.html", lambda _error: data)
    if "preview" in request.POST:
        return previewed(request, "new-thread.html", data)
    return sent_before(request, form) or arrive(request, _start(request, board.id, form))


def _start(request: Asked, board_id: int, form: PostForm) -> Post:
    viewer = request.viewer
    with edges.writing(viewer, board_id, joined_at=viewer.joined_at or clock.now(), source=form.text, is_thread=True):
        return posting.start_thread(
            actor=viewer,
            board_id=board_id,
            title=form.title,
            source=form.text,
            type_id=form.type_id(),
            article=form.article(),
            submit_key=form.key,
        )


@write_methods
def reply(request: Asked, thread_id: int) -> HttpResponse:
    """Reply in a thread, quoting a post if the address names one."""
    thread = find_thread(request.viewer, thread_id)
    if request.method != "POST":
        posting.require_reply(request.viewer, thread)
        return page(request, "reply.html", _reply_page(thread, _new_reply(request, thread)))
    form = PostForm.posted(request.POST)
    data = _reply_page(thread, form)
    keep_editor(request, "reply.html", lambda _error: data)
    if "preview" in request.POST:
        return previewed(request, "reply.html", data)
    if "editor" in request.POST:  # from the quick reply, with what stands in it
        posting.require_reply(request.viewer, thread)
        return page(request, "reply.html", data)
    return sent_before(request, form) or arrive(request, _reply(request, thread, form))


def _reply(request: Asked, thread: Thread, form: PostForm) -> Post:
    viewer = request.viewer
    with edges.writing(
        viewer, thread.board_id, joined_at=viewer.joined_at or clock.now(), source=form.text, is_thread=False
    ):
        return posting.reply(
            actor=viewer, thread=thread, source=form.text, quotes_id=form.quotes_id(), submit_key=form.key
        )


def _reply_page(thread: Thread, form: PostForm) -> EditorPage:
    address = reverse("thread", args=[thread.pk])
    crumbs = crumbs_to(thread.board_id, (thread.title, address))
    data = new_page(form, ladder.forum().boards[thread.board_id], crumbs, address)
    return replace(data, is_first=False, thread_title=thread.title)


def _new_reply(request: Asked, thread: Thread) -> PostForm:
    wanted = request.GET.get("quote")
    if wanted is None:
        return PostForm.empty()
    quoted = _quotable(request.viewer, thread, wanted)
    assert quoted.floor is not None  # noqa: S101  public posts have one
    text = quote_markdown(author_name=quoted.author.name, post_id=quoted.pk, floor=quoted.floor, html=quoted.html)
    return PostForm.empty(text=f"{text}\n\n", quotes=str(quoted.pk))


def _quotable(viewer: Actor, thread: Thread, wanted: str) -> Post:
    """Return the post to be quoted: one that everybody in the thread can read."""
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) <= fields.ID_DIGITS):
        raise NotFound
    quoted = find_post(viewer, int(wanted))
    if quoted.thread_id != thread.pk or quoted.state != PostState.PUBLIC or quoted.deleted_at is not None:
        raise NotFound
    return quoted


@write_methods
def edit(request: Asked, post_id: int) -> HttpResponse:
    """Change a post, and its thread's title, type and source where it is the first."""
    post = find_post(request.viewer, post_id)
    if request.method != "POST":
        editing.require_edit(request.viewer, post)
        return page(request, "edit-post.html", _edit_page(request.viewer, post, _form_of(post)))
    form = PostForm.posted(request.POST)
    keep_editor(request, "edit-post.html", lambda error: _edit_again(request.viewer, post_id, form, error))
    if "preview" in request.POST:
        return previewed(request, "edit-post.html", _edit_page(request.viewer, post, form))
    _edit(request, post, form)
    messages.success(request, _("Your change is saved."))
    return SeeOther(reverse("post", args=[post.pk]))


def _edit(request: Asked, post: Post, form: PostForm) -> None:
    viewer = request.viewer
    edges.refuse_rich_text(viewer, post.thread.board_id, joined_at=viewer.joined_at or clock.now(), source=form.text)
    if editing.is_first_post(post):
        editing.edit_post(
            actor=viewer,
            post=post,
            source=form.text,
            title=form.title,
            type_id=form.type_id(),
            article=form.article(),
            reason=form.reason,
            base_edits=form.edits(),
        )
    else:
        editing.edit_post(actor=viewer, post=post, source=form.text, reason=form.reason, base_edits=form.edits())


def _form_of(post: Post) -> PostForm:
    known = {"text": post.source, "base_edits": str(post.edits)}
    if editing.is_first_post(post):
        known |= {"title": post.thread.title, "type": str(post.thread.type_id or "")}
        known |= article_fields(article_of(post.thread))
    return PostForm.empty(**known)


def _edit_page(viewer: Actor, post: Post, form: PostForm) -> EditorPage:
    thread = post.thread
    crumbs = crumbs_to(thread.board_id, (thread.title, reverse("thread", args=[thread.pk])))
    data = new_page(form, ladder.forum().boards[thread.board_id], crumbs, reverse("post", args=[post.pk]))
    return replace(
        data,
        is_first=editing.is_first_post(post),
        source_format=post.source_format,
        thread_title=thread.title,
        reason_needed=post.author_id != viewer.member_id,
    )


def _edit_again(viewer: Actor, post_id: int, form: PostForm, error: WardmoteError) -> EditorPage | HttpResponse:
    """Return the editor as it was sent; after a conflict with what was saved meanwhile beside it.

    Where the very same was saved meanwhile, the form was sent twice, and there is nothing to compare.
    """
    post = find_post(viewer, post_id)
    data = _edit_page(viewer, post, form)
    if not isinstance(error, Conflict):
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
    html = preview_html(
        request.viewer,
        fields.text(request.POST, "text"),
        source_format=wanted if wanted in SourceFormat.__members__.values() else SourceFormat.MARKDOWN,
        interview=bool(request.POST.get("interview")),
    )
    return page(request, "preview.html", {"error": None, "html": html})
