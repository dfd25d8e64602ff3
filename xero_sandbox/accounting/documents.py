"""Reading and writing documents: what Invoices and CreditNotes have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from xero_sandbox import wire
from xero_sandbox.accounting.batch import Saved, write_batch
from xero_sandbox.accounting.endpoint import Ask, Json
from xero_sandbox.accounting.errors import not_found
from xero_sandbox.accounting.render.documents import Shape
from xero_sandbox.accounting.render.echo import document_echo
from xero_sandbox.accounting.rules.document_contact import document_contact
from xero_sandbox.accounting.rules.document_kinds import Kind
from xero_sandbox.accounting.rules.documents import draft_document
from xero_sandbox.http.call import Answer
from xero_sandbox.store.models import Document
from xero_sandbox.store.organisation import Organisation
from xero_sandbox.store.table import Table

Render = Callable[[Organisation, Document, Shape, int], Json]


@dataclass(frozen=True)
class Documents:
    """A resource whose things are documents."""

    plural: str
    id_field: str
    kind: Kind
    table: Callable[[Organisation], Table[Document]]
    render: Render

    def show_one(self, ask: Ask) -> Answer:
        """One by id or number."""
        row = self.known(ask)
        thing = self.render(ask.organisation, row, "single", ask.places)
        return ask.answer(self.plural, [thing])

    def create(self, ask: Ask) -> Answer:
        """PUT: only new ones."""
        return self._write(ask, lambda element: None)

    def update(self, ask: Ask) -> Answer:
        """POST: by id, else by a number of ours, else new."""
        return self._write(ask, lambda element: self._match(ask, element))

    def update_one(self, ask: Ask) -> Answer:
        """POST to an id."""
        row = self.known(ask)
        return self._write(
            ask, lambda element: self.table(ask.organisation).get(row.id)
        )

    def known(self, ask: Ask) -> Document:
        """The document that the path names. Raises Refusal (404)."""
        wanted, table = ask.path["id"], self.table(ask.organisation)
        row = (
            table.get(wire.guid(wanted))
            if wire.is_guid(wanted)
            else table.find("number", wanted)
        )
        if row is None:
            raise not_found()
        return row

    def _match(self, ask: Ask, element: Json) -> Document | None:
        table = self.table(ask.organisation)
        if row_id := element.get(self.id_field):
            row = table.get(wire.guid(row_id)) if wire.is_guid(row_id) else None
            if row is None:
                raise not_found()
            return row
        number = element.get(self.kind.number_field)
        if element.get("Type") in self.kind.numbers and number:
            return table.find("number", str(number))
        return None

    def _write(self, ask: Ask, find: Callable[[Json], Document | None]) -> Answer:
        return write_batch(
            ask,
            self.plural,
            lambda element: self._save(ask, element, find(element)),
            lambda element: document_echo(
                element, find(element), self.id_field, ask.places
            ),
        )

    def _save(self, ask: Ask, element: Json, before: Document | None) -> Saved:
        organisation = ask.organisation
        contact = document_contact(organisation, element, before)
        drafted = draft_document(
            organisation,
            self.table(organisation),
            self.kind,
            element,
            before,
            contact.id,
            places=ask.places,
            app=ask.call.app,
        )
        saved = self.table(organisation).save(drafted.document)
        _mark(organisation, saved)
        thing = self.render(organisation, saved, "written", ask.places)
        return Saved(thing, drafted.warnings)


def _mark(organisation: Organisation, row: Document) -> None:
    # Being a customer or supplier does not move the contact's stamp (docs).
    contact = organisation.contacts.get(row.contact_id)
    if contact is None:
        return
    marked = (
        replace(contact, is_customer=True)
        if row.type.startswith("ACCREC")
        else replace(contact, is_supplier=True)
    )
    if marked != contact:
        organisation.contacts.save(marked)
