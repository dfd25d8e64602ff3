"""Contact groups and who is in them."""

from __future__ import annotations

from dataclasses import replace

from xero_sandbox import wire
from xero_sandbox.accounting import messages
from xero_sandbox.accounting.endpoint import Ask, Endpoint, Json, Route
from xero_sandbox.accounting.errors import Invalid, not_found, refusing
from xero_sandbox.accounting.query.fields import guid, text
from xero_sandbox.accounting.query.listing import answer_list
from xero_sandbox.http.call import Answer
from xero_sandbox.sources import Rule, Source
from xero_sandbox.store.models import ContactGroup
from xero_sandbox.store.table import fold

MOST = 100

FIELDS = {
    "ContactGroupID": guid(lambda row: row.id),
    "Name": text(lambda row: row.name),
    "Status": text(lambda row: row.status),
}


def show(ask: Ask) -> Answer:
    """The groups, without their contacts."""
    rows = [row for row in ask.organisation.groups if row.status == "ACTIVE"]
    return answer_list(
        ask,
        "ContactGroups",
        rows,
        FIELDS,
        lambda row, full: _json(ask, row, members=False),
        pages=False,
    )


def show_one(ask: Ask) -> Answer:
    """One group, with its contacts."""
    return ask.answer("ContactGroups", [_json(ask, _known(ask), members=True)])


def create(ask: Ask) -> Answer:
    """New groups."""
    rows = []
    for element in ask.elements("ContactGroups"):
        row = ContactGroup(wire.new_id(), str(element.get("Name") or ""))
        rows.append(_save(ask, element, row))
    return ask.answer("ContactGroups", [_json(ask, row, members=False) for row in rows])


def update(ask: Ask) -> Answer:
    """Rename a group, or delete it by its status."""
    row = _known(ask)
    element = ask.only("ContactGroups")
    changed = replace(
        row,
        name=str(element.get("Name") or row.name),
        status=str(element.get("Status") or row.status),
    )
    saved = _save(ask, element, changed)
    return ask.answer("ContactGroups", [_json(ask, saved, members=True)])


def add_contacts(ask: Ask) -> Answer:
    """Put contacts into a group; gives those that were named."""
    row = _known(ask)
    ids = [str(element.get("ContactID")) for element in ask.elements("Contacts")]
    if any(ask.organisation.contacts.get(one.lower()) is None for one in ids):
        raise not_found()
    members = row.members | {one.lower() for one in ids}
    ask.organisation.groups.save(replace(row, members=members))
    return ask.answer("Contacts", [{"ContactID": one} for one in ids])


def remove_contact(ask: Ask) -> Answer:
    """Take one contact out."""
    row, contact_id = _known(ask), ask.path["contact"].lower()
    if contact_id not in row.members:
        raise not_found()
    ask.organisation.groups.save(replace(row, members=row.members - {contact_id}))
    return Answer(204, media="")


def remove_all(ask: Ask) -> Answer:
    """Empty a group."""
    ask.organisation.groups.save(replace(_known(ask), members=frozenset()))
    return Answer(204, media="")


def _known(ask: Ask) -> ContactGroup:
    row = ask.organisation.groups.get(ask.path["id"].lower())
    if row is None or row.status != "ACTIVE":
        raise not_found()
    return row


def _save(ask: Ask, element: Json, row: ContactGroup) -> ContactGroup:
    groups = ask.organisation.groups
    active = [g for g in groups if g.status == "ACTIVE" and g.id != row.id]
    with refusing(element):
        if not row.name or any(fold(g.name) == fold(row.name) for g in active):
            raise Invalid(messages.GROUP_NAME_TAKEN.text)
        if len(active) >= MOST and groups.get(row.id) is None:
            raise Invalid(messages.GROUP_LIMIT.text)
    return groups.save(row)


def _json(ask: Ask, row: ContactGroup, *, members: bool) -> Json:
    contacts = [ask.organisation.contacts.get(one) for one in sorted(row.members)]
    return {
        "ContactGroupID": row.id,
        "Name": row.name,
        "Status": row.status,
        "Contacts": [{"ContactID": one.id, "Name": one.name} for one in contacts if one]
        if members
        else [],
        "HasValidationErrors": False,
    }


ENDPOINT = Endpoint(
    "ContactGroups",
    "accounting.contacts",
    (
        Route("GET", "", show),
        Route("GET", "{id}", show_one),
        Route("PUT", "", create),
        Route("POST", "{id}", update),
        Route("PUT", "{id}/Contacts", add_contacts),
        Route("DELETE", "{id}/Contacts", remove_all),
        Route("DELETE", "{id}/Contacts/{contact}", remove_contact),
    ),
    (
        Rule("at most 100 groups", Source.SPEC),
        Rule("names are unique among active groups", Source.UNKNOWN),
        Rule("the list shows no contacts, a single group does", Source.DOCS),
        Rule("membership does not move the contact's UpdatedDateUTC", Source.UNKNOWN),
    ),
)
