"""Links by which somebody stops mails without signing in; what signs them is the proof. Source: RFC 8058."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core import signing

from wardmote.notifications import kinds

DIGEST: Final = "digest"
ALL: Final = "all"
_signer = signing.Signer(salt="wardmote.unsubscribe")


@dataclass(frozen=True, slots=True)
class Stop:
    """Which mails a member wants no more: those of a kind, the digest, or all about notices."""

    member_id: int
    what: str


def token(stop: Stop) -> str:
    """Return the token of a link, which never expires: old mails are kept for years."""
    return _signer.sign(f"{stop.member_id}.{stop.what}")


def address(stop: Stop) -> str:
    """Return the link."""
    return f"{settings.SITE_URL}/unsubscribe/{token(stop)}"


def read(text: str) -> Stop | None:
    """Return what a token stands for, or None for none of ours or a kind that is no more."""
    try:
        member, _dot, what = _signer.unsign(text).partition(".")
    except signing.BadSignature:
        return None
    known = what in {DIGEST, ALL} or what in kinds.registered
    return Stop(int(member), what) if member.isdigit() and known else None
