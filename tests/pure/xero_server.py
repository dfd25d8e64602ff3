"""A real HTTP server that answers what a test tells it, one answer after another."""

from __future__ import annotations

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Request:
    """One request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    client_port: int

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode()))


@dataclass
class Reply:
    """An answer, or a way of not answering.

    ``raw`` is sent instead of a well-formed answer, ``pause`` seconds after each of
    its bytes; then the connection is closed. ``delay`` is before the first byte.
    """

    status: int = 200
    body: bytes | str | object = b""
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    pause: float = 0.0
    delay: float = 0.0


class Server:
    """Listens on 127.0.0.1; ``requests`` is what came, ``replies`` what will be sent.

    The last reply is repeated for ever, so that a surplus call is counted and not
    hidden behind an error.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.replies: deque[Reply] = deque([Reply(body={})])
        self._stopping = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                headers = {key.lower(): value for key, value in self.headers.items()}
                body = self.rfile.read(length)
                request = Request(
                    self.command, self.path, headers, body, self.client_address[1]
                )
                owner.requests.append(request)
                owner.answer(self)

            do_GET = do_PUT = do_POST = do_DELETE = handle_one  # noqa: N815

            def log_message(self, *_args: object) -> None:
                """Quiet."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def reply(self, *replies: Reply) -> None:
        self.replies = deque(replies)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        reply = self.replies.popleft() if len(self.replies) > 1 else self.replies[0]
        self._stopping.wait(reply.delay)
        if reply.raw is not None:
            self._send_raw(handler, reply)
            return
        body = reply.body
        if isinstance(body, str):
            body = body.encode()
        elif not isinstance(body, bytes):
            body = json.dumps(body).encode()
        handler.send_response(reply.status)
        for key, value in reply.headers.items():
            handler.send_header(key, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def _send_raw(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        handler.close_connection = True
        step = 1 if reply.pause else max(1, len(reply.raw))
        try:
            for start in range(0, len(reply.raw), step):
                handler.wfile.write(reply.raw[start : start + step])
                handler.wfile.flush()
                if reply.pause and self._stopping.wait(reply.pause):
                    return
        except OSError:
            return  # the client has had enough, which is what such a test is about

    def close(self) -> None:
        self._stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
