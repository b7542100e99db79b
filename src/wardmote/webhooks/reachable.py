"""Which addresses a webhook may have, and which machines it may reach.

A webhook is a request that somebody else chooses and our machine sends, from inside whatever network it stands in. So
a name is resolved by us, every address that it has must be one of the public internet, and the connection goes to an
address that was checked, never to the name again: an answer of DNS that changes in between changes nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from wardmote.webhooks.errors import SendingError
from wardmote.webhooks.models import Trouble

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wardmote.core.errors import Text

IP: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

ADDRESS_CHARS: Final = 500
LEAST_FREE_PORT: Final = 1024
"""Ports from here on, and the web's own two, may be reached: no mail server or the like is ever spoken to."""

# Source: the IANA special-purpose address registries for IPv4 and IPv6, RFC 6890 and its successors; multicast is RFC
# 5771. 168.63.129.16 is a machine inside Azure that looks public from everywhere else.
_CLOSED_V4: Final = tuple(
    map(
        ipaddress.IPv4Network,
        ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
         "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
         "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
         "168.63.129.16/32"),
    )
)  # fmt: skip
_OPEN_V6: Final = ipaddress.IPv6Network("2000::/3")
"""All that is given out as public so far. What maps or embeds IPv4 (::ffff:0:0/96, 64:ff9b::/96) lies outside."""
_CLOSED_V6: Final = tuple(
    map(
        ipaddress.IPv6Network,
        ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
)
_NEVER: Final = tuple(
    map(
        ipaddress.ip_network,
        ("0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "::/128", "ff00::/8", "fe80::/10"),
    )
)  # fmt: skip
"""Not reached for a named internal receiver either: machines' own metadata are here, and whole networks."""


_USER, _PORT = "user", "port"
_WRONG: Final[dict[str, Text]] = {
    _USER: _("Leave out the name and the password: whatever is sent is signed with the secret."),
    _PORT: _("Webhooks reach the ports 80 and 443, and those from 1024 on."),
}


@dataclass(frozen=True, slots=True)
class Place:
    """An address taken apart: whom to ask for, and for what."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_named(self) -> bool:
        """Say whether it is one of the internal receivers that the machine's owner has named."""
        return self.host in {name.lower().strip("[]") for name in settings.WEBHOOK_PRIVATE_HOSTS}

    @property
    def host_header(self) -> str:
        """Return the host as a request names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": 443, "http": 80}[self.scheme]
        return host if self.port == usual else f"{host}:{self.port}"


def take_apart(address: str) -> Place:
    """Return an address taken apart (no look-up).

    Raises:
        SendingError: it is no address of the web, holds a user's name, or is one that no webhook may have by itself:
            not https on a public site, or on a port that belongs to something else.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
        host = host if ":" in host else host.encode("idna").decode()
    except ValueError:  # UnicodeError is one
        raise SendingError(Trouble.ADDRESS) from None
    if parts.scheme not in {"https", "http"}:
        raise SendingError(Trouble.SCHEME)
    has_space = any(char.isspace() or not char.isprintable() for char in address)
    if has_space or not host or "%" in host or len(address) > ADDRESS_CHARS:
        raise SendingError(Trouble.ADDRESS)
    if parts.username is not None:
        raise SendingError(Trouble.ADDRESS, _USER)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
        "?" + quote(parts.query, safe="/?%:@!$&'()*+,;=~-._") if parts.query else ""
    )
    place = Place(parts.scheme, host.lower(), port or (443 if parts.scheme == "https" else 80), path)
    if not place.is_named:
        if place.scheme != "https" and settings.PRODUCTION:
            raise SendingError(Trouble.SCHEME)
        if port is not None and port not in {80, 443} and port < LEAST_FREE_PORT:
            raise SendingError(Trouble.ADDRESS, _PORT)
    return place


def wrong_with(address: str) -> Text:
    """Say what is wrong with an address as it stands; where its name leads is looked up when something is sent."""
    if len(address) > ADDRESS_CHARS:
        return _("At most %(most)s characters.") % {"most": ADDRESS_CHARS}
    try:
        place = take_apart(address)
    except SendingError as error:
        if error.trouble == Trouble.SCHEME:
            return _("Enter a web address that begins with https://.")
        return _WRONG.get(error.detail, _("This is no web address."))
    is_number = place.host.replace(".", "").isdigit() or ":" in place.host
    if is_number and not may_reach(place.host, named=place.is_named):
        return _("Webhooks reach machines of the public internet only; this address belongs to another network.")
    return ""


def led_on(before: Place, location: str) -> Place:
    """Return where a redirect leads.

    Raises:
        SendingError: no webhook may go there, or it leads from https to http.
    """
    origin = f"{before.scheme}://{before.host_header}{before.path}"
    try:
        whole = urljoin(origin, location)
    except ValueError:
        raise SendingError(Trouble.ADDRESS) from None
    place = take_apart(whole)
    if before.scheme == "https" and place.scheme != "https":
        raise SendingError(Trouble.SCHEME)
    return place


def find_machines(place: Place) -> Sequence[str]:
    """Return the addresses of the machines behind a name, each checked.

    Raises:
        SendingError: the name has none, or any of them is not public. A named internal receiver may have any but a few.
    """
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:
        raise SendingError(Trouble.NAME, str(error)) from error
    machines = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not machines:
        raise SendingError(Trouble.NAME)
    for machine in machines:
        if not may_reach(machine, named=place.is_named):
            raise SendingError(Trouble.ADDRESS)
    return machines


def may_reach(machine: str, *, named: bool = False) -> bool:
    """Say whether a webhook may reach a machine, given by its number."""
    try:
        ip: IP = ipaddress.ip_address(machine)
    except ValueError:
        return False
    if named:
        inner = getattr(ip, "ipv4_mapped", None) or ip
        return not any(inner in network for network in _NEVER if network.version == inner.version)
    return is_public(ip)


def is_public(ip: IP) -> bool:
    """Say whether an address belongs to the public internet, and stands for no other."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not any(ip in network for network in _CLOSED_V4)
    inside = ip in _OPEN_V6 and ip.scope_id is None
    return inside and ip.is_global and not any(ip in network for network in _CLOSED_V6)
