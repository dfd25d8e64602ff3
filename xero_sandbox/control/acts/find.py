"""Finding what a wish names. Each raises Unknown for what is not there."""

from __future__ import annotations

from typing import Any

from xero_sandbox.store.models import Account, Contact, Document
from xero_sandbox.store.organisation import Organisation

Json = dict[str, Any]


class Unknown(Exception):
    """What the wish names is not there."""


def find_invoice(organisation: Organisation, wish: Json) -> Document:
    """The invoice or bill that `invoice` names, by id or number."""
    wanted = str(wish.get("invoice") or "")
    found = organisation.invoices.get(wanted) or organisation.invoices.find(
        "number", wanted
    )
    if found is None:
        # Bills are not found by the look-up of sales numbers.
        bills = (row for row in organisation.invoices if row.number == wanted)
        found = next(bills, None)
    if found is None:
        raise Unknown(f"no invoice {wanted!r} in {organisation.name}")
    return found


def find_contact(organisation: Organisation, wish: Json) -> Contact:
    """The contact that `contact` names, by id or name, archived ones too."""
    wanted = str(wish.get("contact") or "")
    contacts = organisation.contacts
    found = contacts.get(wanted) or contacts.find("name", wanted)
    if found is None:
        found = next((row for row in contacts if row.name == wanted), None)
    if found is None:
        raise Unknown(f"no contact {wanted!r} in {organisation.name}")
    return found


def find_account(organisation: Organisation, wish: Json) -> Account:
    """The account that `account` names by its code."""
    code = str(wish.get("account") or "")
    found = organisation.accounts.find("code", code)
    if found is None:
        raise Unknown(f"no account {code!r} in {organisation.name}")
    return found
