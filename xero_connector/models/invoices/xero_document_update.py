from dataclasses import replace
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ...xerolib import payloads, totals
from ...xerolib.documents import DEAD, UNAPPROVED
from ...xerolib.invoice_decide import decide
from ...xerolib.invoice_given import keep, said_of, with_given
from ...xerolib.invoice_merge import MONEY, Conflict, plan
from ...xerolib.invoice_sides import arrived, current, said
from ..issues.xero_issue import Hold
from ..mirror.xero_push_mirror import Push


class XeroDocument(models.Model):
    """Changing what stands in Xero: only what changed here, never over somebody."""

    _inherit = "xero.document"

    # === What an update sends === #

    def _prepare_update(self, move, odoo):
        """The changes of an invoice that stands in Xero; None when there are none.

        :param move: the invoice, posted
        :param odoo: what it says, as :func:`~...xerolib.invoice_given.said_of` reads it
        """
        self.ensure_one()
        agreed = with_given(self._agreed(), odoo)
        planned = plan(agreed, odoo, said(self.raw), paid=self._has_payments())
        if planned.conflicts or planned.body or self._is_compared():
            body = {"InvoiceID": self.xero_id, **planned.body} if planned.body else {}
            return Push(
                move.name,
                body,
                self.xero_id,
                planned.agreed,
                hold=self._hold_of_update(move, planned),
            )
        if planned.agreed != agreed:
            # The same change was made on both sides.
            return Push(move.name, {}, self.xero_id, planned.agreed)
        return None

    def _is_compared(self):
        """Whether a person asks how it stands in Xero, whatever changed here."""
        return self.move_id.id in self.env.context.get("xero_compared", ())

    def _agreed(self):
        """What was agreed last. Of a document from before that was kept: Xero's word
        stands until it is changed here."""
        if self.agreed:
            return current(self.agreed)
        odoo = said_of(self.move_id._xero_data(self.connection_id))
        return arrived(odoo, None, self.raw)

    def _keep_given(self, invoice):
        """What a mapping or a default gave the document counts as it was sent.

        :param invoice: :class:`~...xerolib.payloads.Invoice`, as it would be if new
        """
        self.ensure_one()
        # sudo: names, for a note or a question
        rates = self.connection_id.sudo().tax_rate_mirror_ids

        def tax_of(tax_type):
            rate = rates.filtered(lambda rate: rate.tax_type == tax_type)[:1]
            return rate._as_tax() if rate else None

        def same(name, before, thing):
            if name == "TaxType":
                return self._may_be_one_tax(thing, tax_of(before))
            if name == "Contact":
                contact = self.env["xero.contact"]._of(self.connection_id, [before])
                partner = contact[before].partner_id if before in contact else None
                return not partner or partner == self.move_id.commercial_partner_id
            return name != "LineAmountTypes"

        kept = keep(invoice, self.agreed, tax_of, same, self._given_anew())
        own = self._own_contact()
        return replace(kept, contact_id=own.xero_id) if own else kept

    def _own_contact(self):
        """:return: the active contact in Xero that it was sent to, where that is its
        customer's still, be it one of several: customers who are merged here have each
        other's. Empty where it is somebody else's by now"""
        agreed, customer = self.agreed or {}, self.move_id.commercial_partner_id
        sent_to = agreed.get("head", {}).get("Contact")
        # sudo: who a customer is in Xero is asked for whoever pushes
        contacts = customer.sudo().xero_contact_ids
        given_for = agreed.get("given", {}).get("Contact", [""])[0]
        if given_for and given_for != f"res.partner,{customer.id}":
            former = customer.browse(int(given_for.partition(",")[2]))
            if not former.exists():
                # Merged into this one, whichever of both contacts this one was given.
                # sudo: as above
                known = self.env["xero.contact"].sudo()
                sent = known._of(self.connection_id, [sent_to])
                contacts |= contacts.union(*sent.values()).filtered(
                    lambda contact: not contact.partner_id
                )
        # Not filtered(): its result is read alone, and this is asked for a whole batch.
        found = [
            contact
            for contact in contacts
            if contact.xero_id == sent_to
            and contact.connection_id == self.connection_id
            and contact.status == "ACTIVE"
        ]
        return found[0] if found else contacts.browse()

    def _learn_given(self):
        """Remember what the values were given for, where an older version did not."""
        self.ensure_one()
        if "given" not in self.agreed:
            odoo = said_of(self.move_id._xero_data(self.connection_id))
            self.agreed = with_given(self.agreed, odoo)

    def _may_be_one_tax(self, line, before):
        """Whether a tax of the invoice may have been mapped to another rate when it was
        sent, by a version that did not keep which one it was sent for.

        Only taxes of one percentage are mapped to a rate. A mapping that nobody has
        touched since then does not explain another rate: the tax was changed.
        """
        if not before or (line.tax and line.tax.factor != before.factor):
            return False
        tax_id = int(line.given["TaxType"].partition(",")[2])
        # sudo: as above
        mapping = self.connection_id.sudo().tax_mapping_ids.filtered(
            lambda mapping: mapping.tax_id.id == (tax_id or False)
        )
        sent = self.env["xero.exchange.element"].search(
            [
                ("exchange_id.connection_id", "=", self.connection_id.id),
                ("exchange_id.mirror_model", "=", self._name),
                ("res_id", "=", self.move_id.id),
                ("outcome", "in", ("accepted", "adopted")),
            ],
            order="id desc",
            limit=1,
        )
        return not (mapping and sent) or mapping.write_date >= sent.create_date

    def _hold_of_update(self, move, planned):
        """:return: what stands against the update, None if nothing does"""
        if self.status in DEAD:
            deleted = self.status == "DELETED"
            return self._hold("voided_in_xero", move, deleted=deleted)
        if planned.conflicts:
            return self._hold_of_conflicts(move, planned.conflicts)
        if self._has_payments() and planned.refused_when_paid:
            return self._hold("paid_in_xero", move, fields=planned.refused_when_paid)
        if self._is_compared() and self.differs and not planned.moves_total:
            return self._hold_of_other_total(move, planned)
        if planned.moves_total:
            total = self._total_of(planned.lines, planned.amounts)
            if total != move._xero_odoo_totals()[-1]:
                found = [self._total_conflict(move, total)]
                return self._hold_of_conflicts(move, found)
        return None

    def _hold_of_other_total(self, move, planned):
        """A person asks about a total that is another one in Xero: what moved it there
        is asked, as far as Xero still changes it."""
        money = [change for change in planned.theirs if change.field in MONEY]
        if not money:
            return self._hold_of_difference()
        if self._has_payments():
            names = sorted({change.field for change in money})
            return self._hold("paid_in_xero", move, fields=names, in_xero=True)
        found = [*money, self._total_conflict(move, self.total)]
        return self._hold_of_conflicts(move, found, in_xero=True)

    def _hold(self, cause, move, **data):
        place = f"account.move,{move.id}"
        return Hold(cause, place, {"name": move.name, **data}, move)

    def _hold_of_conflicts(self, move, conflicts, **data):
        """:param conflicts: list of :class:`~...xerolib.invoice_merge.Conflict`"""
        found = [vars(conflict) for conflict in conflicts]
        return self._hold("changed_in_xero", move, conflicts=found, **data)

    def _has_payments(self):
        return bool(
            self.status == "PAID"
            or not self.currency_id.is_zero(self.amount_paid)
            or not self.currency_id.is_zero(self.amount_credited)
        )

    def _total_of(self, lines, amounts):
        """:param lines: of a plan or of what was agreed on
        :param amounts: whether their prices include tax, in Xero's words
        :return: the total that Xero computes of them"""
        rates = self.env["xero.tax.rate"].search(
            [("connection_id", "=", self.connection_id.id)]
        )
        taxes = {rate.tax_type: rate._as_tax() for rate in rates}
        priced = (
            payloads.Line(
                description=line["Description"],
                quantity=Decimal(line["Quantity"]) if line["Quantity"] else None,
                unit_amount=Decimal(line["UnitAmount"] or 0),
                discount_rate=Decimal(line["DiscountRate"] or 0),
                tax=taxes.get(line["TaxType"]),
            )
            for line in lines
        )
        return totals.compute_lines(priced, amounts).total

    def _total_conflict(self, move, total):
        agreed = self._agreed()
        before = self._total_of(agreed["lines"], agreed["head"]["LineAmountTypes"])
        return Conflict(
            field="Total",
            line="",
            agreed=str(before),
            odoo=str(move._xero_odoo_totals()[-1]),
            xero=str(total),
        )

    # === Voiding === #

    def _prepare_void(self, move):
        """The end of a document whose invoice was cancelled; None once it has ended.

        Xero voids nothing that is paid, and what a bookkeeper made of the amounts is
        not thrown away unasked.
        """
        self.ensure_one()
        if self.status in DEAD:
            return None
        ended = "DELETED" if self.status in UNAPPROVED else "VOIDED"
        return Push(
            move.name,
            {"InvoiceID": self.xero_id, "Status": ended},
            self.xero_id,
            self.agreed,
            hold=self._hold_of_void(move),
        )

    def _hold_of_void(self, move):
        if self._has_payments():
            return self._hold("cannot_void", move)
        agreed = self._agreed()
        if plan(agreed, agreed, said(self.raw)).pulled & MONEY:
            total = self._total_conflict(move, self.total)
            return self._hold_of_conflicts(move, [total])
        return None

    # === A person decides === #

    @api.model
    def _settle_conflict(self, connection, record, winner, asked):
        """Take one side's word where both changed.

        :param record: the invoice
        :param winner: "odoo" or "xero"
        """
        document = self._find_known(connection, record)[record.id]
        # What a person asked is answered, be it that both stay as they are.
        self._open_jobs(connection, record).compares = False
        xero = said(document.raw)
        if record.state != "cancel":
            odoo = said_of(record._xero_data(connection))
            agreed = with_given(document._agreed(), odoo)
            document.agreed = decide(agreed, odoo, xero, winner, asked)
        elif winner == "odoo":
            document.agreed = xero
        else:
            jobs = self._open_jobs(connection, record)
            jobs._close("cancelled", "cancelled")

    # === The full comparison === #
    # Which invoices a full comparison looks at.

    @api.model
    def _to_compare(self, connection, after, limit):
        """What stands in Xero; and, where invoices go by themselves, what should but
        for a person's “Do not send”."""
        ours = [("xero_document_ids", "any", [("connection_id", "=", connection.id)])]
        if connection._pushes_by_itself(self._name):
            refused = self.env["xero.job"]._search(
                [("res_model", "=", "account.move"), ("outcome", "=", "cancelled")]
            )
            of_records = SQL.identifier(refused.table, "res_id")
            ours = [
                "|",
                *ours,
                *("&", "&", "&"),
                ("move_type", "in", list(self._kinds())),
                ("state", "=", "posted"),
                ("xero_document_ids", "=", False),
                ("id", "not in", refused.subselect(of_records)),
            ]
        return self.env["account.move"].search(
            [
                ("id", ">", after),
                ("company_id", "child_of", connection.company_id.id),
                ("invoice_date", ">=", connection.push_from or "1900-01-01"),
                *ours,
            ],
            order="id",
            limit=limit,
        )

    @api.model
    def _differing(self, connection, records):
        return super()._differing(
            connection,
            records.filtered(
                lambda move: (
                    move.xero_document_ids
                    or not move._xero_not_pushable_reason(connection)
                )
            ),
        )
