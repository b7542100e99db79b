"""Tokens of members, and answers kept for who asks the same again."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from wardmote.api.scopes import SCOPES, Scope

NAME_CHARS = 60
KEY_CHARS = 128


class Token(models.Model):
    """A token with which a program acts for a member. The secret itself is kept by nobody but the program."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=NAME_CHARS)
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the secret, which holds too much chance to be guessed."""
    hint = models.CharField(max_length=4)
    """The secret's last characters, by which its owner knows it again."""
    scope = models.CharField(max_length=8, choices=[(scope.value, scope.value) for scope in SCOPES], default=Scope.READ)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    last_used_at = models.DateTimeField(null=True)
    """To the minute."""

    class Meta:
        """Names tell a member's tokens apart, and the same form sent twice makes one."""

        constraints = (models.UniqueConstraint(fields=["member", "name"], name="token_name_once"),)

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class KeptAnswer(models.Model):
    """What a request with an Idempotency-Key was answered; without a status it is still under way."""

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=KEY_CHARS)
    fingerprint = models.CharField(max_length=64)
    """SHA-256 of the method, the address and the body."""
    claimed_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    location = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)

    class Meta:
        """One request a key."""

        constraints = (models.UniqueConstraint(fields=["token", "key"], name="answer_kept_once"),)

    def __str__(self) -> str:
        """Return the key."""
        return self.key
