"""Everything in an organisation as JSON, for assertions."""

from __future__ import annotations

from typing import Any

from xero_sandbox.accounting.render.accounts import account_json
from xero_sandbox.accounting.render.contacts import contact_json
from xero_sandbox.accounting.render.documents import (
    credit_note_json,
    invoice_json,
    other_credit_json,
)
from xero_sandbox.accounting.render.payments import payment_json
from xero_sandbox.store.organisation import Organisation
from xero_sandbox.world import World

_PLACES = 4


def organisation_state(organisation: Organisation) -> dict[str, Any]:
    """The organisation with full Xero objects, archived and deleted ones too."""
    return {
        "tenantId": organisation.tenant_id,
        "name": organisation.name,
        "OrganisationID": organisation.id,
        "BaseCurrency": organisation.base_currency,
        "Accounts": [account_json(row) for row in organisation.accounts],
        "Currencies": list(organisation.settings.currencies),
        "Contacts": [
            contact_json(organisation, row, full=True) for row in organisation.contacts
        ],
        "Invoices": [
            invoice_json(organisation, row, "single", _PLACES)
            for row in organisation.invoices
        ],
        "CreditNotes": [
            credit_note_json(organisation, row, "single", _PLACES)
            for row in organisation.credit_notes
        ],
        "Overpayments": [
            other_credit_json(organisation, row, "single", _PLACES, "Overpayment")
            for row in organisation.overpayments
        ],
        "Prepayments": [
            other_credit_json(organisation, row, "single", _PLACES, "Prepayment")
            for row in organisation.prepayments
        ],
        "Payments": [payment_json(organisation, row) for row in organisation.payments],
    }


def world_state(world: World, tenant: str | None) -> dict[str, Any]:
    """All organisations, or the one with that id or name; clock and limits."""
    wanted = [world.find(tenant)] if tenant else list(world.organisations.values())
    return {
        "seed": world.seed,
        "clock": world.clock.now().isoformat(timespec="milliseconds"),
        "limits": world.limiter.as_json(),
        "organisations": [organisation_state(one) for one in wanted if one],
    }
