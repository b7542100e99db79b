"""Rate posts 评分: give their authors credits with a reason, through the ledger, and take that back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wardmote.accounts import capabilities, credit_rules
from wardmote.accounts.actions.credits import give, reverse
from wardmote.accounts.actor import actor_of
from wardmote.boards import announced, rules
from wardmote.boards import notices_responses as notices
from wardmote.boards.actions import tally
from wardmote.boards.actions.responding import hold_members, rating_key, require_response
from wardmote.boards.actions.telling import tell_giver
from wardmote.boards.models import Post, Rating
from wardmote.boards.models.response import RATING_REASON_CHARS
from wardmote.boards.queries.ratings import given_today
from wardmote.core import audit, clock, options
from wardmote.core.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from wardmote.core.permissions import Level
from wardmote.core.text.clean import clean_line, is_blank
from wardmote.notifications.actions.notify import notify, withdraw
from wardmote.webhooks.actions.announcing import announce

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.core.errors import Text

REASONS = options.text(
    "rating_reasons",
    "说得清楚\n很有帮助\n有理有据\n谢谢分享",
    section="posting",
    label=_("Reasons offered for ratings, one a line"),
    most=1_000,
    lines=True,
)
REGRET: Final = dt.timedelta(minutes=10)
"""So long whoever gave a rating may take it back."""
BOUND: Final = 1_000
"""Credits in one rating at the most, for whom no limit holds."""


def rate_post(*, actor: Actor, post: Post, amount: int, reason: str, kind: str = credit_rules.KIND) -> Rating:
    """Give a post's author credits, or take some; once a member and post.

    The very same rating sent again, or many times at once, is one. The author is told.

    Raises:
        NotFound, NotSignedIn, NotAllowed: the actor may not rate the post.
        Invalid: a field does not fit, or the credits of the day are used up.
        Conflict: the actor has rated it otherwise before, or it was put into another thread meanwhile.
    """
    require_rate(actor, post)
    cleaned = _clean(actor, post, amount=amount, reason=reason, kind=kind)
    with transaction.atomic():
        # The thread as well: deleting it or the post takes back what is given by then.
        tally.hold_post(post)
        require_rate(actor, post)
        hold_members(actor.own_id, post.author_id)
        if (made := Rating.objects.filter(post=post, member_id=actor.own_id).first()) is not None:
            if (made.amount, made.kind, made.reason) != (amount, kind, cleaned):
                raise Conflict(_("You have rated this post already."))
            return made
        _require_left(actor, abs(amount))
        made = Rating.objects.create(
            post=post, member_id=actor.own_id, kind=kind, amount=amount, reason=cleaned, at=clock.now()
        )
        _count(made, 1)
        key = rating_key(post.pk, made.pk)
        give(
            act="rating",
            member_id=post.author_id,
            kind=kind,
            amount=amount,
            object_key=key,
            unique_key=key,
            note=f"{actor.name}: {cleaned}",
            by=actor.member_id,
        )
        told = {"amount": f"{amount:+d}", "reason": cleaned}
        notify(notices.RATING, actor=actor, to=[post.author_id], target="post", target_id=post.pk, details=told)
    return made


@transaction.atomic
def take_back_rating(*, actor: Actor, rating: Rating, reason: str = "") -> None:
    """Take a rating back with its credits: whoever gave it a while after, moderators always, with a reason.

    What is taken back already stays so. It is logged either way; whose rating a moderator takes back is told.

    Raises:
        NotFound, NotSignedIn, NotAllowed: the actor may not take it back (any more).
        Invalid: a moderator gives no reason.
        Conflict: the post was put into another thread meanwhile.
    """
    post = rating.post
    tally.hold_post(post)
    own = require_take_back(actor, rating)
    cleaned = audit.clean_reason(reason, required=not own)
    hold_members(rating.member_id, post.author_id)
    if not Rating.objects.filter(pk=rating.pk).delete()[0]:
        return
    _count(rating, -1)
    reverse(object_key=rating_key(post.pk, rating.pk), by=actor.member_id)
    details = {"member": rating.member.name, "amount": f"{rating.amount:+d}"}
    audit.record(actor, "rating.taken-back", post, reason=cleaned, board_id=post.thread.board_id, details=details)
    # Its reason, which may be why it goes, stands in the notice.
    giver = actor if own else actor_of(rating.member)
    withdraw(notices.RATING, actor=giver, target="post", target_id=post.pk)
    if not own:
        tell_giver(actor, rating.member_id, post, "rating.taken-back", cleaned)


def require_rate(actor: Actor, post: Post) -> None:
    """Demand that the actor may rate the post, and say why not (no query)."""
    require_response(actor, post)
    if post.author_id == actor.member_id:
        raise NotAllowed(_("You cannot rate a post of your own."))
    if not actor.can(capabilities.RATE_POSTS):
        raise NotAllowed(_("Members may rate posts from the second step of trust on."))


def require_take_back(actor: Actor, rating: Rating) -> bool:
    """Demand that the actor may take the rating back; say whether it is by right of who gave it (no query)."""
    post = rating.post
    rules.require_level(actor, post.thread.board_id, Level.READ)
    if not rules.may_see_post(actor, post, post.thread):
        raise NotFound
    if not actor.is_member:
        raise NotSignedIn
    if may_regret(actor, rating.member_id, rating.at):
        return True
    if rules.may_moderate(actor, post.thread.board_id):
        return False
    if rating.member_id == actor.member_id:
        raise NotAllowed(_("The time in which you could take this back is over."))
    raise NotAllowed


def may_take_back(actor: Actor, post: Post, giver_id: int, at: dt.datetime) -> bool:
    """Say whether the actor may take a rating of a post that they may read back (no query)."""
    moderates = actor.is_member and rules.may_moderate(actor, post.thread.board_id)
    return moderates or may_regret(actor, giver_id, at)


def may_regret(actor: Actor, giver_id: int, at: dt.datetime) -> bool:
    """Say whether the actor gave a rating and may still take it back."""
    return actor.member_id == giver_id and not actor.silenced and clock.now() - at <= REGRET


def most_at_once(actor: Actor) -> int:
    """Return how many credits one rating of the actor may hold."""
    most = actor.limits.get(capabilities.RATING_MOST, 0)
    return BOUND if most is None else min(most, BOUND)


def _clean(actor: Actor, post: Post, *, amount: int, reason: str, kind: str) -> str:
    most = most_at_once(actor)
    least = -most if rules.may_moderate(actor, post.thread.board_id) else 1
    errors: dict[str, Text] = {}
    if amount == 0 or not least <= amount <= most:
        errors["amount"] = _("Enter a number from %(least)s to %(most)s, and not 0.") % {"least": least, "most": most}
    if kind not in credit_rules.kinds():
        errors["kind"] = _("Choose one of the values offered.")
    cleaned = clean_line(reason)
    if is_blank(cleaned):
        errors["reason"] = _("Please give a reason.")
    elif len(cleaned) > RATING_REASON_CHARS:
        errors["reason"] = _("At most %(most)s characters.") % {"most": RATING_REASON_CHARS}
    if errors:
        raise Invalid(errors)
    return cleaned


def _require_left(actor: Actor, amount: int) -> None:
    most = actor.limits.get(capabilities.RATINGS_A_DAY, 0)
    if most is None:
        return
    left = max(0, most - given_today(actor.own_id))
    if amount > left:
        message = ngettext(
            "You have %(count)s credit left to give today.", "You have %(count)s credits left to give today.", left
        )
        raise Invalid({"amount": message % {"count": left}})


def _count(rating: Rating, by: int) -> None:
    """Count a rating that has come or gone, and tell webhooks of either."""
    counted = rating.amount if rating.kind == credit_rules.KIND else 0
    Post.objects.filter(pk=rating.post_id).update(ratings=F("ratings") + by, rated=F("rated") + by * counted)
    announce(announced.POST_RATED, rating.post_id)
