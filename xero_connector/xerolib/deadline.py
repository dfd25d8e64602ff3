"""HTTP connections whose answers end in time, or not at all.

A socket's timeout bounds each wait, not their sum: a server that sends a byte every
few seconds is never late. Here every wait, for headers and body alike, gets only what
is left of the whole. And a failure to connect is told apart from one that came later,
because only then is it sure that nothing left this machine.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
from time import monotonic
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class NotConnected(Exception):
    """No connection was made, so nothing was sent. Of no type that urllib3 handles.

    ``reason`` is one of the words of ``errors.NotReachable``.
    """

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.reason = _reason(error)


def _reason(error: BaseException | None) -> str:
    """One word for the innermost cause that has one."""
    words = (
        (socket.gaierror, "dns"),
        (ConnectionRefusedError, "refused"),
        (TimeoutError, "timeout"),
        (ssl.SSLError, "tls"),
    )
    while error is not None:
        for kind, word in words:
            if isinstance(error, kind):
                return word
        error = error.__cause__ or error.__context__
    return "unreachable"


class _Bounded(io.RawIOBase):
    """A socket's bytes until a moment; a wait beyond it raises TimeoutError."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        super().__init__()
        self._raw = raw
        self._sock = sock
        # urllib3 has just set what is left of the whole as the socket's timeout.
        self._end = monotonic() + (sock.gettimeout() or 0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._end - monotonic()
        if left <= 0:
            raise TimeoutError("the whole answer took too long")
        self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        return super().close()


class BoundedResponse(http.client.HTTPResponse):
    """http.client's response, ending when the socket's present timeout has passed."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_Bounded(self.fp.detach(), sock))


class _Connection(HTTPConnection):
    response_class = BoundedResponse

    def connect(self) -> None:
        try:
            return super().connect()
        except Exception as error:
            raise NotConnected(error) from error


class _SecureConnection(HTTPSConnection):
    response_class = BoundedResponse

    def connect(self) -> None:
        try:
            return super().connect()
        except Exception as error:
            raise NotConnected(error) from error


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


POOLS = {"http": _Pool, "https": _SecurePool}
"""For ``PoolManager.pool_classes_by_scheme``."""
