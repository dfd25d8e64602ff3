"""The pretend Xero, running.

    .venv/bin/python -m xero_sandbox --port 5000 --seed demo

starts the same by hand.
"""

from dev.commands import Command
from dev.paths import PYTHON, sandbox_port
from dev.processes import Background, require_free


class Sandbox(Background):
    """A running sandbox.

    :ivar url: its address; login, identity and API all answer there
    """

    def __init__(self, *, port: int | None = None, seed: str = "demo") -> None:
        """Start it and wait until it answers.

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
        ]
        super().__init__(f"sandbox-{port}", command)
        try:
            self.wait_for(f"{self.url}/_sandbox/state", 30)
        except BaseException:
            self.stop()
            raise
