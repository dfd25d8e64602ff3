"""Where Xero is."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from .errors import HostRefused, NotEncrypted


@dataclass(frozen=True)
class Hosts:
    """Where Xero is. ``loopback_only`` (tests) refuses to call any other machine.

    Raises ValueError on an address that is no absolute http(s) one: without a scheme
    the token would travel unencrypted.
    """

    login_url: str
    identity_url: str
    api_url: str
    loopback_only: bool = False

    def __post_init__(self) -> None:
        for url in (self.login_url, self.identity_url, self.api_url):
            if not url.startswith(("https://", "http://")) or not _host(url):
                raise ValueError(f"no absolute http(s) address: {url!r}")

    def check(self, url: str) -> str:
        """The host of ``url``. Raises HostRefused, or NotEncrypted where a token would
        leave this machine as plain text; before anything is looked up."""
        host = _host(url)
        if _is_loopback(host):
            return host
        if self.loopback_only:
            raise HostRefused(host)
        if not url.startswith("https://"):
            raise NotEncrypted(host)
        return host


def _host(url: str) -> str:
    """As urllib3 will understand it: another parser might see another host."""
    try:
        return (parse_url(url).host or "").strip("[]")
    except LocationParseError:
        return ""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
