"""A pretend Xero in a process of its own, and an app that is connected to it."""

import re
from pathlib import Path
from typing import Any

import httpx

from dev.commands import Command
from dev.paths import PYTHON
from dev.processes import Background, free_port

_NO_LIMIT = 1_000_000


class Xero:
    """A running sandbox without rate limits; calls are the bare HTTP.

    :ivar url: its address
    :ivar tenant_id: of its first organisation
    :ivar token: an access token that is good for that organisation
    """

    def __init__(self, seed: str) -> None:
        """Start it and wait until it answers: a large seed takes its time.

        :raise Stop: it does not come up
        """
        port = free_port()
        what = ("--port", str(port), "--seed", seed)
        command: Command = [PYTHON, "-m", "xero_sandbox", *what]
        self._process = Background(f"bench-sandbox-{port}", command)
        self.url = f"http://localhost:{port}"
        self._http = httpx.Client(base_url=self.url, timeout=60)
        try:
            # Not its state: of a large seed that is gigabytes.
            self._process.wait_for(f"{self.url}/_sandbox/faults")
            self._connect()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self._http.close()
        self._process.stop()

    def get(self, path: str, **query: str | int) -> httpx.Response:
        """Read from ``/api.xro/2.0/``; the whole answer has arrived."""
        return self._answered("GET", path, params=query)

    def put(self, path: str, body: bytes, **query: str | int) -> httpx.Response:
        """Create; the body is JSON."""
        headers = {"Content-Type": "application/json"}
        return self._answered("PUT", path, content=body, headers=headers, params=query)

    def peak_memory(self) -> float:
        """The most that its process has had in memory so far, in MB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s*(\d+) kB", status)
        assert found, "Linux tells a process's memory in /proc"
        return int(found[1]) / 1024

    def tenant(self, name: str) -> str:
        """The id of the organisation of that name."""
        found = self._http.get("/_sandbox/state").json()["organisations"]
        return next(str(one["tenantId"]) for one in found if one["name"] == name)

    def delay(self, method: str, path: str, seconds: float) -> None:
        """Let every such call wait before it is answered."""
        wish = {"do": "delay", "method": method, "seconds": seconds, "times": None}
        wish["path"] = f"/api.xro/2.0/{path}"
        self._http.post("/_sandbox/faults", json=wish).raise_for_status()

    def forget_faults(self) -> None:
        self._http.delete("/_sandbox/faults").raise_for_status()

    # === What it was asked === #

    def forget_calls(self) -> None:
        self._http.delete("/_sandbox/calls").raise_for_status()

    def calls(self, method: str = "", path: str = "") -> list[dict[str, Any]]:
        """The calls of its accounting API since they were forgotten.

        :param path: what comes after ``/api.xro/2.0/``
        """
        answer = self._http.get("/_sandbox/calls").raise_for_status()
        return [
            call
            for call in answer.json()
            if call["path"].startswith(f"/api.xro/2.0/{path}")
            and method in ("", call["method"])
        ]

    def _connect(self) -> None:
        form = {"grant_type": "client_credentials"}
        app = ("machine-client", "machine-secret")
        token = self._http.post("/connect/token", data=form, auth=app)
        self._http.headers["Accept"] = "application/json"
        self.token = str(token.json()["access_token"])
        self._http.headers["Authorization"] = f"Bearer {self.token}"
        self.tenant_id = str(self._http.get("/connections").json()[0]["tenantId"])
        self._http.headers["xero-tenant-id"] = self.tenant_id
        limits = dict.fromkeys(("minute", "day", "concurrent"), _NO_LIMIT)
        self._http.post("/_sandbox/limits", json=limits).raise_for_status()

    def _answered(self, method: str, path: str, **request: Any) -> httpx.Response:
        answer = self._http.request(method, f"/api.xro/2.0/{path}", **request)
        return answer.raise_for_status()
