"""Where a mail goes: an SMTP server, or a folder of .eml files where there is none."""

from __future__ import annotations

import contextlib
import datetime as dt
import email
import os
import re
import smtplib
import ssl
from email.utils import parseaddr
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from django.conf import settings
from django.core.mail.message import sanitize_address

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wardmote.conf.env import MailServer
    from wardmote.notifications.models import OutgoingMail

PERMANENT: Final = 500
"""SMTP replies from here on say that the mail will never be taken. Source: RFC 5321, 4.2.1."""


ANSWER_S: Final = 600
"""Seconds that a server has to answer a mail's end: who gives up sooner sends it twice. Source: RFC 5321, 4.5.3.2.6."""

if TYPE_CHECKING:
    Handing: TypeAlias = Callable[[], None]
    """Called before the last byte of a mail goes out, after which the server may have it."""


class DeliveryError(Exception):
    """The mail was not taken.

    `for_good`: another try has no sense; `all_alike`: other mails would fail too; `unknown`: there is no such address.
    """

    def __init__(self, message: str, *, for_good: bool = False, all_alike: bool = False, unknown: bool = False) -> None:
        """Keep what happened."""
        super().__init__(message)
        self.for_good = for_good
        self.all_alike = all_alike
        self.unknown = unknown


class Delivery(Protocol):
    """A way to deliver mails."""

    def deliver(self, mail: OutgoingMail, handing: Handing = ...) -> None:
        """Deliver one.

        Raises:
            DeliveryError: it was not taken.
        """

    def rest(self) -> None:
        """Let go of what is held between mails: nothing is due at the moment."""


class FolderDelivery:
    """Write each mail as a file; the same mail gets the same name, so that a second try makes no second file."""

    def __init__(self, folder: Path) -> None:
        """Make the folder."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder = folder

    def deliver(self, mail: OutgoingMail, handing: Handing = lambda: None) -> None:
        """Write the file under another name, then rename it: nobody sees half a mail, and none is written twice."""
        del handing
        made = mail.made_at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
        path = self.folder / f"{made}-{mail.pk:010d}.eml"
        partial = path.with_suffix(".partial")
        try:
            with partial.open("wb") as file:
                file.write(bytes(mail.message))
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        except OSError as error:
            raise DeliveryError(f"{path.name}: {error.strerror}") from error

    def rest(self) -> None:
        """Hold nothing."""


class SmtpDelivery:
    """Send by SMTP, one connection for a row of mails."""

    def __init__(self, server: MailServer) -> None:
        """Keep the server's address; the first mail opens the connection."""
        self.server = server
        self._connection: smtplib.SMTP | None = None

    def deliver(self, mail: OutgoingMail, handing: Handing = lambda: None) -> None:
        """Hand the mail to the server."""
        message = bytes(mail.message)
        sender = parseaddr(str(email.message_from_bytes(message)["From"] or settings.DEFAULT_FROM_EMAIL))[1]
        try:
            _converse(self._open(), sender, sanitize_address(mail.recipient, "utf-8"), message, handing)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self._hang_up()
            raise _failure(error) from error
        except BaseException:
            self._hang_up()
            raise

    def rest(self) -> None:
        """Take leave and close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                connection.quit()

    def _hang_up(self) -> None:
        """Close the connection without a word: a server that hangs would not answer the leave either."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _open(self) -> smtplib.SMTP:
        if self._connection is not None:
            return self._connection
        server, timeout_s = self.server, settings.EMAIL_TIMEOUT
        made: smtplib.SMTP
        if server.tls == "tls":
            made = smtplib.SMTP_SSL(server.host, server.port, timeout=timeout_s, context=ssl.create_default_context())
        else:
            made = smtplib.SMTP(server.host, server.port, timeout=timeout_s)
        try:
            if server.tls == "starttls":
                made.starttls(context=ssl.create_default_context())
            if server.user:
                made.login(server.user, server.password)
        except BaseException:
            made.close()
            raise
        self._connection = made
        return made


def _converse(connection: smtplib.SMTP, sender: str, recipient: str, message: bytes, handing: Handing) -> None:
    """Send one mail, calling `handing` between its text and the line that ends it (`SMTP.sendmail` has no such place).

    Raises:
        SMTPException, OSError: the server refused, or did not answer.
    """
    connection.ehlo_or_helo_if_needed()
    options = ["BODY=8BITMIME"] if connection.does_esmtp and connection.has_extn("8bitmime") else []
    code, reply = connection.mail(sender, options)
    if code != _DONE:
        raise smtplib.SMTPSenderRefused(code, reply, sender)
    code, reply = connection.rcpt(recipient)
    if code not in {_DONE, _FORWARDED}:
        raise smtplib.SMTPRecipientsRefused({recipient: (code, reply)})
    code, reply = connection.docmd("DATA")
    if code != _GO_ON:
        raise smtplib.SMTPDataError(code, reply)
    connection.send(_dotted(message))
    handing()
    connection.send(b".\r\n")
    if connection.sock is not None:
        connection.sock.settimeout(ANSWER_S)
    code, reply = connection.getreply()
    if code != _DONE:
        raise smtplib.SMTPDataError(code, reply)
    if connection.sock is not None:
        connection.sock.settimeout(connection.timeout)


_DONE, _FORWARDED, _GO_ON = 250, 251, 354


def _dotted(message: bytes) -> bytes:
    """Return the text as DATA takes it: CRLF at each line's end, a dot before a dot. Source: RFC 5321, 4.5.2."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", message)
    return re.sub(rb"(?m)^\.", b"..", lines if lines.endswith(b"\r\n") else lines + b"\r\n")


_UNKNOWN: Final = re.compile(
    r"\b5\.1\.(?:1|10|6)\b|user (?:is )?unknown|unknown (?:user|recipient|mailbox)|no such (?:user|mailbox|recipient)"
    r"|(?:user|mailbox|recipient|account|address) (?:\S+ )?(?:does not|doesn't) exist|(?:mailbox|user) not found"
    r"|invalid (?:recipient|mailbox)",
    re.IGNORECASE,
)
"""What servers say of an address that is not there. Source: RFC 3463 for 5.1.1, 5.1.6 and RFC 7505 for 5.1.10."""


def _failure(error: Exception) -> DeliveryError:
    """Say what went wrong.

    A refused recipient or text is that mail's trouble, for good or not; a refused connection, sender or sign-in is the
    site's and may pass.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        unknown = code >= PERMANENT and _UNKNOWN.search(_plain(text)) is not None
        return DeliveryError(f"{code} {_plain(text)}", for_good=code >= PERMANENT, unknown=unknown)
    if isinstance(error, smtplib.SMTPDataError):
        return DeliveryError(f"{error.smtp_code} {_plain(error.smtp_error)}", for_good=error.smtp_code >= PERMANENT)
    if isinstance(error, smtplib.SMTPResponseException):
        return DeliveryError(f"{error.smtp_code} {_plain(error.smtp_error)}", all_alike=True)
    return DeliveryError(f"{type(error).__name__}: {error}", all_alike=not isinstance(error, ValueError))


def _plain(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply


def configured() -> Delivery:
    """Return the delivery that the settings name."""
    if settings.MAIL_SERVER is not None:
        return SmtpDelivery(settings.MAIL_SERVER)
    return FolderDelivery(settings.DATA / "mail")
