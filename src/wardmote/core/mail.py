"""Write mails: a subject, a text and HTML from templates, in the recipient's language, into the outbox.

A mail called `x/y` has the templates `x/y_subject.txt`, `x/y_message.txt` and `x/y_message.html`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import engines
from django.utils import translation

from wardmote.core import site

if TYPE_CHECKING:
    from collections.abc import Mapping

    import jinja2


def send(name: str, to: str, context: Mapping[str, object], *, language: str = "") -> None:
    """Render the mail and hand it to Django's mail API, which queues it in the transaction at hand (1 query).

    An empty language is the site's.
    """
    environment = cast("jinja2.Environment", engines["jinja2"].env)  # type: ignore[attr-defined]
    # In plain text an ampersand is an ampersand.
    plain = environment.overlay(autoescape=False)
    values = {"site_name": site.SITE_NAME.get(), "site_url": settings.SITE_URL, **context}
    with translation.override(language or site.DEFAULT_LANGUAGE.get()):
        subject = " ".join(plain.get_template(f"{name}_subject.txt").render(values).split())
        text = plain.get_template(f"{name}_message.txt").render(values).strip() + "\n"
        html = environment.get_template(f"{name}_message.html").render(values)
    message = EmailMultiAlternatives(subject, text, settings.DEFAULT_FROM_EMAIL, [to])
    message.attach_alternative(html, "text/html")
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    message.send()
