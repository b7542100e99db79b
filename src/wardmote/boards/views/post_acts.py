"""An act on a post or on what stands under it: a page that asks once more, and then the act."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib import messages

from wardmote.boards import rules
from wardmote.boards.forms.moderating import ModerateForm
from wardmote.boards.queries.find import find_post
from wardmote.boards.views.editor import Crumbs, Messages
from wardmote.core.errors import NotSignedIn, WardmoteError
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from markupsafe import Markup

    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.models import Post
    from wardmote.core.errors import Text


@dataclass(frozen=True)
class PostAct:
    """An act on a post: its words, and how it is done."""

    heading: Text
    explanation: Text
    button: Text
    done: Text
    reason: bool = True
    danger: bool = False


@dataclass(frozen=True)
class PostActPage:
    """What the page of an act shows."""

    act: PostAct
    crumbs: Crumbs
    back: str
    floor: int | None
    author_name: str
    html: Markup
    reason: str = ""
    reason_needed: bool = True
    erasable: bool = False
    """The words can be removed for good as well."""
    message: Text = ""
    errors: Messages = field(default_factory=Messages)


def moderated_post(request: Asked, post_id: int) -> Post:
    """Return a post of a board that the viewer moderates.

    Raises:
        NotFound, NotSignedIn, NotAllowed: by what the viewer may do there.
    """
    post = find_post(request.viewer, post_id)
    if not request.viewer.is_member:
        raise NotSignedIn
    rules.require_level(request.viewer, post.thread.board_id, Level.MODERATE)
    return post


def act_page(
    request: Asked,
    act: PostAct,
    show: Callable[[str, WardmoteError | None], PostActPage],
    run: Callable[[str], None],
    done: str,
) -> HttpResponse:
    """Show the page of an act, or do it for the reason given and lead to `done`.

    `show` makes the page of the reason typed so far and of what was wrong with it.
    """
    if request.method != "POST":
        return page(request, "delete-post.html", show("", None))
    reason = ModerateForm.posted(request.POST)["reason"]
    keep_form(request, lambda error: page(request, "delete-post.html", show(reason, error)))
    run(reason)
    messages.success(request, str(act.done))
    return SeeOther(done)
