"""`wardmote createadmin`: the first administrator, or one more."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from wardmote.accounts.actions.groups import add_to_group
from wardmote.accounts.actions.members import create_member
from wardmote.accounts.actor import system
from wardmote.accounts.groups import ADMINISTRATORS
from wardmote.accounts.models import Member
from wardmote.core.errors import Invalid

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Make an administrator."""

    help = "Make an administrator. Asks for what is not given; the password is asked for, or read from a pipe."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the name and the address; never the password, which others could read from the list of processes."""
        parser.add_argument("--name", default="", help="The name to sign in with.")
        parser.add_argument("--email", default="", help="The e-mail address; it counts as confirmed.")

    def handle(self, *_args: object, **options: object) -> None:
        """Ask, check, make."""
        name = str(options["name"]) or input("Name: ")
        email = str(options["email"]) or input("E-mail address: ")
        password = self._password(name, email)
        try:
            member = self._make(name, email, password)
        except Invalid as error:
            raise CommandError(" ".join(str(text) for texts in error.fields.values() for text in texts)) from None
        self.stdout.write(f"{member.name} is an administrator.")

    @staticmethod
    def _password(name: str, email: str) -> str:
        if not sys.stdin.isatty():
            password = sys.stdin.readline().rstrip("\n")
        else:
            password = getpass.getpass("Password: ")
            if getpass.getpass("Password, again: ") != password:
                raise CommandError("The passwords differ.")
        try:
            validate_password(password, Member(name=name, email=email))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        return password

    @staticmethod
    @transaction.atomic
    def _make(name: str, email: str, password: str) -> Member:
        actor = system("createadmin")
        member = create_member(actor=actor, name=name, email=email, password=password, confirmed=True)
        add_to_group(actor=actor, member=member, group_key=ADMINISTRATORS, reason="createadmin")
        return member
