"""A place where requests arrive and nothing ever happens."""

import socket
from types import TracebackType


class DeadEnd:
    """Listens in Xero's place and takes a request down, but tells nobody.

    :ivar url: its address
    """

    def __enter__(self) -> "DeadEnd":
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(30)
        self.url = f"http://localhost:{self._listening.getsockname()[1]}"
        return self

    def first_line(self) -> str:
        """Wait for a request, and leave it without an answer."""
        self._caller, _address = self._listening.accept()
        self._caller.settimeout(30)
        return self._caller.makefile(encoding="latin-1").readline()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listening.close()
        self._caller.close()
