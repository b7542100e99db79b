"""Confirm anew an address that mails came back from, so that it gets mail again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core import signing
from django.db import transaction

from wardmote.accounts.models import Member
from wardmote.core import mail
from wardmote.core.errors import NotFound
from wardmote.notifications import blocks

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

GOOD_FOR_S: Final = 3 * 86_400
_signer = signing.TimestampSigner(salt="wardmote.address")


@transaction.atomic
def ask_again(*, actor: Actor) -> str:
    """Send the link that confirms the actor's address anew, although mails came back from it; return the address.

    Raises:
        NotSignedIn: a guest asks.
        NotFound: mails to the address do not come back.
    """
    member = Member.objects.get(pk=actor.own_id)
    if not member.email or not blocks.is_blocked(member.email):
        raise NotFound
    link = f"{settings.SITE_URL}/mail/confirm/{_signer.sign_object([member.pk, member.email])}"
    context = {"name": member.name, "link": link}
    message = mail.render("mail/confirm_again", member.email, context, language=member.language)
    message.despite_block = True  # type: ignore[attr-defined]  # the outbox's backend reads it
    message.send()
    return member.email


def address_of(token: str) -> str:
    """Return the address that a link stands for (no query).

    Raises:
        NotFound: nobody signed it, or it is too old.
    """
    try:
        _member_id, address = _signer.unsign_object(token, max_age=GOOD_FOR_S)
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound from None
    return str(address)


def confirm_again(*, token: str) -> str:
    """Send mail to an address again, as its owner's link asks, and return it.

    Raises:
        NotFound: nobody signed the link, or it is too old.
    """
    address = address_of(token)
    blocks.unblock(address)
    return address
