"""The kinds of notices about a member's account, and about the site itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from wardmote.accounts import credit_rules, happenings
from wardmote.accounts.happenings import Way
from wardmote.notifications import kinds
from wardmote.notifications.actions.notify import notify

if TYPE_CHECKING:
    from wardmote.accounts.ranks import RankInfo

RANK = kinds.register(
    "rank",
    label=_("My rank changes"),
    one=_("Your rank is now %(rank)s."),
    by_act={
        "risen": _("You have risen to the rank %(rank)s."),
        "fallen": _("Your rank has gone back to %(rank)s."),
    },
    mail="none",
    address="/settings/credits",
    late=True,
)
CREDITS = kinds.register(
    "credits",
    label=_("Others bring me credits or take them back"),
    one=_("%(amount)s credits: %(what)s."),
    by_act={
        Way.TAKEN_BACK: _("%(amount)s credits, taken back: %(what)s."),
        Way.PAID_AGAIN: _("%(amount)s credits, given back: %(what)s."),
    },
    mail="none",
    address="/settings/credits",
    late=True,
)
SYSTEM = kinds.register(
    "system",
    label=_("The site has something to say"),
    one=_("A word from the site: “%(title)s”."),
    mail="daily",
    repeats="once",
    fixed=True,
    late=True,
)


def connect() -> None:
    """Hear what happens to members' credits; called once, when the app is ready."""
    happenings.rank_changed.connect(tell_rank, dispatch_uid="notifications.rank")
    happenings.credits_changed.connect(tell_credits, dispatch_uid="notifications.credits")


def tell_rank(member_id: int, rank: RankInfo, *, risen: bool, **_more: Any) -> None:
    """Tell a member of the rank that they have reached, or fallen back to (1 query)."""
    details = {"act": "risen" if risen else "fallen", "rank": rank.title, "rank_en": rank.title_en}
    notify(RANK, actor=None, to=[member_id], target="member", target_id=member_id, details=details)


def tell_credits(member_id: int, *, act: str, kind: str, amount: int, way: Way, note: str, **_more: Any) -> None:
    """Tell a member of credits that somebody else's act has brought, or taken back (1 query)."""
    words = credit_rules.line_name(act)
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said["what_en" if code == "en" else "what"] = str(words)
    unit = "" if kind == credit_rules.KIND else f" {kind}"
    details = {"act": way.value, "amount": f"{amount:+d}{unit}", "reason": note, **said}
    notify(CREDITS, actor=None, to=[member_id], target="member", target_id=member_id, details=details)
