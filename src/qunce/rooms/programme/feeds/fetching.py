"""Asking a web server for a feed: little, politely, and never more than is good for the house.

The name is resolved once per step and the connection goes to the very address that was looked at
(so that a name cannot change between the look and the call). One deadline counts for all of it:
a server that sends a byte a second, or never ends, takes no longer than any other one.
"""

import re
import ssl
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote, urljoin

import httpcore
from django.conf import settings

from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.rooms.programme.feeds import addresses

AGENT = "Qunce feed reader (RSS/Atom; conditional requests, at most every 10 minutes)"
KINDS = (
    "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
)
REDIRECTS = (301, 302, 303, 307, 308)
MOST_REDIRECTS = 5
CONNECT = 6.0  # seconds
READ = 10.0  # seconds between two pieces

SLOW = N_("The server did not answer in time.")
BROKEN = N_("The connection broke off.")
LARGE = N_("It is larger than %(most)s MB: that is no feed.")
ROUND = N_("It leads from one address to the next and never ends.")
STATUS = N_("The server answers with the error %(status)s.")
GONE = N_("The page is gone for good (410).")
NOT_THERE = N_("There is no such page on the server (404).")
CLOSED = N_("The server does not let us read this page (%(status)s).")
BUSY = N_("The server asks to come less often (%(status)s).")
PACKED = N_("The server sends it packed in a way that cannot be read.")
MEDIA = N_("This is a picture, a film or a file and no feed.")


class FetchError(RefusedError):
    """A feed could not be read; `wait` is for how long the server asks to be left alone."""

    def __init__(self, words: Words, wait: timedelta | None = None) -> None:
        super().__init__(words)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a server's answer is taken: seconds for all of it, bytes when unpacked."""

    seconds: float = 20.0
    size: int = 4 * 1024 * 1024


IN_WORKER = Limits()
ON_PAGE = Limits(seconds=8.0)  # somebody waits for it


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered: `body` is None where nothing has changed since the last time."""

    url: str
    body: bytes | None = None
    kind: str = ""
    etag: str = ""
    modified: str = ""


def fetch(url: str, *, etag: str = "", modified: str = "", limits: Limits = IN_WORKER) -> Fetched:
    """Ask for a feed, unless it is as it was. FetchError or RefusedError says what was wrong."""
    until = time.monotonic() + limits.seconds
    headers = {"User-Agent": AGENT, "Accept": KINDS, "Accept-Encoding": "gzip"}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": modified} if modified else {}
    for _ in range(MOST_REDIRECTS + 1):
        with _asked(url, headers, until) as answer:
            known = _headers(answer.headers)
            if answer.status in REDIRECTS and known.get("location"):
                url = _ascii(urljoin(url, known["location"]))
                continue
            if answer.status == 304:
                return Fetched(url, None, etag=etag, modified=modified)
            _check(answer.status, known)
            body = _read(answer.iter_stream(), known.get("content-encoding", ""), limits, until)
            tag, when = known.get("etag", "")[:200], known.get("last-modified", "")[:100]
            return Fetched(url, body, known.get("content-type", ""), tag, when)
    raise FetchError(Words(ROUND))


def _ascii(url: str) -> str:
    """Return an address as it goes over the wire: Chinese letters in its path are escaped."""
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")


@contextmanager
def _asked(url: str, headers: Mapping[str, str], until: float) -> Iterator[httpcore.Response]:
    host, port = addresses.check_form(url)
    left = until - time.monotonic()
    found = addresses.resolve(host, port, settings.FEED_HOSTS, seconds=left)
    backend = _Careful(found, until)
    timeout = {"connect": CONNECT, "read": READ, "write": READ, "pool": CONNECT}
    try:
        with (
            httpcore.ConnectionPool(network_backend=backend, retries=0) as pool,
            pool.stream(
                "GET", _wire(url), headers=list(headers.items()), extensions={"timeout": timeout}
            ) as answer,
        ):
            yield answer
    except httpcore.TimeoutException:
        raise FetchError(Words(SLOW)) from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError):
        raise FetchError(Words(BROKEN)) from None
    except (ValueError, UnicodeError, TypeError):
        raise FetchError(Words(addresses.ODD)) from None


def _wire(url: str) -> str:
    """Return an address with its server's name as DNS knows it."""
    host, _port = addresses.check_form(url)
    if host.isascii():
        return _ascii(url)
    return _ascii(url.replace(host, host.encode("idna").decode(), 1))


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}


