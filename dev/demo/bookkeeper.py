"""A person in Xero: looks at the invoices there, registers a payment.

They use Xero's own API with a token of their own, so that what the demo tells about
Xero comes from Xero, and so that it works with any stand-in for it.
"""

import json
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from dev.demo import consent
from dev.say import Stop

_SCOPES = "accounting.invoices accounting.payments accounting.settings.read"


class Bookkeeper:
    """Works in the organisation that the demo connects to.

    :ivar calls: how many calls they made, to leave them out of the connector's
    """

    def __init__(
        self, xero: str, client_id: str, secret: str, callback: str, tenant: str
    ) -> None:
        """Log in.

        :param xero: the address of Xero
        :param callback: a redirect address that the app may use; not visited
        :param tenant: the organisation's id
        :raise Stop: Xero does not let them in
        """
        self.calls = 0
        self._browser = httpx.Client(timeout=60, trust_env=False)
        query = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": callback,
            "scope": _SCOPES,
            "state": "bookkeeper",
        }
        page = f"{xero}/identity/connect/authorize?{urlencode(query)}"
        back = urlsplit(consent.allow(self._browser, page, callback))
        token = self._browser.post(
            f"{xero}/connect/token",
            auth=(client_id, secret),
            data={
                "grant_type": "authorization_code",
                "code": parse_qs(back.query).get("code", [""])[0],
                "redirect_uri": callback,
            },
        )
        if token.is_error:
            raise Stop(f"Xero gave the bookkeeper no token: {token.text}")
        self._api = httpx.Client(
            base_url=f"{xero}/api.xro/2.0/",
            timeout=60,
            trust_env=False,  # localhost is never behind a proxy
            headers={
                "Authorization": f"Bearer {token.json()['access_token']}",
                "Xero-Tenant-Id": tenant,
                "Accept": "application/json",
            },
        )

    def invoices(self, numbers: list[str]) -> dict[str, dict[str, Any]]:
        """Look at invoices.

        :return: Xero's own objects by invoice number; those it does not have are absent
        """
        query = {"InvoiceNumbers": ",".join(numbers), "page": 1, "pageSize": 100}
        rows = self._ask("GET", "Invoices", params=query)["Invoices"]
        return {row["InvoiceNumber"]: row for row in rows}

    def pay(self, invoice: dict[str, Any], date: str) -> None:
        """Register that an invoice was paid in full, to the first bank account."""
        query = {"where": 'Type=="BANK"'}
        banks = self._ask("GET", "Accounts", params=query)["Accounts"]
        payment = {
            "Invoice": {"InvoiceID": invoice["InvoiceID"]},
            "Account": {"AccountID": banks[0]["AccountID"]},
            "Date": date,
            "Amount": invoice["AmountDue"],
        }
        self._ask("PUT", "Payments", json={"Payments": [payment]})

    def _ask(self, method: str, path: str, **request: Any) -> Any:
        self.calls += 1
        answer = self._api.request(method, path, **request)
        if answer.is_error:
            raise Stop(f"Xero refused the bookkeeper's {method} {path}: {answer.text}")
        # Money keeps its digits: a float would be near enough, but not the same.
        return json.loads(answer.text, parse_float=str)
