"""The rows of accounts."""

from wardmote.accounts.models.block import Block
from wardmote.accounts.models.credits import CreditBalance, CreditEntry, CreditRule
from wardmote.accounts.models.feed_token import FeedToken
from wardmote.accounts.models.groups import Group, Membership
from wardmote.accounts.models.member import Member, ReservedName
from wardmote.accounts.models.rank import Rank
from wardmote.accounts.models.signup import Invitation

__all__ = [
    "Block",
    "CreditBalance",
    "CreditEntry",
    "CreditRule",
    "FeedToken",
    "Group",
    "Invitation",
    "Member",
    "Membership",
    "Rank",
    "ReservedName",
]
