"""What each step of trust needs, and which step somebody's record reaches.

Trust is computed from what a member did and what others made of it; what somebody reads is never counted. An app above
this one provides the record of posts (`provide`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from wardmote.core import options

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from typing import TypeAlias

    from wardmote.core.errors import Text
    from wardmote.core.options import Option

COMPUTED: Final = (1, 2, 3)
"""The steps that are computed: the lowest is everybody's, the highest is given by hand."""


def _threshold(key: str, default: int, label: Text) -> Option[int]:
    return options.integer(f"trust_{key}", default, section="members", label=label, most=100_000)


T1_HOURS = _threshold("1_hours", 24, _("Trust 1: age of the account in hours"))
T1_POSTS = _threshold("1_posts", 3, _("Trust 1: posts that stand"))
T2_DAYS = _threshold("2_days", 7, _("Trust 2: days with a post"))
T2_THREADS = _threshold("2_threads", 5, _("Trust 2: threads posted in"))
T2_REACTIONS = _threshold("2_reactions", 3, _("Trust 2: reactions received"))
T2_REACTORS = _threshold("2_reactors", 2, _("Trust 2: people who reacted"))
T3_WINDOW_DAYS = _threshold("3_window_days", 100, _("Trust 3: days that are looked at"))
T3_DAYS = _threshold("3_days", 20, _("Trust 3: days with a post"))
T3_THREADS = _threshold("3_threads", 10, _("Trust 3: threads posted in"))
T3_REACTIONS = _threshold("3_reactions", 10, _("Trust 3: reactions received"))
T3_REACTORS = _threshold("3_reactors", 5, _("Trust 3: people who reacted"))
T3_REACTION_DAYS = _threshold("3_reaction_days", 5, _("Trust 3: days with a reaction"))
T3_REPORTS = _threshold("3_reports", 3, _("Trust 3: reports upheld at the most"))
T3_CLEAN_DAYS = _threshold("3_clean_days", 180, _("Trust 3: days without a sanction"))
T3_KEEP_PERCENT = _threshold("3_keep_percent", 90, _("Trust 3: percentage of each threshold that keeps it"))
T3_GRACE_DAYS = _threshold("3_grace_days", 14, _("Trust 3: days of grace before it is lost"))


POSTS_LOOKED_AT: Final = 1_000


def posts_looked_at() -> int:
    """Return how many of somebody's latest posts are looked at: enough for every threshold, and not all of years."""
    wanted = (T1_POSTS, T2_DAYS, T2_THREADS, T2_REACTIONS, T3_DAYS, T3_THREADS, T3_REACTIONS, T3_REACTION_DAYS)
    return max(POSTS_LOOKED_AT, *(option.get() for option in wanted))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a member's latest posts say, over all time or since some day. Reports come with their issue."""

    posts: int = 0
    days: int = 0
    threads: int = 0
    reactions: int = 0
    reactors: int = 0
    reaction_days: int = 0
    reports_upheld: int = 0


if TYPE_CHECKING:
    Provider: TypeAlias = Callable[[int, dt.datetime | None], Evidence]


@dataclass(frozen=True, slots=True)
class Standing:
    """All that trust is computed from."""

    age: dt.timedelta
    confirmed: bool
    sanctioned: bool
    sanctions: int
    """Sanctions within the days that step 3 wants clean."""
    overall: Evidence = field(default_factory=Evidence)
    recent: Evidence = field(default_factory=Evidence)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a step needs: at least, or with `at_most` at most, so many."""

    label: Text
    have: int
    need: int
    at_most: bool = False
    yes_or_no: bool = False
    """It is there or not; 1 and 0 are not for showing."""

    @property
    def met(self) -> bool:
        """Say whether it is there."""
        return self.have <= self.need if self.at_most else self.have >= self.need

    def nearly_met(self, percent: int) -> bool:
        """Say whether it is there up to a percentage of what is needed; what is bounded from above has no slack."""
        return self.met if self.at_most else self.have * 100 >= self.need * percent


def _nothing(member_id: int, since: dt.datetime | None) -> Evidence:
    del member_id, since
    return Evidence()


_provider: list[Provider] = [_nothing]


def provide(provider: Provider) -> None:
    """Name the function that returns a member's evidence since a time, or of all time."""
    _provider[0] = provider


def evidence(member_id: int, since: dt.datetime | None = None) -> Evidence:
    """Return a member's evidence since a time, or of all time."""
    return _provider[0](member_id, since)


def needs(step: int, standing: Standing) -> tuple[Need, ...]:
    """Return what a computed step needs beside the steps below it."""
    return _NEEDS[step](standing)


def reached(standing: Standing) -> int:
    """Return the highest step whose needs, and those of the steps below, are met; a sanction caps at 0."""
    step = 0
    while not standing.sanctioned and step < COMPUTED[-1] and all(need.met for need in needs(step + 1, standing)):
        step += 1
    return step


def keeps_third(standing: Standing) -> bool:
    """Say whether who has step 3 still has nearly what it needs."""
    percent = T3_KEEP_PERCENT.get()
    return reached(standing) >= 2 and all(need.nearly_met(percent) for need in needs(3, standing))  # noqa: PLR2004


def _first(standing: Standing) -> tuple[Need, ...]:
    return (
        Need(_("Hours since you joined"), int(standing.age.total_seconds() // 3600), T1_HOURS.get()),
        Need(_("E-mail address confirmed"), int(standing.confirmed), 1, yes_or_no=True),
        Need(_("Posts that stand"), standing.overall.posts, T1_POSTS.get()),
        Need(_("Reports against you that were upheld"), standing.overall.reports_upheld, 0, at_most=True),
    )


def _second(standing: Standing) -> tuple[Need, ...]:
    return (
        Need(_("Days on which you posted"), standing.overall.days, T2_DAYS.get()),
        Need(_("Threads in which you posted"), standing.overall.threads, T2_THREADS.get()),
        Need(_("Reactions to your posts"), standing.overall.reactions, T2_REACTIONS.get()),
        Need(_("People who reacted to your posts"), standing.overall.reactors, T2_REACTORS.get()),
    )


def _third(standing: Standing) -> tuple[Need, ...]:
    return (
        Need(_("Days on which you posted"), standing.recent.days, T3_DAYS.get()),
        Need(_("Threads in which you posted"), standing.recent.threads, T3_THREADS.get()),
        Need(_("Reactions to your posts"), standing.recent.reactions, T3_REACTIONS.get()),
        Need(_("People who reacted to your posts"), standing.recent.reactors, T3_REACTORS.get()),
        Need(_("Days on which somebody reacted"), standing.recent.reaction_days, T3_REACTION_DAYS.get()),
        Need(_("Reports against you that were upheld"), standing.recent.reports_upheld, T3_REPORTS.get(), at_most=True),
        Need(_("Sanctions against you"), standing.sanctions, 0, at_most=True),
    )


_NEEDS: Final[dict[int, Callable[[Standing], tuple[Need, ...]]]] = {1: _first, 2: _second, 3: _third}
