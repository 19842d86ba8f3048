"""Which addresses a feed may lead us to."""

import pytest

from feeds.guard import is_public


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_of_the_public_internet_may_be_reached(address):
    """Plain, mapped and NAT64 forms of public addresses pass."""
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "100.127.255.254", "224.0.0.1", "239.1.1.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1",
        "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "fec0::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a00:1",
        "64:ff9b:1::808:808", "2002:7f00:1::", "2002:a9fe:a9fe::", "::10.0.0.1", "fd00:ec2::254", "localhost", "",
    ],
)  # fmt: skip
def test_addresses_inside_a_network_may_not(address):
    """Private, loopback, link-local, metadata, shared, multicast and reserved ones are refused, however disguised."""
    assert not is_public(address)
