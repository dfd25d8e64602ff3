"""Xero's official SDK, bare: what the connector is measured against.

It is used as its README says, with its models: nothing is remembered, nothing checked,
nothing repeated.
"""

import json
import time
from datetime import datetime, timezone
from typing import Any

from xero_python.accounting import AccountingApi, Contacts, Invoices
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.deserializer import deserialize
from xero_python.api_client.oauth2 import OAuth2Token

from benchmarks.xero import Xero

_PAGE = 1000
_DATES = ("Date", "DueDate")


class Sdk:
    """The SDK's accounting API, connected to a pretend Xero."""

    def __init__(self, xero: Xero) -> None:
        token = {"access_token": xero.token, "token_type": "Bearer", "scope": None}
        client = ApiClient(
            Configuration(oauth2_token=OAuth2Token()),
            oauth2_token_getter=lambda: {**token, "expires_in": None},
        )
        self._books = AccountingApi(client, base_url=f"{xero.url}/api.xro/2.0")
        self._tenant = xero.tenant_id

    def read_contacts(self, pages: int) -> float:
        """Read pages of 1,000 contacts; seconds."""
        start = time.perf_counter()
        for page in range(1, pages + 1):
            answer = self._books.get_contacts(
                self._tenant, page=page, page_size=_PAGE, order="UpdatedDateUTC ASC"
            )
            assert len(answer.contacts) == _PAGE
        return time.perf_counter() - start

    def send(self, resource: str, bodies: list[str]) -> float:
        """Create what the bodies say, one call for each; seconds.

        From the values to the wire and back to models, as every program does that uses
        it; reading the JSON does not count.

        :param resource: ``contacts`` or ``invoices``
        :param bodies: JSON, as the connector sent it
        """
        model, create = {
            "contacts": (Contacts, self._books.create_contacts),
            "invoices": (Invoices, self._books.create_invoices),
        }[resource]
        wishes = [json.loads(body) for body in bodies]
        more: dict[str, Any] = {"unitdp": 4} if resource == "invoices" else {}
        start = time.perf_counter()
        for wish in wishes:
            answer = create(
                self._tenant, self._model(model, wish), summarize_errors=False, **more
            )
            rows = getattr(answer, resource)
            assert all(row.status_attribute_string == "OK" for row in rows)
        return time.perf_counter() - start

    def _model(self, model: type, data: dict[str, Any]) -> Any:
        (rows,) = data.values()
        for row in rows:
            # The SDK reads dates only as Xero writes them.
            row |= {key: _date(row[key]) for key in _DATES if key in row}
        return deserialize(model.__name__, data, self._books.get_model_finder())


def _date(text: str) -> str:
    day = datetime.fromisoformat(text).replace(tzinfo=timezone.utc)
    return f"/Date({int(day.timestamp())}000+0000)/"
