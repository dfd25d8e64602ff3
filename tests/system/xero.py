"""The pretend Xero, as a test sees and steers it: by its control interface."""

import time
from decimal import Decimal
from typing import Any

import httpx

Row = dict[str, Any]

# Xero forgets an Idempotency-Key after six minutes.
KEYS_FORGOTTEN = 7 * 60


class Xero:
    """A running sandbox.

    :ivar url: its address
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=f"{url}/_sandbox", timeout=20)
        # Tests are quicker than the sixty calls a minute that Xero allows.
        self._ask("POST", "limits", {"minute": 6000})

    def forget(self) -> None:
        """Forget faults and calls; all data stays."""
        self.forget_faults()
        self._ask("DELETE", "calls")

    def forget_faults(self) -> None:
        self._ask("DELETE", "faults")

    def rows(self, kind: str) -> list[Row]:
        """Xero's objects of a kind (``Invoices``) in the first organisation."""
        state: Row = self._ask("GET", "state")
        found: list[Row] = state["organisations"][0][kind]
        return found

    def ledgers(self) -> Row:
        """Everything that it holds, and who may come in, to be kept in a file."""
        held: Row = self._ask("GET", "ledgers")
        return held

    def load(self, ledgers: Row) -> None:
        """Hold what was kept, and nothing else."""
        self._ask("POST", "ledgers", ledgers)

    def tenant(self, organisation: str) -> str:
        """Xero's id of an organisation, by its name."""
        state: Row = self._ask("GET", "state")
        found = (o for o in state["organisations"] if o["name"] == organisation)
        return str(next(found)["tenantId"])

    def invoices(self, numbers: list[str]) -> list[tuple[str, Decimal]]:
        """Number and total of every sales invoice that carries one of the numbers."""
        return sorted(
            (row["InvoiceNumber"], Decimal(str(row["Total"])))
            for row in self.rows("Invoices")
            if row["Type"] == "ACCREC" and row.get("InvoiceNumber") in numbers
        )

    def contacts(self, names: list[str]) -> list[str]:
        """The name of every contact, archived ones too, that is one of these."""
        return sorted(
            row["Name"] for row in self.rows("Contacts") if row["Name"] in names
        )

    def calls(self, method: str, path: str) -> list[Row]:
        """The calls to one of Xero's own paths, the first one first.

        Left out are those that Xero turned away at the door, for a token that was
        no longer good.

        :param path: what stands after ``/api.xro/2.0/``
        """
        return [
            call
            for call in self._calls()
            if call["method"] == method
            and call["path"] == f"/api.xro/2.0/{path}"
            and call["status"] != 401
        ]

    def token_calls(self) -> list[Row]:
        """How often somebody wanted to change a code for a token, or renew one."""
        return [call for call in self._calls() if call["path"] == "/connect/token"]

    def goodbyes(self) -> list[Row]:
        """What ended a connection, or a token, from our side."""
        return [
            call
            for call in self._calls()
            if call["path"] == "/connect/revocation"
            or (call["method"] == "DELETE" and "/connections/" in call["path"])
        ]

    def log(self) -> list[Row]:
        """All calls, to whatever path."""
        return self._calls()

    def _calls(self) -> list[Row]:
        calls: list[Row] = self._ask("GET", "calls?bodies=1")
        return calls

    def fault(self, do: str, method: str, path: str, **more: Any) -> "Fault":
        """Let the next call meet a fault.

        :param do: a kind of the sandbox's, such as ``hold_after``
        :param path: what stands after ``/api.xro/2.0/``
        """
        wish = {"do": do, "method": method, "path": f"/api.xro/2.0/{path}", **more}
        return Fault(self, self._ask("POST", "faults", wish)["id"])

    def turn_clock(self, seconds: float) -> None:
        """Let Xero's clock run ahead by so much more."""
        self._ask("POST", "clock", {"advance": seconds})

    def act(self, action: str, **values: Any) -> Any:
        """Do something as a person in Xero does."""
        return self._ask("POST", "act", {"action": action, **values})

    def subscribe(self, app: str, url: str, key: str) -> Row:
        """Register a webhook, as a person does in the developer portal.

        :return: the webhook, after Xero has tried its address
        """
        wish = {"app": app, "url": url, "key": key}
        webhook: Row = self._ask("POST", "webhooks", wish)
        return webhook

    def webhook(self) -> Row:
        """The webhook as Xero shows it: its status and what was delivered."""
        (webhook,) = self._ask("GET", "webhooks")
        assert isinstance(webhook, dict)
        return webhook

    def _ask(self, method: str, path: str, wish: Row | None = None) -> Any:
        answer = self._http.request(method, path, json=wish)
        answer.raise_for_status()
        return answer.json()


class Fault:
    """A planted fault."""

    def __init__(self, xero: Xero, number: int) -> None:
        self._xero = xero
        self._path = f"faults/{number}"

    def wait_until_held(self, seconds: float = 30) -> None:
        """Wait until a call stands still before or after its write."""
        deadline = time.monotonic() + seconds
        while not self.is_held():
            assert time.monotonic() < deadline, "the call never reached Xero"
            time.sleep(0.05)

    def is_held(self) -> bool:
        """Whether a call stands still there now."""
        return bool(self._xero._ask("GET", self._path)["held"])

    def hits(self) -> int:
        """How many calls met it."""
        return int(self._xero._ask("GET", self._path)["hits"])

    def release(self) -> None:
        self._xero._ask("POST", f"{self._path}/release")
