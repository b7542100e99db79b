"""What Wardmote wants otherwise than django-allauth does by itself."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up and sign-in as the site's options say."""
