"""A poll of a thread, its choices, and who voted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from wardmote.boards.models.thread import Thread

QUESTION_CHARS, CHOICE_CHARS = 120, 80
CHOICES_LEAST, CHOICES_MOST = 2, 20


class Results(models.TextChoices):
    """When somebody who may read the thread sees how a poll stands; everybody does once it is closed."""

    ALWAYS = "always"
    AFTER_VOTE = "after_vote"
    AFTER_CLOSE = "after_close"


class Poll(models.Model):
    """A poll. It is closed from `closes_at` on, or from when somebody closed it; a closed one never opens again.

    Counters are columns, so that they stay when those who voted go.
    """

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="poll")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Who asks; another than the thread's author after a merge."""
    question = models.CharField(max_length=QUESTION_CHARS, blank=True)
    """The thread's title asks where this is empty."""
    least = models.PositiveSmallIntegerField(default=1)
    most = models.PositiveSmallIntegerField(default=1)
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    """Set by whoever closes it, or by the job that finds its time over."""
    results = models.CharField(max_length=12, choices=Results, default=Results.ALWAYS)
    may_change = models.BooleanField(default=True)
    """A vote can be changed and withdrawn while the poll is open."""
    public_voters = models.BooleanField(default=False)
    linked = models.BooleanField(default=True)
    """There is a row for each vote that says whose it is. A secret poll has them only while votes may change."""
    voters = models.PositiveIntegerField(default=0)

    class Meta:
        """Found by the jobs: what is to be closed, and whose links are to be forgotten."""

        constraints = (
            models.CheckConstraint(condition=Q(least__gte=1, most__gte=F("least")), name="poll_bounds"),
            models.CheckConstraint(
                condition=Q(linked=True) | Q(public_voters=False), name="poll_public_votes_are_linked"
            ),
        )
        indexes = (
            models.Index(F("closes_at"), name="poll_due", condition=Q(closed_at=None, closes_at__isnull=False)),
            models.Index(F("closed_at"), name="poll_to_forget", condition=Q(linked=True, public_voters=False)),
        )

    def __str__(self) -> str:
        """Say what is asked."""
        return self.question or f"{self.thread_id}"


class PollChoice(models.Model):
    """One of the answers that a poll offers."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=CHOICE_CHARS)
    votes = models.PositiveIntegerField(default=0)

    class Meta:
        """Each at a place of its own."""

        constraints = (models.UniqueConstraint(fields=["poll", "position"], name="poll_choice_once"),)

    def __str__(self) -> str:
        """Return the answer."""
        return self.text


class PollBallot(models.Model):
    """That a member has voted: one row a member and poll, and nothing of what was chosen.

    It holds no time: together with counters that somebody noted down it would tell what was chosen.
    """

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    """None when the member's account is gone: the vote stays."""
    submit_key = models.UUIDField(null=True)
    """The form's key: the same form sent twice is one vote and no mistake."""

    class Meta:
        """One ballot a member."""

        constraints = (models.UniqueConstraint(fields=["member", "poll"], name="poll_ballot_once"),)

    def __str__(self) -> str:
        """Say whose it is."""
        return f"{self.member_id} in {self.poll_id}"


class PollVote(models.Model):
    """Which choice a member's ballot names, where the poll is `linked`."""

    choice = models.ForeignKey(PollChoice, on_delete=models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        """A choice is named once; voters are listed in the order in which they chose."""

        constraints = (models.UniqueConstraint(fields=["member", "choice"], name="poll_vote_once"),)
        indexes = (models.Index(F("choice"), F("id"), name="poll_vote_of_choice"),)

    def __str__(self) -> str:
        """Say whose it is."""
        return f"{self.member_id} for {self.choice_id}"
