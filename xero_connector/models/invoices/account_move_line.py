from odoo import models
from odoo.tools import float_compare

from ...xerolib import payloads
from ...xerolib.lines import Price, as_taken

TEXT_LINES = ("line_section", "line_subsection", "line_note")


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _xero_data(self, connection):
        """:return: the line as :class:`~xerolib.payloads.Line`"""
        self.ensure_one()
        if self.display_type in TEXT_LINES:
            return payloads.Line(description=self.name or "", key=self.id)
        description = self.name or self.product_id.display_name or ""
        product = f"product.product,{self.product_id.id}"
        given = {} if self.name else {"Description": product}
        price = self._xero_price()
        if price is None:
            return payloads.Line(description=description, key=self.id, given=given)
        # sudo: what was chosen counts for whoever pushes
        mappings = self.env["xero.tax.mapping"].sudo()
        # Several taxes are no one rate of Xero's: such a line is shown, never sent.
        rate = len(self.tax_ids) < 2 and mappings._rate(connection, self.tax_ids)
        account = connection._account_for(self)
        given |= {
            "AccountCode": f"xero.connection,{connection.id}",
            "TaxType": f"account.tax,{','.join(map(str, self.tax_ids.ids)) or 0}",
        }
        return payloads.Line(
            description=description,
            **price._asdict(),
            account_code=account.code or None,
            tax=rate._as_tax() if rate else None,
            key=self.id,
            given=given,
        )

    def _xero_price(self):
        """:return: :class:`~xerolib.lines.Price` as Xero takes it; None for a line
        of text"""
        decimal = self.move_id._xero_decimal
        return as_taken(
            Price(
                decimal(self.quantity, 6),
                self._xero_unit_amount(),
                decimal(self.discount, 6),
            )
        )

    def _xero_unit_amount(self):
        """The price with four decimals, the most that Xero keeps.

        A longer price may still give the same line to the cent; the totals, compared
        before anything is sent, decide.
        """
        return self.move_id._xero_decimal(self.price_unit, 4)

    def _xero_price_is_longer(self):
        return bool(
            float_compare(
                self.price_unit, float(self._xero_unit_amount()), precision_digits=6
            )
        )
