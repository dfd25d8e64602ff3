"""Acting as a person does in Xero's own pages: no API, no limits, and some things that
the API cannot do (merge contacts, restore archived ones, lock a period)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from xero_sandbox import wire
from xero_sandbox.accounting.errors import Invalid
from xero_sandbox.accounting.render.accounts import account_json
from xero_sandbox.accounting.render.contacts import contact_json
from xero_sandbox.accounting.render.documents import credit_note_json, invoice_json
from xero_sandbox.accounting.render.payments import payment_json
from xero_sandbox.accounting.rules.contacts import draft_contact
from xero_sandbox.accounting.rules.document_contact import document_contact
from xero_sandbox.accounting.rules.documents import (
    CREDIT_NOTE,
    INVOICE,
    draft_document,
)
from xero_sandbox.accounting.rules.payments import delete_payment, draft_payment
from xero_sandbox.accounting.settlement import recount
from xero_sandbox.store.models import Account, Contact, Document, Payment
from xero_sandbox.store.organisation import Organisation
from xero_sandbox.world import World

Json = dict[str, Any]
_BANK = "090"


class Unknown(Exception):
    """What the wish names is not there."""


def act(world: World, wish: Json) -> Json:
    """Do what the wish says; gives the changed object.

    Raises Unknown for what is not there, Invalid for what Xero refuses.
    """
    organisation = world.find(wish.get("tenant"))
    if organisation is None:
        raise Unknown(f"no organisation {wish.get('tenant')!r}")
    name = str(wish.get("action"))
    if name in _OF_WORLD:
        return _OF_WORLD[name](world, organisation, wish)
    if name not in _ACTIONS:
        known = ", ".join(sorted((*_ACTIONS, *_OF_WORLD)))
        raise Unknown(f"no action {name!r}; there are {known}")
    with organisation.transaction():
        return _ACTIONS[name](organisation, wish)


# Documents


def _pay(organisation: Organisation, wish: Json) -> Json:
    document = _invoice(organisation, wish)
    body = {
        "Amount": wish.get("amount") or document.outstanding,
        "Date": wish.get("date"),
        "Account": {"Code": wish.get("account") or _BANK},
        "Reference": wish.get("reference"),
        "IsReconciled": wish.get("reconciled"),
    }
    payment = draft_payment(organisation, body, document)
    if wish.get("batch"):
        payment = replace(payment, batch_id=wire.new_id())
    organisation.payments.save(payment)
    paid = replace(document, payments=(*document.payments, payment.id))
    recount(organisation, organisation.invoices, paid)
    organisation.note(
        document.id, "Paid", f"Payment of {payment.amount}", "Aroha Ngata"
    )
    return payment_json(organisation, payment)


def _unpay(organisation: Organisation, wish: Json) -> Json:
    document = _invoice(organisation, wish)
    last: Payment | None = None
    for one in document.payments:
        payment = organisation.payments.get(one)
        if payment is not None and payment.status != "DELETED":
            plain = replace(payment, reconciled=False, batch_id="")
            last = organisation.payments.save(delete_payment(organisation, plain))
    if last is None:
        raise Unknown("no payment stands on it")
    recount(organisation, organisation.invoices, document)
    return payment_json(organisation, last)


def _edit_invoice(organisation: Organisation, wish: Json) -> Json:
    document = _invoice(organisation, wish)
    return _save_invoice(organisation, wish.get("values") or {}, document)


def _void(organisation: Organisation, wish: Json) -> Json:
    document = _invoice(organisation, wish)
    status = "DELETED" if document.status in ("DRAFT", "SUBMITTED") else "VOIDED"
    return _save_invoice(organisation, {"Status": status}, document)


def _approve(organisation: Organisation, wish: Json) -> Json:
    document = _invoice(organisation, wish)
    return _save_invoice(organisation, {"Status": "AUTHORISED"}, document)


def _create_invoice(organisation: Organisation, wish: Json) -> Json:
    values = {"Type": "ACCREC", "Status": "AUTHORISED", **(wish.get("values") or {})}
    if wish.get("contact"):
        values["Contact"] = {"ContactID": _contact(organisation, wish).id}
    return _save_invoice(organisation, values, None)


def _create_credit_note(organisation: Organisation, wish: Json) -> Json:
    values = {"Type": "ACCRECCREDIT", "Status": "AUTHORISED"}
    values |= wish.get("values") or {}
    values["Contact"] = {"ContactID": _contact(organisation, wish).id}  # type: ignore[assignment]
    drafted = draft_document(
        organisation,
        organisation.credit_notes,
        CREDIT_NOTE,
        values,
        None,
        values["Contact"]["ContactID"],  # type: ignore[index]
        places=4,
        app="",
    )
    saved = organisation.credit_notes.save(drafted.document)
    return credit_note_json(organisation, saved, "single", 4)


def _save_invoice(
    organisation: Organisation, values: Json, before: Document | None
) -> Json:
    contact = document_contact(organisation, values, before)
    drafted = draft_document(
        organisation,
        organisation.invoices,
        INVOICE,
        values,
        before,
        contact.id,
        places=4,
        app="",
    )
    saved = organisation.invoices.save(drafted.document)
    changes = "Edited" if before else "Created"
    organisation.note(saved.id, changes, f"Invoice {saved.number}", "Aroha Ngata")
    return invoice_json(organisation, saved, "single", 4)


# Contacts


def _create_contact(organisation: Organisation, wish: Json) -> Json:
    return _save_contact(organisation, wish.get("values") or {}, None)


def _edit_contact(organisation: Organisation, wish: Json) -> Json:
    row = _contact(organisation, wish)
    return _save_contact(organisation, wish.get("values") or {}, row)


def _rename_contact(organisation: Organisation, wish: Json) -> Json:
    name = wish.get("name") or (wish.get("values") or {}).get("Name")
    if not name:
        raise Unknown("rename_contact needs a name")
    return _save_contact(organisation, {"Name": name}, _contact(organisation, wish))


def _archive_contact(organisation: Organisation, wish: Json) -> Json:
    row = replace(_contact(organisation, wish), status="ARCHIVED")
    return _stamped(organisation, row)


def _restore_contact(organisation: Organisation, wish: Json) -> Json:
    row = _contact(organisation, wish)
    # A person may restore what the API may not touch.
    active = draft_contact(organisation, {}, replace(row, status="ACTIVE"))
    return _stamped(organisation, active)


def _merge_contact(organisation: Organisation, wish: Json) -> Json:
    gone = _contact(organisation, wish)
    kept = _contact(organisation, {"contact": wish.get("into")})
    # A merge does not move UpdatedDateUTC (reported): If-Modified-Since misses it.
    merged = replace(gone, status="ARCHIVED", merged_to=kept.id)
    organisation.contacts.save(merged)
    for table in (organisation.invoices, *organisation.credits()):
        for document in [row for row in table if row.contact_id == gone.id]:
            table.save(replace(document, contact_id=kept.id))
    return contact_json(organisation, merged, full=True)


def _save_contact(
    organisation: Organisation, values: Json, before: Contact | None
) -> Json:
    row = draft_contact(organisation, values, before)
    return contact_json(organisation, organisation.contacts.save(row), full=True)


def _stamped(organisation: Organisation, row: Contact) -> Json:
    saved = replace(row, updated=organisation.clock.stamp())
    return contact_json(organisation, organisation.contacts.save(saved), full=True)


# Settings


def _archive_account(organisation: Organisation, wish: Json) -> Json:
    return _change_account(organisation, wish, status="ARCHIVED")


def _restore_account(organisation: Organisation, wish: Json) -> Json:
    return _change_account(organisation, wish, status="ACTIVE")


def _enable_payments(organisation: Organisation, wish: Json) -> Json:
    return _change_account(
        organisation, wish, enable_payments=wish.get("enabled", True)
    )


def _change_account(organisation: Organisation, wish: Json, **values: Any) -> Json:
    account = _account(organisation, wish)
    changed = replace(account, **values, updated=organisation.clock.stamp())
    return account_json(organisation.accounts.save(changed))


def _remove_currency(organisation: Organisation, wish: Json) -> Json:
    code = str(wish.get("currency"))
    if organisation.settings.currencies.pop(code, None) is None:
        raise Unknown(f"no currency {code!r}")
    return {"Code": code}


def _set(organisation: Organisation, wish: Json) -> Json:
    """Settings of the organisation: lock dates, plan, name."""
    values = dict(wish.get("values") or {})
    settings = organisation.settings
    for name in ("period_lock", "end_of_year_lock"):
        if name in values:
            day = values.pop(name)
            setattr(settings, name, date.fromisoformat(day) if day else None)
    for name in ("multicurrency", "offline", "approve_limit"):
        if name in values:
            setattr(settings, name, values.pop(name))
    for code, rate in values.pop("rates", {}).items():
        settings.rates[code] = Decimal(str(rate))
    if "name" in values:
        organisation.name = values.pop("name")
    if values:
        raise Unknown(f"no setting {', '.join(values)}")
    return {"Name": organisation.name}


# Connections and the demo company


def _disconnect(world: World, organisation: Organisation, wish: Json) -> Json:
    world.vault.disconnect_tenant(organisation.tenant_id)
    return {"tenantId": organisation.tenant_id}


def _reset_demo(world: World, organisation: Organisation, wish: Json) -> Json:
    """A demo company begins again: new ids, a new tenant, no connections."""
    fresh = world.renew(organisation)
    return {"tenantId": fresh.tenant_id, "name": fresh.name}


_OF_WORLD: dict[str, Callable[[World, Organisation, Json], Json]] = {
    "disconnect": _disconnect,
    "reset_demo": _reset_demo,
}
_ACTIONS: dict[str, Callable[[Organisation, Json], Json]] = {
    "pay": _pay,
    "unpay": _unpay,
    "void": _void,
    "approve": _approve,
    "edit_invoice": _edit_invoice,
    "create_invoice": _create_invoice,
    "create_credit_note": _create_credit_note,
    "create_contact": _create_contact,
    "edit_contact": _edit_contact,
    "rename_contact": _rename_contact,
    "archive_contact": _archive_contact,
    "restore_contact": _restore_contact,
    "merge_contact": _merge_contact,
    "archive_account": _archive_account,
    "restore_account": _restore_account,
    "enable_payments": _enable_payments,
    "remove_currency": _remove_currency,
    "set": _set,
}


def _invoice(organisation: Organisation, wish: Json) -> Document:
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


def _contact(organisation: Organisation, wish: Json) -> Contact:
    wanted = str(wish.get("contact") or "")
    contacts = organisation.contacts
    found = contacts.get(wanted) or contacts.find("name", wanted)
    if found is None:
        found = next((row for row in contacts if row.name == wanted), None)
    if found is None:
        raise Unknown(f"no contact {wanted!r} in {organisation.name}")
    return found


def _account(organisation: Organisation, wish: Json) -> Account:
    code = str(wish.get("account") or "")
    found = organisation.accounts.find("code", code)
    if found is None:
        raise Unknown(f"no account {code!r} in {organisation.name}")
    return found


__all__ = ["Invalid", "Unknown", "act"]
