"""What the pages with an editor share: their data, their preview, and how they are shown again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from wardmote.accounts.views.writer import OtherWriter
from wardmote.boards import edges, ladder
from wardmote.boards.actions.writing import clean_source, render_post
from wardmote.boards.bounds import TAGS, post_bounds
from wardmote.boards.models.board import TagMode
from wardmote.boards.poll_input import PollInput, clean_poll
from wardmote.boards.queries import written
from wardmote.boards.queries.similar import SimilarThread, similar_to_title
from wardmote.boards.queries.tags import board_tags
from wardmote.core import cards
from wardmote.core.errors import Invalid, NotSignedIn, WardmoteError
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page
from wardmote.core.language import bilingual
from wardmote.drafts.errors import DraftChanged
from wardmote.drafts.queries.kept import draft_now_at
from wardmote.uploads.limits import offer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpResponse

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.actions.polls import StoredPoll
    from wardmote.boards.forms.polls import PollForm
    from wardmote.boards.forms.writing import PostForm
    from wardmote.boards.ladder import BoardInfo
    from wardmote.boards.models import Post
    from wardmote.core.errors import Text
    from wardmote.core.text.bounds import Bounds
    from wardmote.core.text.tallies import Tally
    from wardmote.drafts.queries.kept import KeptDraft
    from wardmote.uploads.limits import Offer

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
class Preview:
    """A text as it would be stored, and how much of what is bounded stands in it."""

    html: Markup
    tallies: tuple[Tally, ...]


@dataclass(frozen=True)
class TagField:
    """What the field of tags offers: the board's list, which may be all that it takes, and how many fit."""

    listed: Sequence[str]
    listed_only: bool
    most: int


@dataclass(frozen=True)
class EditorPage:
    """Everything that a page with an editor shows."""

    form: PostForm
    board: BoardInfo
    crumbs: Crumbs
    bounds: Bounds
    back: str
    """Where "Cancel" leads."""
    place: str
    """Where its draft belongs (`wardmote.drafts.places`)."""
    is_first: bool = True
    """The post begins a thread: it has a title, a type and a source."""
    source_format: str = "markdown"
    thread_title: str = ""
    reason_needed: bool = False
    message: Text = ""
    errors: Messages = field(default_factory=Messages)
    preview: Markup | None = None
    tallies: tuple[Tally, ...] = ()
    """How much of what is bounded stands in the text that is previewed."""
    offer: Offer | None = None
    """Which pictures and files may be sent along."""
    uploaded: bool = False
    """Some have just been put into the text, which is not sent yet."""
    theirs: Theirs | None = None
    draft: KeptDraft | None = None
    """The draft that the form was filled from."""
    other_draft: KeptDraft | None = None
    """What another window or device has saved meanwhile."""
    poll: PollForm | None = None
    """The section that asks a poll, for those who may."""
    poll_fixed: StoredPoll | None = None
    """The thread's poll where it can no longer be changed."""
    poll_preview: PollInput | None = None
    tags: TagField | None = None
    """The field of tags, where the thread may bear any."""
    similar: Sequence[SimilarThread] = ()
    """Threads with a title like the one that is previewed, which may say it all already."""

    @property
    def post_id(self) -> int | None:
        """The post that is edited, if it is an edit."""
        kind, _colon, number = self.place.partition(":")
        return int(number) if kind == "post" else None

    @property
    def shows_article(self) -> bool:
        """Say whether the article section stands open."""
        wrong = {"kind", "source_name", "source_url", "original_author", "original_date"} & self.errors.keys()
        return self.board.article_required or self.form.has_article or bool(wrong)

    @property
    def shows_poll(self) -> bool:
        """Say whether the section of the poll stands open."""
        asked = self.poll is not None and self.poll.is_asked
        return asked or any(name.startswith("poll_") for name in self.errors)


def crumbs_to(board_id: int, *more: tuple[str, str]) -> Crumbs:
    """Return the way to a board and on."""
    boards = (
        (bilingual(board.name, board.name_en), reverse("board", args=[board.slug])) for board in ladder.path(board_id)
    )
    return ((_("Forum"), reverse("home")), *boards, *more)


def tag_field(board: BoardInfo, kept: Sequence[str] = ()) -> TagField | None:
    """Return the field of tags (1 query), or None where the board takes none and the thread has none."""
    if not kept and (board.tag_mode == TagMode.NONE or not TAGS.get()):
        return None
    listed = board_tags(board.id) if board.tag_mode != TagMode.NONE else []
    return TagField(listed, board.tag_mode == TagMode.LIST, max(TAGS.get(), len(kept)))


def new_page(viewer: Actor, form: PostForm, board: BoardInfo, *, crumbs: Crumbs, back: str, place: str) -> EditorPage:
    """Return the page of an editor with nothing wrong in it."""
    bounds, files = post_bounds(), offer(viewer)
    return EditorPage(form=form, board=board, crumbs=crumbs, bounds=bounds, back=back, place=place, offer=files)


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
        if made:
            return arrive(request, made)
        return page(request, template, with_error(_as_viewer(request.viewer, data, error), error))

    keep_form(request, show)


def _as_viewer(viewer: Actor, data: EditorPage, error: WardmoteError) -> EditorPage:
    """Return the page for who sees it now, with the draft that a conflict is about beside it."""
    form = replace(data.form, writer=str(viewer.member_id or ""))
    if isinstance(error, OtherWriter):
        form = replace(form, draft_stamp="")
    if not isinstance(error, DraftChanged):
        return replace(data, form=form)
    other = draft_now_at(viewer, data.place)
    stamp = str(other.stamp) if other else ""
    return replace(data, form=replace(form, draft_stamp=stamp), other_draft=other)


def with_error(data: EditorPage, error: WardmoteError) -> EditorPage:
    """Return the page telling the error: by field where it has fields, else above the form."""
    return replace(data, errors=messages_of(error), message=error.message)


def messages_of(error: WardmoteError | None) -> Messages:
    """Return what an error says of single fields."""
    return Messages(error.fields if isinstance(error, Invalid) else {})


def previewed(request: Asked, template: str, data: EditorPage) -> HttpResponse:
    """Return the editor with the text as it will look."""
    interview = data.is_first and bool(data.form.interview)
    shown = preview_of(
        request.viewer,
        data.form.text,
        source_format=data.source_format,
        interview=interview,
        post_id=data.post_id,
    )
    poll = clean_poll(data.poll.poll()) if data.poll else None
    begins = data.place.startswith("board:")
    similar = similar_to_title(request.viewer, data.form.title) if begins else ()
    data = replace(data, preview=shown.html, tallies=shown.tallies, poll_preview=poll, similar=similar)
    return page(request, template, data)


def preview_of(viewer: Actor, text: str, *, source_format: str, interview: bool, post_id: int | None = None) -> Preview:
    """Return a text exactly as it would be stored, in the post of a number if it is an edit.

    Raises:
        NotSignedIn: guests write nothing.
        TooOften: there were too many previews.
        Invalid: the text does not fit.
    """
    if not viewer.is_member:
        raise NotSignedIn
    edges.preview(viewer)
    rendered = render_post(
        viewer, clean_source(text), source_format=source_format, interview=interview, post_id=post_id
    )
    (html,) = cards.filled(viewer, [rendered.html])
    return Preview(Markup(html), edges.tallies(viewer, rendered))  # noqa: S704  sanitised by the pipeline


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
