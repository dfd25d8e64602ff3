"""A person in Odoo, through the calls that its web interface makes."""

import time
from collections.abc import Callable, Iterable
from typing import Any

import httpx

from dev import odoo
from dev.say import Stop

Values = dict[str, Any]


class OdooUser:
    """The administrator, logged in.

    :ivar browser: the session, for pages that are no calls
    """

    def __init__(self, url: str, database: str) -> None:
        """:raise Stop: the login fails"""
        self.url = url
        self.browser = httpx.Client(timeout=120, trust_env=False)
        self._rpc(
            "/web/session/authenticate",
            db=database,
            login=odoo.ADMIN,
            password=odoo.ADMIN,
        )

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a public method of a model, as a button or a form does.

        :raise Stop: Odoo refused; the text is what the person would read
        """
        return self._rpc(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=args,
            kwargs=kwargs,
        )

    def create(self, model: str, *records: Values) -> list[int]:
        ids: list[int] = self.call(model, "create", list(records))
        return ids

    def write(self, model: str, ids: Iterable[int], values: Values) -> None:
        self.call(model, "write", list(ids), values)

    def read(
        self, model: str, domain: list[Any], fields: list[str], order: str = "id"
    ) -> list[Values]:
        rows: list[Values] = self.call(
            model, "search_read", domain, fields=fields, order=order
        )
        return rows

    def fill_in(self, action: Values, values: Values | None = None) -> tuple[str, int]:
        """Open a wizard that an action asks for, type into it, save.

        :return: the wizard's model and id, for the button that comes next
        """
        model, context = action["res_model"], action.get("context") or {}
        fields = self.call(model, "fields_get", attributes=["type"])
        defaults = self.call(model, "default_get", list(fields), context=context)
        known = {name: value for name, value in defaults.items() if name in fields}
        ids = self.call(model, "create", [{**known, **(values or {})}], context=context)
        return model, ids[0]

    def press(self, model: str, record: int, button: str) -> Any:
        return self.call(model, button, [record])

    def wait_until(
        self, ready: Callable[[], bool], what: str, seconds: float = 120
    ) -> None:
        """Look again and again, as someone who reloads the page.

        :raise Stop: it did not come true in time
        """
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline:
                raise Stop(f"After {seconds:.0f} s {what} is still missing.")
            time.sleep(0.3)

    def _rpc(self, path: str, **params: Any) -> Any:
        request = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = self.browser.post(self.url + path, json=request).json()
        if error := answer.get("error"):
            data = error.get("data") or {}
            said = data.get("message") or error.get("message")
            raise Stop(f"Odoo refused {path.removeprefix('/web/dataset/')}: {said}")
        return answer.get("result")
