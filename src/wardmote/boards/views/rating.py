"""Rate a post, read its ratings, take one back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from markupsafe import Markup

from wardmote.accounts import capabilities, credit_rules
from wardmote.boards import edges, rules
from wardmote.boards.actions import rating as acts
from wardmote.boards.forms.responding import RatingForm
from wardmote.boards.models.response import RATING_REASON_CHARS
from wardmote.boards.queries.find import find_post
from wardmote.boards.queries.post_head import PostHead, post_head
from wardmote.boards.queries.ratings import find_rating, given_today, ratings_page
from wardmote.boards.queries.thread_addresses import post_address
from wardmote.boards.views.editor import Crumbs, Messages, crumbs_to, messages_of
from wardmote.boards.views.post_acts import PostAct, PostActPage, act_page
from wardmote.boards.views.reacting import before
from wardmote.boards.views.writing import write_methods
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.models import Post, Rating
    from wardmote.core.errors import Text, WardmoteError

TAKE_BACK = PostAct(
    heading=gettext_lazy("Take back this rating"),
    explanation=gettext_lazy("The credits go back as well; the ledger keeps both lines."),
    button=gettext_lazy("Take the rating back"),
    done=gettext_lazy("The rating is taken back."),
    danger=True,
)


@dataclass(frozen=True)
class RatePage:
    """The form of a rating as it was sent; `left` is None where no limit of the day holds."""

    post: PostHead
    form: RatingForm
    least: int
    most: int
    left: int | None
    kinds: Sequence[str]
    reasons: Sequence[str]
    reason_chars: int
    message: Text
    errors: Messages


@write_methods
def rate(request: Asked, post_id: int) -> HttpResponse:
    """Show the form of a rating, or rate and lead back to the post."""
    viewer = request.viewer
    post = find_post(viewer, post_id)
    if request.method != "POST":
        acts.require_rate(viewer, post)
        return _rate_page(request, post, RatingForm(amount="1"))
    form = RatingForm.posted(request.POST)
    keep_form(request, lambda error: _rate_page(request, find_post(viewer, post_id), form, error))
    edges.reacting(viewer)
    acts.rate_post(actor=viewer, post=post, amount=form.number(), reason=form.reason, kind=form.kind)
    messages.success(request, _("Your rating is given."))
    return SeeOther(post_address(viewer, post.thread, post))


@require_safe
def ratings(request: Asked, post_id: int) -> HttpResponse:
    """Show the ratings of a post, the latest first."""
    viewer = request.viewer
    post = find_post(viewer, post_id)
    data = ratings_page(viewer, post, before(request))
    mine = {line.id for line in data.lines if acts.may_take_back(viewer, post, line.member_id, line.at)}
    return page(request, "ratings.html", data, crumbs=_crumbs(request, post), may_take_back=mine)


@write_methods
def take_back(request: Asked, post_id: int, rating_id: int) -> HttpResponse:
    """Take a rating back: whoever gave it a moment ago, or a moderator."""
    post = find_post(request.viewer, post_id)
    found = find_rating(post, rating_id)
    if request.method != "POST":
        acts.require_take_back(request.viewer, found)

    def run(reason: str) -> None:
        acts.take_back_rating(actor=request.viewer, rating=found, reason=reason)

    done = post_address(request.viewer, post.thread, post)
    return act_page(request, TAKE_BACK, lambda reason, error: _act_page(request, found, reason, error), run, done)


def _rate_page(request: Asked, post: Post, form: RatingForm, error: WardmoteError | None = None) -> HttpResponse:
    viewer = request.viewer
    most, a_day = acts.most_at_once(viewer), viewer.limits.get(capabilities.RATINGS_A_DAY, 0)
    data = RatePage(
        post=post_head(post),
        form=form,
        least=-most if rules.may_moderate(viewer, post.thread.board_id) else 1,
        most=most,
        left=None if a_day is None else max(0, a_day - given_today(viewer.own_id)),
        kinds=credit_rules.kinds(),
        reasons=[line.strip() for line in acts.REASONS.get().splitlines() if line.strip()],
        reason_chars=RATING_REASON_CHARS,
        message=error.message if error else "",
        errors=messages_of(error),
    )
    return page(request, "rate.html", data, crumbs=_crumbs(request, post))


def _act_page(request: Asked, found: Rating, reason: str, error: WardmoteError | None) -> PostActPage:
    post = found.post
    words = f"{found.amount:+d}" if found.kind == credit_rules.KIND else f"{found.amount:+d} {found.kind}"
    return PostActPage(
        act=TAKE_BACK,
        crumbs=_crumbs(request, post),
        back=reverse("ratings", args=[post.pk]),
        floor=post.floor,
        author_name=found.member.name,
        html=Markup("<p>{} · {}</p>").format(words, found.reason),
        reason=reason,
        reason_needed=not acts.may_regret(request.viewer, found.member_id, found.at),
        message=error.message if error else "",
        errors=messages_of(error),
    )


def _crumbs(request: Asked, post: Post) -> Crumbs:
    return crumbs_to(post.thread.board_id, (post.thread.title, post_address(request.viewer, post.thread, post)))
