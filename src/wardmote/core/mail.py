"""Write mails, in the recipient's language, into the outbox.

A mail is one template `<name>.txt` that sets `subject`, `paragraphs` (a list) and, if there is something to do,
`action` (a label and an address), `lines` (a list of texts with addresses), `after` (paragraphs below both) and `stop`
(how to get no more of it: a text, a label and an address); text and HTML are made of the same words.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from email.generator import BytesGenerator
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import engines
from django.utils import translation

from wardmote.core import site

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import jinja2
    from django.core.mail import EmailMessage


@dataclass(frozen=True)
class Words:
    """What a mail says."""

    subject: str
    paragraphs: Sequence[str]
    lines: Sequence[tuple[str, str]]
    action: tuple[str, str] | None
    after: Sequence[str]
    stop: tuple[str, str, str] | None


def send(
    name: str,
    to: str,
    context: Mapping[str, object],
    *,
    language: str = "",
) -> None:
    """Render the mail and hand it to Django's mail API, which queues it in the transaction at hand (1 query).

    An empty language is the site's.
    """
    render(name, to, context, language=language).send()


def render(
    name: str,
    to: str,
    context: Mapping[str, object],
    *,
    language: str = "",
    headers: Mapping[str, str] | None = None,
) -> EmailMultiAlternatives:
    """Return the mail (no query); an empty language is the site's."""
    with translation.override(language or site.DEFAULT_LANGUAGE.get()):
        message = _message(name, to, context)
    message.extra_headers.update(headers or {})
    return message


@lru_cache(maxsize=1)
def _plain(environment: jinja2.Environment) -> jinja2.Environment:
    """Return the environment of the words themselves: plain text, where an ampersand is an ampersand.

    The HTML escapes them.
    """
    plain = environment.overlay(autoescape=False)
    plain.globals = {**environment.globals, "_": _gettext, "gettext": _gettext}
    return plain


def _gettext(message: str, /, **values: object) -> str:
    return translation.gettext(message) % values


def as_bytes(message: EmailMessage) -> bytes:
    """Return a message as SMTP and .eml files hold it, lines ending with CRLF.

    Headers are not folded: mail programs look for whole addresses in List-Unsubscribe. The longest line may have 998
    characters (RFC 5322, 2.1.1), which none of ours has.
    """
    out = io.BytesIO()
    generator = BytesGenerator(out, mangle_from_=False, maxheaderlen=0)
    generator.flatten(message.message(), linesep="\r\n")
    return out.getvalue()


def _message(name: str, to: str, context: Mapping[str, object]) -> EmailMultiAlternatives:
    environment = cast("jinja2.Environment", engines["jinja2"].env)  # type: ignore[attr-defined]
    plain = _plain(environment)
    frame = {"site_name": site.name(), "site_url": settings.SITE_URL}
    module = plain.get_template(f"{name}.txt").make_module({**frame, **context})
    words = Words(
        subject=" ".join(str(module.subject).split()),  # type: ignore[attr-defined]
        paragraphs=module.paragraphs,  # type: ignore[attr-defined]
        lines=getattr(module, "lines", ()),
        action=getattr(module, "action", None),
        after=getattr(module, "after", ()),
        stop=getattr(module, "stop", None),
    )
    values = {**frame, "mail": words, "language": translation.get_language()}
    text = plain.get_template("mail/message.txt").render(values).strip() + "\n"
    message = EmailMultiAlternatives(words.subject, text, settings.DEFAULT_FROM_EMAIL, [to])
    message.attach_alternative(environment.get_template("mail/message.html").render(values), "text/html")
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    return message
