"""Send one request to a receiver that may do anything: hang, drip, flood, lie about its name, lead elsewhere.

Every wait ends at one deadline, and no more than a few dozen kilobytes are ever read. There is no proxy, no cookie and
no connection kept.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from wardmote.webhooks.errors import SendingError
from wardmote.webhooks.models import Trouble
from wardmote.webhooks.reachable import Place, find_machines, led_on, take_apart

if TYPE_CHECKING:
    from collections.abc import Mapping

CONNECT_S: Final = 5.0
"""Seconds to reach one machine."""
WHOLE_S: Final = 20.0
"""Seconds for all of it, redirects included; only the system's own look-up of a name is beyond our reach."""
BODY_S: Final = 3.0
"""Seconds more for the text of an answer whose status is there."""
REDIRECTS_MOST: Final = 3
MACHINES_MOST: Final = 3
"""Machines of one name that are tried."""
READ_BYTES: Final = 64 * 1024
"""Bytes read of one answer at the most, its head included."""
ANSWER_BYTES: Final = 1024
_OF_ALL: Final = frozenset({401, 403, 404, 407, 408, 425, 429})
"""Answers that say nothing of what was sent: whatever is sent would get them."""
_LEADS_ON: Final = frozenset({301, 302, 307, 308})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver said, and how its text began."""

    status: int
    text: str

    @property
    def is_good(self) -> bool:
        """Say whether it took the event."""
        return 200 <= self.status < 300  # noqa: PLR2004

    @property
    def is_of_all(self) -> bool:
        """Say of a refusal whether anything else would get it, too."""
        return self.status in _OF_ALL or not 400 <= self.status < 500  # noqa: PLR2004


def post(address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send a body to an address and return the answer, whatever its status; redirects send it again.

    Raises:
        SendingError: there was no answer, or none may be asked for.
    """
    place = take_apart(address)
    deadline = time.monotonic() + WHOLE_S
    for _turn in range(REDIRECTS_MOST + 1):
        answer, location = _ask(place, body, headers, deadline)
        if answer.status not in _LEADS_ON or not location:
            return answer
        place = led_on(place, location)
    raise SendingError(Trouble.REDIRECTS)


def _ask(place: Place, body: bytes, headers: Mapping[str, str], deadline: float) -> tuple[Answer, str]:
    try:
        with _connect(place, deadline) as line:
            connection = http.client.HTTPConnection(place.host, place.port)
            connection.sock = line  # all that it asks of a socket
            connection.request("POST", place.path, body, {"Host": place.host_header, **headers})
            response = connection.getresponse()
            location = response.getheader("Location") or ""
            return Answer(response.status, _text_of(response, line)), location
    except TimeoutError as error:
        raise SendingError(Trouble.TIME) from error
    except ssl.SSLError as error:
        raise SendingError(Trouble.TLS, str(error)) from error
    except (http.client.HTTPException, ValueError) as error:
        broken = isinstance(error, ConnectionError)  # RemoteDisconnected is both
        raise SendingError(Trouble.CONNECTION if broken else Trouble.PROTOCOL, _said(error)) from error
    except OSError as error:
        raise SendingError(Trouble.CONNECTION, _said(error)) from error


def _text_of(response: http.client.HTTPResponse, line: _Line) -> str:
    """Return how the answer's text begins; its status has been told, so that trouble with the text is none."""
    line.deadline = min(line.deadline, time.monotonic() + BODY_S)
    taken = b""
    try:
        while len(taken) < ANSWER_BYTES and (part := response.read1(ANSWER_BYTES - len(taken))):
            taken += part
    except (OSError, http.client.HTTPException, ValueError):
        pass
    return taken.decode("utf-8", "replace")


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def _connect(place: Place, deadline: float) -> _Line:
    trouble: OSError = TimeoutError()
    for machine in find_machines(place)[:MACHINES_MOST]:
        try:
            plain = socket.create_connection((machine, place.port), timeout=min(CONNECT_S, _left(deadline)))
        except OSError as error:
            trouble = error
            continue
        try:
            plain.settimeout(_left(deadline))
            return _Line(_secured(plain, place) if place.scheme == "https" else plain, deadline)
        except BaseException:
            plain.close()
            raise
    raise trouble


def _secured(plain: socket.socket, place: Place) -> socket.socket:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context.wrap_socket(plain, server_hostname=place.host)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Line:
    """What `http.client` asks of a socket, with one deadline for all of it and a bound on what is read."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock = sock
        self.deadline = deadline

    def sendall(self, data: Any) -> None:
        self._sock.settimeout(_left(self.deadline))
        self._sock.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self, self._sock))

    def close(self) -> None:
        """Stay open: `http.client` calls it while the answer is still to be read."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._sock.close()


class _Reader(io.RawIOBase):
    """Reads what comes in time and within the bound."""

    def __init__(self, line: _Line, sock: socket.socket) -> None:
        super().__init__()
        self._line, self._sock = line, sock
        self._taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._taken >= READ_BYTES:
            raise http.client.HTTPException(f"more than {READ_BYTES} bytes")
        self._sock.settimeout(_left(self._line.deadline))
        taken = self._sock.recv_into(buffer)
        self._taken += taken
        return taken
