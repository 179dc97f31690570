"""Where the house may go: public addresses only, looked at after each name was resolved.

A feed's address is written by a person and may redirect anywhere. Without this, somebody could
let the server read what stands behind it: its own pages, a router, a cloud's metadata.
"""

import ipaddress
import socket
from collections.abc import Collection
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words

NO_WEB = N_("An address begins with http:// or https://.")
NO_NAME = N_("There is no server in this address.")
NAMED = N_("An address with a user name or a password is not read.")
PRIVATE = N_("%(host)s is an address within a house (%(address)s): nothing is read from there.")
UNKNOWN = N_("There is no server called %(host)s.")
SLOW = N_("No name server said in time where %(host)s is.")
ODD = N_("This is no address of the web.")

LOOK_UP = 5.0  # seconds


def check_form(url: str) -> tuple[str, int]:
    """Return host and port of a web address. RefusedError for what is none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise RefusedError(Words(ODD)) from None
    if parts.scheme not in {"http", "https"}:
        raise RefusedError(Words(NO_WEB))
    if parts.username is not None or parts.password is not None:
        raise RefusedError(Words(NAMED))
    if not host:
        raise RefusedError(Words(NO_NAME))
    return host, port or (443 if parts.scheme == "https" else 80)


def resolve(
    host: str, port: int, opened: Collection[str] = (), *, seconds: float = LOOK_UP
) -> list[str]:
    """Return the IP addresses of a server. RefusedError where one of them is not public.

    Also where no name server answers within some `seconds`. `opened` are servers within the house
    that may be read: "host" or "host:port". All addresses of a name are looked at, so that none is
    used that was not.
    """
    found = _look_up(host, port, min(seconds, LOOK_UP))
    if found is None:
        raise RefusedError(Words(UNKNOWN, {"host": host}))
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not addresses:
        raise RefusedError(Words(UNKNOWN, {"host": host}))
    if {host, f"{host}:{port}"}.isdisjoint(opened):
        for address in addresses:
            if not is_public(address):
                raise RefusedError(Words(PRIVATE, {"host": host, "address": address}))
    return addresses


Found = list[tuple[Any, ...]]


def _look_up(host: str, port: int, seconds: float) -> Found | None:
    """Return what the system knows of a name, None for nothing. RefusedError where it takes long.

    The system's own call knows no deadline: it runs aside, and is left alone when time is up.
    """
    answers: SimpleQueue[Found | None] = SimpleQueue()

    def ask() -> None:
        found: Found | None = None
        try:
            found = list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            pass
        finally:
            answers.put(found)

    Thread(target=ask, name=f"look up {host}", daemon=True).start()
    try:
        return answers.get(timeout=max(seconds, 0.001))
    except Empty:
        raise RefusedError(Words(SLOW, {"host": host})) from None


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the open internet: no loopback, no private network.

    An IPv4 address inside one of IPv6 (mapped, 6to4, Teredo, NAT64) is looked at itself.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if any(each is not None and not each.is_global for each in inner):
            return False
        if ip.ipv4_mapped is not None:
            return True
    return ip.is_global and not ip.is_multicast
