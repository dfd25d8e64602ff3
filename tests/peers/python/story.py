"""The story, told with the official Python SDK and its models as its README tells it:
refresh, contact, invoice, payment, void, and one refusal.

Reads what it needs as JSON from its standard input, and prints as JSON what the SDK
made of the answers. ``node/story.cjs`` is the same with the other SDK.
"""

import json
import os
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

from xero_python.accounting import (
    Account,
    AccountingApi,
    Contact,
    Contacts,
    Invoice,
    Invoices,
    LineAmountTypes,
    LineItem,
    Payment,
)
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token, TokenApi
from xero_python.exceptions import AccountingBadRequestException
from xero_python.identity import IdentityApi

Row = dict[str, Any]

# The SDK's own places for its addresses: attributes, and a constructor's argument.
XERO = os.environ["XERO_URL"]
TokenApi.refresh_token_url = f"{XERO}/connect/token"


def tell(wish: Row) -> Row:
    kept: Row = {}
    client = ApiClient(
        Configuration(oauth2_token=OAuth2Token(wish["clientId"], wish["clientSecret"]))
    )

    @client.oauth2_token_getter
    def token() -> Row:
        return kept

    @client.oauth2_token_saver
    def save(tokens: Row) -> None:
        kept.update(tokens)

    scope = wish["tokens"]["scope"].split()
    # Expired: the SDK refreshes by itself before its first call.
    save({**wish["tokens"], "scope": scope, "expires_at": 0})
    connection = IdentityApi(client, base_url=XERO).get_connections()[0]
    tenant = connection.tenant_id
    books = AccountingApi(client, base_url=f"{XERO}/api.xro/2.0")

    contact = books.create_contacts(
        tenant,
        Contacts(
            contacts=[
                Contact(
                    name=wish["contact"]["name"], email_address=wish["contact"]["email"]
                )
            ]
        ),
    ).contacts[0]

    def create(number: str) -> Invoice:
        document = _document(contact.contact_id, number, wish["lines"])
        return books.create_invoices(tenant, Invoices(invoices=[document])).invoices[0]

    def read(invoice: Invoice) -> Invoice:
        return books.get_invoice(tenant, invoice.invoice_id).invoices[0]

    created = create("PEER-1")
    paid = read(created)
    payment = books.create_payment(
        tenant,
        Payment(
            invoice=Invoice(invoice_id=created.invoice_id),
            account=Account(code="090"),
            date=date(2026, 11, 20),
            amount=paid.amount_due,
        ),
    ).payments[0]

    other = create("PEER-2")
    change = Invoices(invoices=[Invoice(status="VOIDED")])
    books.update_invoice(tenant, other.invoice_id, change)

    return {
        "tokens": kept,
        "tenant": {"id": tenant, "name": connection.tenant_name},
        "contact": {"id": contact.contact_id, "name": contact.name},
        "invoice": _told(paid),
        "payment": {"id": payment.payment_id, "amount": payment.amount},
        "settled": _told(read(created)),
        "voided": _told(read(other)),
        "refusal": _refusal(lambda: create("PEER-1")),
    }


def _document(contact_id: str, number: str, lines: list[Row]) -> Invoice:
    return Invoice(
        type="ACCREC",
        contact=Contact(contact_id=contact_id),
        invoice_number=number,
        date=date(2026, 11, 2),
        due_date=date(2026, 12, 2),
        line_amount_types=LineAmountTypes("Exclusive"),
        status="AUTHORISED",
        line_items=[
            LineItem(
                description=line["description"],
                quantity=line["quantity"],
                unit_amount=line["price"],
                account_code=line["account"],
            )
            for line in lines
        ],
    )


def _told(invoice: Invoice) -> Row:
    return {
        "id": invoice.invoice_id,
        "number": invoice.invoice_number,
        "date": invoice.date.isoformat(),
        "status": invoice.status,
        "total": invoice.total,
        "due": invoice.amount_due,
        "lines": [line.line_amount for line in invoice.line_items],
    }


def _refusal(call: Callable[[], object]) -> Row | None:
    try:
        call()
    except AccountingBadRequestException as refused:
        return {"status": refused.status, "message": refused.reason}
    return None


print(json.dumps(tell(json.load(sys.stdin)), default=float))
