"""Write mails, in the recipient's language, into the outbox.

A mail is one template `<name>.txt` that sets `subject`, `paragraphs` (a list) and, if there is something to do,
`action` (a label and an address) and `after` (paragraphs below it); text and HTML are made of the same words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import engines
from django.utils import translation

from wardmote.core import site

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import jinja2


@dataclass(frozen=True)
class Words:
    """What a mail says."""

    subject: str
    paragraphs: Sequence[str]
    action: tuple[str, str] | None
    after: Sequence[str]


def send(name: str, to: str, context: Mapping[str, object], *, language: str = "") -> None:
    """Render the mail and hand it to Django's mail API, which queues it in the transaction at hand (1 query).

    An empty language is the site's.
    """
    with translation.override(language or site.DEFAULT_LANGUAGE.get()):
        message = _message(name, to, context)
    message.send()


def _message(name: str, to: str, context: Mapping[str, object]) -> EmailMultiAlternatives:
    environment = cast("jinja2.Environment", engines["jinja2"].env)  # type: ignore[attr-defined]
    # The words themselves are plain text, where an ampersand is an ampersand; the HTML escapes them.
    plain = environment.overlay(autoescape=False)
    frame = {"site_name": site.SITE_NAME.get(), "site_url": settings.SITE_URL}
    module = plain.get_template(f"{name}.txt").make_module({**frame, **context})
    words = Words(
        subject=" ".join(str(module.subject).split()),  # type: ignore[attr-defined]
        paragraphs=module.paragraphs,  # type: ignore[attr-defined]
        action=getattr(module, "action", None),
        after=getattr(module, "after", ()),
    )
    values = {**frame, "mail": words, "language": translation.get_language()}
    text = plain.get_template("mail/message.txt").render(values).strip() + "\n"
    message = EmailMultiAlternatives(words.subject, text, settings.DEFAULT_FROM_EMAIL, [to])
    message.attach_alternative(environment.get_template("mail/message.html").render(values), "text/html")
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    return message
