"""The endpoints of Xero's Accounting API that the connector uses, one row each.

Paths and fields: Xero's OpenAPI description (``xero_accounting.yaml``, 16.1.0).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import contacts, documents, payments, settings
from .errors import OddValue
from .reading import Row, is_id, whole


@dataclass(frozen=True)
class Resource:
    """How one kind of thing is read and written.

    ``path`` comes after ``/api.xro/2.0/``; ``envelope`` is the plural key of the list
    in a body, ``single`` the key of one of them nested in another object.
    ``id_field`` identifies a stored one, ``number_field`` is the natural key that we
    may set ourselves. ``page_size`` is None where Xero does not page. ``batch_size``
    is how many may be written in one call: 50 is Xero's recommendation, 1 its rule for
    settings. ``scope`` is the granular OAuth scope to read and write. ``order`` is
    asked for when paging, so that pages fit together. ``unitdp`` says whether
    four-decimal unit prices must be asked for. ``read`` is the reader of a row:
    anything that JSON can say in, a dataclass with ``xero_id`` and ``updated_at`` out,
    or OddValue.
    """

    name: str
    path: str
    envelope: str
    id_field: str
    single: str
    scope: str
    number_field: str | None = None
    page_size: int | None = None
    batch_size: int = 1
    order: str | None = None
    unitdp: bool = False
    read: Callable[[Any], Any] = whole

    def id_of(self, row: Any) -> str | None:
        """The id of a row, whatever else is wrong with it; None if it has none."""
        try:
            found = Row(row).code(self.id_field)
            return found.lower() if is_id(found) else found
        except OddValue:
            return None


# Xero's own default order where it pages; said aloud, so that no change of the default
# can make pages overlap or gap.
_OLDEST_CHANGE_FIRST = "UpdatedDateUTC ASC"

ORGANISATION = Resource(
    name="organisation",
    path="Organisation",
    envelope="Organisations",
    id_field="OrganisationID",
    single="Organisation",
    scope="accounting.settings",
    read=settings.read_organisation,
)
ACTIONS = Resource(
    name="actions",
    path="Organisation/Actions",
    envelope="Actions",
    id_field="Name",
    single="Action",
    scope="accounting.settings",
)
ACCOUNTS = Resource(
    name="accounts",
    path="Accounts",
    envelope="Accounts",
    id_field="AccountID",
    single="Account",
    scope="accounting.settings",
    number_field="Code",
    read=settings.read_account,
)
TAX_RATES = Resource(
    name="tax_rates",
    path="TaxRates",
    envelope="TaxRates",
    id_field="TaxType",
    single="TaxRate",
    scope="accounting.settings",
    read=settings.read_tax_rate,
)
CURRENCIES = Resource(
    name="currencies",
    path="Currencies",
    envelope="Currencies",
    id_field="Code",
    single="Currency",
    scope="accounting.settings",
    read=settings.read_currency,
)
CONTACTS = Resource(
    name="contacts",
    path="Contacts",
    envelope="Contacts",
    id_field="ContactID",
    single="Contact",
    scope="accounting.contacts",
    number_field="ContactNumber",
    page_size=1000,
    batch_size=50,
    order=_OLDEST_CHANGE_FIRST,
    read=contacts.read,
)
INVOICES = Resource(
    name="invoices",
    path="Invoices",
    envelope="Invoices",
    id_field="InvoiceID",
    single="Invoice",
    scope="accounting.invoices",
    number_field="InvoiceNumber",
    page_size=1000,
    batch_size=50,
    order=_OLDEST_CHANGE_FIRST,
    unitdp=True,
    read=documents.read,
)
PAYMENTS = Resource(
    name="payments",
    path="Payments",
    envelope="Payments",
    id_field="PaymentID",
    single="Payment",
    scope="accounting.payments",
    page_size=1000,
    batch_size=50,
    order=_OLDEST_CHANGE_FIRST,
    read=payments.read,
)

BY_NAME: dict[str, Resource] = {
    resource.name: resource
    for resource in (
        ORGANISATION,
        ACTIONS,
        ACCOUNTS,
        TAX_RATES,
        CURRENCIES,
        CONTACTS,
        INVOICES,
        PAYMENTS,
    )
}
