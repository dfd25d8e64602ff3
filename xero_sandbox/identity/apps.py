"""The registered apps, and the person who is signed in at the pretend Xero."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class App:
    """An app as the developer portal knows it.

    `loopback_hosts` are the hosts where plain http is taken as redirect: with Xero that
    is localhost alone; https is taken anywhere here.
    """

    client_id: str
    secret: str
    name: str
    machine: bool = False
    loopback_hosts: tuple[str, ...] = ("localhost",)

    def accepts_redirect(self, uri: str) -> bool:
        """Whether the address may be returned to after consent."""
        if self.machine:
            return False
        parts = urlsplit(uri)
        if parts.fragment or not parts.hostname:
            return False
        if parts.scheme == "https":
            return True
        return parts.scheme == "http" and parts.hostname in self.loopback_hosts


@dataclass(frozen=True)
class User:
    """The person who consents."""

    id: str = "5b96e86b-418e-48e8-8949-308c14aec278"
    email: str = "aroha.ngata@example.com"
    given_name: str = "Aroha"
    family_name: str = "Ngata"

    @property
    def name(self) -> str:
        """The full name."""
        return f"{self.given_name} {self.family_name}"


USER = User()

APPS = (
    App("demo-client", "demo-secret", "Odoo (demo)"),
    App(
        "test-client",
        "test-secret",
        "Test app",
        loopback_hosts=("localhost", "127.0.0.1"),
    ),
    App("machine-client", "machine-secret", "Custom connection", machine=True),
)
