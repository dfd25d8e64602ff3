from decimal import ROUND_HALF_UP, Decimal

from odoo import api, models
from odoo.tools import format_date

from ...xerolib import document_kinds, payloads, problems, totals
from ...xerolib.lines import CENT
from ..issues.xero_issue import Hold
from .account_move_reasons import why_totals_differ


class AccountMove(models.Model):
    """An invoice as Xero's document: what it says there, and what stands against it."""

    _inherit = "account.move"

    # === Kinds === #

    @api.model
    def _xero_kinds(self):
        """:return: dict of ``move_type`` to the
        :class:`~xerolib.document_kinds.DocumentKind` of what goes to Xero"""
        kind = document_kinds.CUSTOMER_INVOICE
        return {kind.move_type: kind}

    def _xero_kind(self):
        """:return: what it is in Xero; None for what does not go there"""
        return self._xero_kinds().get(self.move_type)

    # === Refusals: what pressing the button again does not change === #

    def _xero_not_pushable_reason(self, connection):
        """:return: why this entry is not pushed, in a sentence; False when it may be"""
        self.ensure_one()
        if self._xero_is_to_void():
            return False
        lines = self._xero_priced_lines()
        if not self._xero_kind():
            return self._xero_unsupported_type()
        if self.state == "cancel":
            return self._xero_words_cancelled(connection)
        if self.state != "posted":
            return self.env._("Only confirmed invoices are pushed. Confirm it first.")
        if connection.push_from and self.invoice_date < connection.push_from:
            return self.env._(
                "It is dated %(date)s, but invoices are pushed from %(start)s on. A "
                "Xero manager can change that date on the connection.",
                date=format_date(self.env, self.invoice_date),
                start=format_date(self.env, connection.push_from),
            )
        if not lines:
            return self.env._("It has no lines with a price.")
        if self.invoice_cash_rounding_id:
            return self.env._(
                "It uses cash rounding (%(name)s), which is not pushed yet.",
                name=self.invoice_cash_rounding_id.name,
            )
        several = lines.filtered(lambda line: len(line.tax_ids) > 1)
        if several:
            return self.env._(
                "The line “%(line)s” has several taxes, but a line in Xero can have "
                "only one. Use a single tax with several components.",
                line=several[0].name,
            )
        # One tax alone is not looked at: posting is no place to read what need not be.
        taxes = lines.tax_ids
        if len(taxes) > 1 and len(set(taxes.mapped("price_include"))) > 1:
            return self.env._(
                "Some prices include tax and others do not, but a document in Xero "
                "must be one or the other."
            )
        return False

    def _xero_words_cancelled(self, connection):
        # sudo: where it stands is asked for whoever pushes
        document = self.sudo().xero_document_ids.filtered(
            lambda document: document.connection_id == connection
        )[:1]
        if not document:
            return self.env._("It is cancelled and not in Xero.")
        if document.status == "DELETED":
            return self.env._("It is cancelled in Odoo and deleted in Xero.")
        return self.env._("It is cancelled in Odoo and voided in Xero.")

    def _xero_unsupported_type(self):
        return {
            "entry": self.env._("Journal entries are not pushed to Xero."),
            "out_refund": self.env._("Credit notes are not pushed to Xero yet."),
            "out_receipt": self.env._("Sales receipts are not pushed to Xero yet."),
            "in_invoice": self.env._("Bills are not pushed to Xero yet."),
            "in_refund": self.env._("Vendor refunds are not pushed to Xero yet."),
            "in_receipt": self.env._("Purchase receipts are not pushed to Xero yet."),
        }[self.move_type]

    # === Holds: what a person can solve, for this invoice or for many === #

    def _xero_hold(self, connection, check_contact=True):
        """Find the first thing that keeps the invoice from standing exactly in Xero.

        :param bool check_contact: False for a preview of what is not known yet
        :return: :class:`~odoo.addons.xero_connector.models.xero_issue.Hold` or None
        """
        return self._xero_hold_of_refusal(connection) or self._xero_hold_of_document(
            connection, self._xero_data(connection), check_contact
        )

    def _xero_hold_of_refusal(self, connection):
        """The same, before the document is put together."""
        self.ensure_one()
        if refusal := self._xero_not_pushable_reason(connection):
            return Hold(
                "not_pushable",
                f"account.move,{self.id}",
                {"name": self.display_name, "reason": refusal},
                self,
            )
        return None

    def _xero_hold_of_document(self, connection, document, check_contact=True):
        """The same.

        :param document: :class:`~xerolib.payloads.Invoice`, see :meth:`_xero_data`
        """
        return (
            self._xero_hold_of_other_ledger(connection)
            or self._xero_hold_of_ledger(connection, document)
            or self._xero_hold_of_taxes(document)
            or (self._xero_hold_of_contact(connection) if check_contact else None)
            or self._xero_hold_of_sums(document)
        )

    def _xero_hold_of_other_ledger(self, connection):
        """What stands in another organisation is created in this one only when a
        person asked for that."""
        if (
            not self.xero_elsewhere
            or connection in self.sudo().xero_document_ids.connection_id
            # sudo: jobs are read by Xero's users alone
            or self.env["xero.job"].sudo()._is_approved(connection, self)
        ):
            return None
        return Hold(
            "stands_elsewhere",
            f"account.move,{self.id}",
            {"name": self.name, "other": self.xero_elsewhere},
            self,
        )

    def _xero_hold_of_ledger(self, connection, document):
        """Base currency, account, currency: what concerns many invoices at once."""
        base = connection.company_id.currency_id.name
        if base != connection.base_currency_code:
            return Hold(
                "base_currency",
                "base",
                {"xero": connection.base_currency_code, "odoo": base},
            )
        if any(not (line.is_text or line.account_code) for line in document.lines):
            return Hold("account_missing", "account")
        code = self.currency_id.name
        if not connection._has_currency(code):
            return Hold("currency_missing", code, {"currency": code})
        currency = self.currency_id.with_company(connection.company_id)
        # sudo: whoever pushes
        if connection.sudo().activate_currencies and not currency.xero_is_rated:
            data = {"currency": code, "base": base}
            return Hold("currency_no_rate", code, data, self.currency_id)
        return None

    def _xero_hold_of_taxes(self, document):
        unknown = {
            line.key for line in document.lines if not (line.is_text or line.tax)
        }
        for line in self._xero_priced_lines():
            if line.id in unknown and line.tax_ids._xero_parts() is None:
                return Hold(
                    "tax_no_percentage",
                    f"account.move,{self.id}",
                    {"name": self.name, "tax": line.tax_ids.name},
                    self,
                )
            if line.id in unknown:
                return Hold(
                    "tax_unmapped",
                    str(line.tax_ids.id or 0),
                    {
                        "name": line.tax_ids.name or self.env._("A line without tax"),
                        "percent": float(line.tax_ids._xero_percent() or 0),
                    },
                )
        return None

    def _xero_hold_of_contact(self, connection):
        partner = self.commercial_partner_id
        if partner._xero_contact(connection):
            return None
        # sudo: who a customer is in Xero is asked for whoever pushes
        known = partner.sudo().xero_contact_ids.filtered(
            lambda contact: contact.connection_id == connection
        )
        cause = "contact_archived" if len(known) == 1 else "contact_unknown"
        return Hold(cause, str(partner.id), {"name": partner.display_name}, partner)

    def _xero_hold_of_sums(self, document):
        """Xero's limits, and the totals as Xero will compute them."""
        found = [
            problem
            for problem in problems.problems(document)
            if problem.field != "ContactID"
        ]
        if found:
            return Hold._not_representable(self, found)
        odoo, xero = self._xero_odoo_totals(), totals.compute(document)
        if (xero.subtotal, xero.tax, xero.total) == odoo:
            return None
        data = {
            "name": self.name,
            "odoo": self._xero_sum_words(*odoo),
            "xero": self._xero_sum_words(xero.subtotal, xero.tax, xero.total),
        }
        if any(amount % CENT for amount in odoo):
            problem = {
                "code": "currency_places",
                "currency": self.currency_id.name,
                "places": self.currency_id.decimal_places,
            }
            cause, data = "not_representable", data | {"problems": [problem]}
        else:
            cause, data["why"] = "total_differs", why_totals_differ(self, document)
        return Hold(cause, f"account.move,{self.id}", data, self)

    def _xero_odoo_totals(self):
        """:return: untaxed amount, tax and total, as Decimal with the places of the
        currency"""
        places = self.currency_id.decimal_places
        return tuple(
            self._xero_decimal(amount, places)
            for amount in (self.amount_untaxed, self.amount_tax, self.amount_total)
        )

    def _xero_sum_words(self, subtotal, tax, total):
        return self.env._(
            "%(subtotal)s + %(tax)s tax = %(total)s",
            subtotal=self.currency_id._xero_format(subtotal),
            tax=self.currency_id._xero_format(tax),
            total=self.currency_id._xero_format(total),
        )

    # === The document === #

    def _xero_priced_lines(self):
        lines = self.invoice_line_ids
        priced = lines.filtered(lambda line: line.display_type == "product")
        # What filtered() returns is read alone, and this is asked for a whole batch.
        return priced.with_prefetch(lines._prefetch_ids)

    def _xero_data(self, connection):
        """The invoice as Xero's document; extensions add to it by ``_inherit``.

        What is not known yet (contact, account, tax) is None. What stands in Xero
        already keeps what a mapping or a default gave it then.

        :return: :class:`~xerolib.payloads.Invoice`
        """
        self.ensure_one()
        # sudo: where it stands is asked for whoever pushes
        standing = self.sudo().xero_document_ids.filtered(
            lambda document: document.connection_id == connection
        )[:1]
        invoice = self._xero_data_today(connection)
        return standing._keep_given(invoice) if standing else invoice

    def _xero_data_today(self, connection):
        """The invoice as it would be sent if it were new."""
        contact = self.commercial_partner_id._xero_contact(connection)
        lines = self.invoice_line_ids.sorted(lambda line: (line.sequence, line.id))
        taxes = self._xero_priced_lines().tax_ids
        included = any(taxes.mapped("price_include"))
        return payloads.Invoice(
            kind=self._xero_kind() or document_kinds.CUSTOMER_INVOICE,
            number=self.name,
            contact_id=contact.xero_id or None,
            date=self.invoice_date,
            due_date=self.invoice_date_due or self.invoice_date,
            currency=self.currency_id.name,
            amounts="Inclusive" if included else "Exclusive",
            lines=tuple(line._xero_data(connection) for line in lines),
            reference=self._xero_reference(),
            url=self._xero_back_link(),
            given={
                "Contact": f"res.partner,{self.commercial_partner_id.id}",
                # A tax that became one with or without tax included moves no
                # invoice's amounts until Odoo computes them anew.
                "LineAmountTypes": f"account.tax,{sorted(taxes.ids)},"
                f"{self._xero_decimal(self.amount_untaxed, 6)}",
                "Url": f"account.move,{self.id}",
            },
        )

    def _xero_reference(self):
        """The customer's reference, else the one to pay with."""
        return self.ref or self.payment_reference or ""

    def _xero_back_link(self):
        """The invoice's address here: Xero's users follow it, customers never see it.

        Xero takes only an absolute https address, and none with “xero” in it.
        """
        url = f"{self.get_base_url()}/odoo/account.move/{self.id}"
        return url if url.startswith("https://") and "xero" not in url.lower() else ""

    def _xero_decimal(self, amount, places=2):
        """A float of Odoo's as the Decimal that it stands for."""
        return Decimal(repr(amount)).quantize(
            Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP
        )
