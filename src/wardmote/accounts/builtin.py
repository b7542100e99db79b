"""The rows that every site begins with: groups, ranks, credit rules."""

from __future__ import annotations

from wardmote.accounts import credit_rules, groups, ranks
from wardmote.accounts.models import CreditRule, Group, Rank
from wardmote.accounts.models.credits import Cycle, UniqueOn

RANKS: tuple[tuple[str, str, int, int | None], ...] = (
    ("限制会员", "Restricted", 0, None),
    ("新手上路", "Newcomer", 1, 0),
    ("注册会员", "Member", 2, 50),
    ("中级会员", "Regular", 3, 200),
    ("高级会员", "Senior", 4, 500),
    ("金牌会员", "Gold", 6, 1000),
    ("论坛元老", "Veteran", 8, 3000),
)

RULES: tuple[dict[str, object], ...] = (
    {"act": "thread", "amount": 2},
    {"act": "reply", "amount": 1},
    {"act": "featured", "amount": 5},
    {"act": "answer", "amount": 5},
    {"act": "sign-in", "amount": 2, "cycle": Cycle.DAY, "most": 1, "unique_on": UniqueOn.NONE},
    {"act": "email-confirmed", "amount": 10, "cycle": Cycle.ONCE, "most": 1, "unique_on": UniqueOn.NONE},
    {"act": "avatar", "amount": 5, "cycle": Cycle.ONCE, "most": 1, "unique_on": UniqueOn.NONE},
)


def ensure(**_signal: object) -> None:
    """Make what is missing; called after every migration, and harmless when nothing is."""
    made = [
        Group.objects.get_or_create(key=group["key"], defaults={"kind": "builtin", **group})[1]
        for group in groups.BUILTIN
    ]
    if any(made):
        groups.snapshot.bump()
    if not Rank.objects.exists():
        Rank.objects.bulk_create(
            Rank(title=zh, title_en=en, stars=stars, least=least) for zh, en, stars, least in RANKS
        )
        ranks.snapshot.bump()
    if not CreditRule.objects.exists():
        CreditRule.objects.bulk_create(CreditRule(**rule) for rule in RULES)
        credit_rules.snapshot.bump()
