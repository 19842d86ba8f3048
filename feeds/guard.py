"""Which addresses a feed may lead us to: the public internet, unless the feed says `private: true`."""

import errno
import ipaddress
import socket
from collections.abc import Callable
from typing import Any

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
AddressInfo = tuple[int, int, int, str, tuple[Any, ...]]

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")
_COMPATIBLE = ipaddress.ip_network("::/96")
_LOW_32 = 0xFFFFFFFF
MARK = "is not on the public internet"


class BlockedAddress(OSError):
    """A connection that the guard refused before it was made."""

    def __init__(self, address: str) -> None:
        super().__init__(errno.EACCES, f"address {address} {MARK}")


def is_public(address: str) -> bool:
    """Whether this literal address belongs to the public internet, whatever form hides it."""
    try:
        ip: Address = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64_LOCAL or ip.is_site_local:
            return False
        inner = _embedded(ip)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def _embedded(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address inside a mapped, NAT64, 6to4, Teredo or IPv4-compatible one."""
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    if ip in _NAT64 or ip in _COMPATIBLE:
        return ipaddress.IPv4Address(int(ip) & _LOW_32)
    return None


def socket_factory(may_reach: Callable[[str], bool]) -> Callable[[AddressInfo], socket.socket]:
    """Makes sockets for a connector; it sees every final address, literal ones too, which a resolver never does."""

    def make(info: AddressInfo) -> socket.socket:
        family, kind, protocol, _, where = info
        if not may_reach(str(where[0])):
            raise BlockedAddress(str(where[0]))
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made

    return make


def anywhere(address: str) -> bool:
    """Every address, for feeds that say `private: true`."""
    return True