def _check(status: int, headers: Mapping[str, str]) -> None:
    """FetchError for an answer that is no page."""
    wait = _wait(headers.get("retry-after", ""))
    if status in {404, 410}:
        raise FetchError(Words(GONE if status == 410 else NOT_THERE), wait)
    if status in {401, 403, 451}:
        raise FetchError(Words(CLOSED, {"status": status}), wait)
    if status in {429, 503}:
        raise FetchError(Words(BUSY, {"status": status}), wait)
    if status != 200:
        raise FetchError(Words(STATUS, {"status": status}), wait)
    if re.match(
        r"(image|video|audio|font)/|application/(pdf|zip)", headers.get("content-type", "")
    ):
        raise FetchError(Words(MEDIA))


def _wait(said: str) -> timedelta | None:
    """Return what Retry-After says in seconds, at most a day; a date counts as nothing said."""
    if said.strip().isdecimal() and len(said.strip()) < 10:
        return min(timedelta(seconds=int(said)), timedelta(days=1))
    return None


def _read(pieces: Iterable[bytes], packing: str, limits: Limits, until: float) -> bytes:
    """Return a body, unpacked piece by piece, so that nothing grows beyond the limit."""
    packing = packing.strip().lower()
    if packing not in {"", "identity", "gzip", "x-gzip"}:
        raise FetchError(Words(PACKED))
    unpack = zlib.decompressobj(wbits=31) if "gzip" in packing else None
    parts, size = [], 0
    for piece in pieces:
        if time.monotonic() > until:
            raise FetchError(Words(SLOW))
        try:
            part = unpack.decompress(piece, limits.size + 1 - size) if unpack else piece
        except zlib.error:
            raise FetchError(Words(PACKED)) from None
        parts.append(part)
        size += len(part)
        if size > limits.size:
            raise FetchError(Words(LARGE, {"most": limits.size // 1024 // 1024}))
    return b"".join(parts)


class _Careful(httpcore.NetworkBackend):
    """Connects to the addresses that were looked at, and ends all of it at one deadline."""

    def __init__(self, known: list[str], until: float) -> None:
        self._known = known
        self._until = until
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002  (the name was resolved and looked at before)
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers."""
        fault: Exception = httpcore.ConnectError()
        for address in self._known:
            left = _left(self._until, timeout, httpcore.ConnectTimeout)
            try:
                made = self._inner.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                fault = error
            else:
                return _Ending(made, self._until)
        raise fault


class _Ending(httpcore.NetworkStream):
    """A connection that reads and writes until its deadline and no longer."""

    def __init__(self, inner: httpcore.NetworkStream, until: float) -> None:
        self._inner = inner
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read a piece."""
        return self._inner.read(max_bytes, _left(self._until, timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write a piece."""
        self._inner.write(buffer, _left(self._until, timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Close it."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Go on encrypted; the certificate has to be that of the server's name."""
        left = _left(self._until, timeout, httpcore.ConnectTimeout)
        return _Ending(self._inner.start_tls(ssl_context, server_hostname, left), self._until)

    def get_extra_info(self, info: str) -> object:
        """Return what the connection knows of itself."""
        return self._inner.get_extra_info(info)


def _left(until: float, timeout: float | None, fault: type[Exception]) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise fault
    return left if timeout is None else min(left, timeout)
