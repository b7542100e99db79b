"""What the pages with an editor share: their data, their preview, and how they are shown again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from wardmote.boards import edges, ladder
from wardmote.boards.actions.writing import clean_source, render_post
from wardmote.boards.bounds import post_bounds
from wardmote.boards.queries import written
from wardmote.core.errors import Invalid, NotSignedIn, WardmoteError
from wardmote.core.http.formats import bilingual
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpResponse

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.forms.writing import PostForm
    from wardmote.boards.ladder import BoardInfo
    from wardmote.boards.models import Post
    from wardmote.core.errors import Text
    from wardmote.core.text.bounds import Bounds

Crumbs = tuple[tuple[str, str], ...]
"""The way to a page: (name, address), the nearest last."""


class Messages(dict[str, "Sequence[Text]"]):
    """Messages by field; templates may ask for any field, and most have none."""

    def __missing__(self, name: str) -> Sequence[Text]:
        """Return nothing."""
        return ()


@dataclass(frozen=True)
class Theirs:
    """The text that was saved while the viewer edited the same post; `changes` lead from it to the viewer's."""

    title: str
    text: str
    changes: Markup


@dataclass(frozen=True)
class EditorPage:
    """Everything that a page with an editor shows."""

    form: PostForm
    board: BoardInfo
    crumbs: Crumbs
    bounds: Bounds
    back: str
    """Where "Cancel" leads."""
    is_first: bool = True
    """The post begins a thread: it has a title, a type and a source."""
    source_format: str = "markdown"
    thread_title: str = ""
    reason_needed: bool = False
    message: Text = ""
    errors: Messages = field(default_factory=Messages)
    preview: Markup | None = None
    theirs: Theirs | None = None

    @property
    def shows_article(self) -> bool:
        """Say whether the article section stands open."""
        wrong = {"kind", "source_name", "source_url", "original_author", "original_date"} & self.errors.keys()
        return self.board.article_required or self.form.has_article or bool(wrong)


def crumbs_to(board_id: int, *more: tuple[str, str]) -> Crumbs:
    """Return the way to a board and on."""
    boards = (
        (bilingual(board.name, board.name_en), reverse("board", args=[board.slug])) for board in ladder.path(board_id)
    )
    return ((_("Forum"), reverse("home")), *boards, *more)


def new_page(form: PostForm, board: BoardInfo, crumbs: Crumbs, back: str) -> EditorPage:
    """Return the page of an editor with nothing wrong in it."""
    return EditorPage(form=form, board=board, crumbs=crumbs, bounds=post_bounds(), back=back)


def keep_editor(request: Asked, template: str, shown: Callable[[WardmoteError], EditorPage | HttpResponse]) -> None:
    """Show the editor again, as it was sent, should anything be raised from here on.

    If the very form has got through meanwhile (it was sent twice), the answer leads to what it made; `shown` may lead
    on by itself as well.
    """

    def show(error: WardmoteError) -> HttpResponse:
        data = shown(error)
        if not isinstance(data, EditorPage):
            return data
        made = _made_by(request.viewer, data.form)
        return arrive(request, made) if made else page(request, template, with_error(data, error))

    keep_form(request, show)


def with_error(data: EditorPage, error: WardmoteError) -> EditorPage:
    """Return the page telling the error: by field where it has fields, else above the form."""
    return replace(data, errors=messages_of(error), message=error.message)


def messages_of(error: WardmoteError | None) -> Messages:
    """Return what an error says of single fields."""
    return Messages(error.fields if isinstance(error, Invalid) else {})


def previewed(request: Asked, template: str, data: EditorPage) -> HttpResponse:
    """Return the editor with the text as it will look."""
    interview = data.is_first and bool(data.form.interview)
    html = preview_html(request.viewer, data.form.text, source_format=data.source_format, interview=interview)
    return page(request, template, replace(data, preview=html))


def preview_html(viewer: Actor, text: str, *, source_format: str, interview: bool) -> Markup:
    """Return a text exactly as it would be stored.

    Raises:
        NotSignedIn: guests write nothing.
        TooOften: there were too many previews.
        Invalid: the text does not fit.
    """
    if not viewer.is_member:
        raise NotSignedIn
    edges.preview(viewer)
    rendered = render_post(viewer, clean_source(text), source_format=source_format, interview=interview)
    return Markup(rendered.html)  # noqa: S704  sanitised by the pipeline


def sent_before(request: Asked, form: PostForm) -> HttpResponse | None:
    """Return the way to what this very form has made before, if it has."""
    made = _made_by(request.viewer, form)
    return arrive(request, made) if made else None


def arrive(request: Asked, post: Post) -> HttpResponse:
    """Lead to a post that was just written, and say so where it awaits approval."""
    if post.floor is None:
        messages.info(request, _("Your post awaits approval. Until then only you and the moderators see it."))
        return SeeOther(reverse("thread", args=[post.thread_id]))
    return SeeOther(reverse("post", args=[post.pk]))


def _made_by(viewer: Actor, form: PostForm) -> Post | None:
    return written.post_of_form(viewer.member_id, form.key) if viewer.member_id is not None else None
