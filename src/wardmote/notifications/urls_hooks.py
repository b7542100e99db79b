"""Addresses where a mail provider reports bounces and complaints (django-anymail); no mail is taken in."""

from __future__ import annotations

from anymail import urls as anymail_urls
from django.urls import URLPattern

from wardmote.notifications.views.hooks import checked

PROVIDERS = ("brevo", "mailjet", "mailtrap", "postmark", "resend", "sparkpost")
"""Those whose reports need nothing but the secret; others ask for keys or packages of their own."""

app_name = "anymail"
urlpatterns = [
    URLPattern(pattern.pattern, checked(pattern.callback.view_class), name=pattern.name)
    for pattern in anymail_urls.urlpatterns
    if pattern.name in {f"{provider}_tracking_webhook" for provider in PROVIDERS}
]
