"""Contacts."""

from __future__ import annotations

from collections.abc import Callable

from xero_sandbox import wire
from xero_sandbox.accounting.batch import BATCH_RULES, Saved, write_batch
from xero_sandbox.accounting.endpoint import Ask, Endpoint, Json, Route
from xero_sandbox.accounting.errors import not_found
from xero_sandbox.accounting.history import history_routes
from xero_sandbox.accounting.query.fields import guid, stamp, text, truth
from xero_sandbox.accounting.query.listing import (
    LIST_RULES,
    answer_list,
    modified_since,
    search,
    wanted_ids,
)
from xero_sandbox.accounting.render.contacts import (
    contact_echo,
    contact_json,
    contact_summary,
    contact_written,
)
from xero_sandbox.accounting.rules.contacts import (
    create_only,
    draft_contact,
    match_contact,
)
from xero_sandbox.http.call import Answer
from xero_sandbox.sources import Rule, Source
from xero_sandbox.store.models import Contact

FIELDS = {
    "ContactID": guid(lambda row: row.id),
    "ContactNumber": text(lambda row: row.number),
    "AccountNumber": text(lambda row: row.account_number),
    "ContactStatus": text(lambda row: row.status),
    "Name": text(lambda row: row.name),
    "FirstName": text(lambda row: row.details.get("FirstName")),
    "LastName": text(lambda row: row.details.get("LastName")),
    "EmailAddress": text(lambda row: row.email),
    "TaxNumber": text(lambda row: row.details.get("TaxNumber")),
    "CompanyNumber": text(lambda row: row.details.get("CompanyNumber")),
    "IsCustomer": truth(lambda row: row.is_customer),
    "IsSupplier": truth(lambda row: row.is_supplier),
    "UpdatedDateUTC": stamp(lambda row: row.updated),
}


def show(ask: Ask) -> Answer:
    """Active contacts; archived ones when asked for."""
    organisation = ask.organisation
    archived = ask.flag("includeArchived")
    ids = wanted_ids(ask, "IDs")
    found = search(
        ask,
        lambda row: (
            row.name,
            row.email,
            row.number,
            str(row.details.get("CompanyNumber", "")),
        ),
    )
    rows = [
        row
        for row in modified_since(ask, organisation.contacts.ordered())
        if (archived or row.status == "ACTIVE")
        and (ids is None or row.id in ids)
        and found(row)
    ]
    summary = ask.flag("summaryOnly")

    def render(row: Contact, full: bool) -> Json:
        thing = contact_json(organisation, row, full=full)
        return contact_summary(thing) if summary else thing

    return answer_list(ask, "Contacts", rows, FIELDS, render)


def show_one(ask: Ask) -> Answer:
    """One by id or ContactNumber, archived and merged ones too."""
    thing = contact_json(ask.organisation, _known(ask), full=True)
    return ask.answer("Contacts", [{**thing, "Attachments": []}])


def create(ask: Ask) -> Answer:
    """PUT: only new ones."""

    def save(element: Json) -> Saved:
        create_only(ask.organisation, element)
        return _save(ask, element, None)

    return _write(ask, save)


def update(ask: Ask) -> Answer:
    """POST: the ones that match are changed, the others made."""

    def save(element: Json) -> Saved:
        return _save(ask, element, match_contact(ask.organisation, element))

    return _write(ask, save)


def update_one(ask: Ask) -> Answer:
    """POST to an id."""
    row = _known(ask)
    return _write(ask, lambda element: _save(ask, element, row))


def _save(ask: Ask, element: Json, before: Contact | None) -> Saved:
    row = draft_contact(ask.organisation, element, before)
    saved = ask.organisation.contacts.save(row)
    return Saved(contact_written(ask.organisation, saved))


def _write(ask: Ask, save: Callable[[Json], Saved]) -> Answer:
    def echo(element: Json) -> Json:
        return contact_echo(ask.organisation, element)

    return write_batch(ask, "Contacts", save, echo, "HasValidationErrors")


def _known(ask: Ask) -> Contact:
    wanted = ask.path["id"]
    contacts = ask.organisation.contacts
    row = (
        contacts.get(wire.guid(wanted))
        if wire.is_guid(wanted)
        else contacts.find("number", wanted)
    )
    if row is None:
        raise not_found()
    return row


ENDPOINT = Endpoint(
    "Contacts",
    "accounting.contacts",
    (
        Route("GET", "", show),
        Route("GET", "{id}", show_one),
        Route("PUT", "", create),
        Route("POST", "", update),
        Route("POST", "{id}", update_one),
        *history_routes("Contacts"),
    ),
    (
        *LIST_RULES,
        *BATCH_RULES,
        Rule("archived ones are hidden without includeArchived=true", Source.DOCS),
        Rule("PUT of a known name or number is refused", Source.DOCS),
        Rule("POST matches by ContactID, ContactNumber, active name", Source.DOCS),
        Rule("names are unique among active contacts, without case", Source.RECORDED),
        Rule("names that differ in accents only count as one", Source.UNKNOWN),
        Rule("names with < > or extra spaces are refused", Source.REPORTED),
        Rule("an archived contact's number stays reserved", Source.REPORTED),
        Rule(
            "an archived contact takes no change, not even restoring", Source.RECORDED
        ),
        Rule("archiving works with open documents", Source.RECORDED),
        Rule(
            "a new contact has both addresses and four phones, empty", Source.RECORDED
        ),
        Rule("IsCustomer and IsSupplier that are sent are ignored", Source.RECORDED),
        Rule("fields left out keep their value, an empty text erases", Source.DOCS),
        Rule("contact persons are replaced as a list, at most 5", Source.REPORTED),
        Rule("addresses: POBOX and STREET only; Country A-Z only", Source.SPEC),
        Rule("the e-mail is one ASCII address", Source.SPEC),
        Rule("a website that is no address blocks every change", Source.REPORTED),
        Rule(
            "Balances only in paged and single answers, in base currency", Source.DOCS
        ),
        Rule("balances, IsCustomer and merges do not move UpdatedDateUTC", Source.DOCS),
        Rule("a merged contact still answers, with MergedToContactID", Source.SPEC),
        Rule("summaryOnly pages and leaves addresses and balances out", Source.DOCS),
    ),
)
