"""The pretend Xero, running.

    .venv/bin/python -m xero_sandbox --port 5000 --seed demo

starts the same by hand.
"""

import os

from dev.commands import Command
from dev.paths import PYTHON, sandbox_port
from dev.processes import Background, require_free

TRAFFIC = "XERO_TRAFFIC"


class Sandbox(Background):
    """A running sandbox.

    :ivar url: its address; login, identity and API all answer there
    """

    def __init__(
        self,
        *,
        port: int | None = None,
        seed: str = "demo",
        record: str | None = os.environ.get(TRAFFIC),
    ) -> None:
        """Start it and wait until it answers.

        :param record: file to which every call is appended; by default $XERO_TRAFFIC
        :raise Stop: the port is taken, or it does not come up
        """
        port = port or sandbox_port()
        require_free(port, "SANDBOX_PORT")
        self.url = f"http://localhost:{port}"
        command: Command = [
            PYTHON,
            "-m",
            "xero_sandbox",
            "--port",
            str(port),
            "--seed",
            seed,
            *(("--record", record) if record else ()),
        ]
        super().__init__(f"sandbox-{port}", command)
        try:
            self.wait_for(f"{self.url}/_sandbox/state", 30)
        except BaseException:
            self.stop()
            raise
