"""wardmote rerender: show old texts as new ones are shown, while the site serves."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.core.management.base import BaseCommand, CommandError

from wardmote.boards.actions.rerendering import rerender_posts
from wardmote.conversations.actions.rerendering import rerender_messages

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable, Mapping

    from wardmote.core.text.rerendering import Rerendered

KINDS: Final[Mapping[str, Callable[..., Rerendered]]] = {"posts": rerender_posts, "messages": rerender_messages}


class Command(BaseCommand):
    """Render posts and private messages anew; begun again, it goes on where it was."""

    help = "Render posts and messages anew that an older release has made. Works while the site serves."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --only, --all and --after."""
        parser.add_argument("--only", choices=sorted(KINDS), help="Only these.")
        parser.add_argument("--all", action="store_true", help="Also what the present release has made.")
        parser.add_argument("--after", type=int, default=0, metavar="NUMBER", help="Only those above this number.")

    def handle(self, *, only: str | None, after: int, **given: Any) -> None:
        """Render them and say how far it is.

        Raises:
            CommandError: posts and messages are to go on at one number.
        """
        if after and not only:
            msg = "--after needs --only: posts and messages have numbers of their own"
            raise CommandError(msg)
        for kind in [only] if only else KINDS:
            made = KINDS[kind](after=after, every=given["all"], told=partial(self._tell, kind))
            self.stdout.write(
                f"{kind}: {made.done} rendered, {made.changed} look otherwise, {made.kept} left as they are"
            )

    def _tell(self, kind: str, so_far: Rerendered) -> None:
        if so_far.done % 1_000 == 0:
            self.stdout.write(f"{kind}: {so_far.done} … (up to {so_far.last})")
