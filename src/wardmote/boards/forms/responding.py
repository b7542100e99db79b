"""The small forms under a post."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from django.utils.translation import gettext_lazy as _

from wardmote.accounts import credit_rules
from wardmote.boards.forms import fields as read
from wardmote.core.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping


_AMOUNT: Final = re.compile(r"-?[0-9]{1,6}")


@dataclass(frozen=True)
class CommentForm:
    """A comment as it was typed."""

    comment: str = ""
    submit_key: str = ""

    @classmethod
    def posted(cls, posted: Mapping[str, str]) -> Self:
        """Return the form as it was sent; one that came without a key gets one for the next try."""
        given = read.text(posted, "submit_key")
        key = given if read.key(given) is not None else str(uuid.uuid4())
        return cls(comment=read.text(posted, "comment"), submit_key=key)

    @property
    def key(self) -> uuid.UUID | None:
        """The key that makes sending twice harmless."""
        return read.key(self.submit_key)


@dataclass(frozen=True)
class RatingForm:
    """A rating as it was typed."""

    amount: str = ""
    kind: str = credit_rules.KIND
    reason: str = ""

    @classmethod
    def posted(cls, posted: Mapping[str, str]) -> Self:
        """Return the form as it was sent."""
        amount, kind = read.text(posted, "amount"), read.text(posted, "kind")
        return cls(amount=amount, kind=kind or credit_rules.KIND, reason=read.text(posted, "reason"))

    def number(self) -> int:
        """Return the amount, which may lie below 0.

        Raises:
            Invalid: it is no whole number.
        """
        raw = self.amount.strip().removeprefix("+").replace("\u2212", "-")
        if not _AMOUNT.fullmatch(raw):
            raise Invalid({"amount": _("Enter a whole number.")})
        return int(raw)
