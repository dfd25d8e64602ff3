from decimal import Decimal

from odoo import models

# Xero says the rate of a tax with four places.
PLACES = Decimal("0.0001")


class AccountTax(models.Model):
    """A tax as Xero's rates are told: percentages, each of the price alone or of the
    price and those before it."""

    _inherit = "account.tax"

    def _xero_parts(self):
        """What it takes of a line that has no other tax.

        That others would be computed on it (*affects the base of subsequent taxes*)
        means nothing where there are none.

        :return: list of (Decimal, its percentage; Decimal, what it takes of the price
            in percent, which is more where it is computed on those before it, too);
            None for what is no percentage of the price
        """
        parts = self.children_tax_ids if self.amount_type == "group" else self
        found, passed_on = [], Decimal()
        for part in parts.sorted(lambda part: (part.sequence, part.id)):
            percent = part._xero_own_percent()
            if percent is None:
                return None
            base = 100 + (passed_on if part.is_base_affected else 0)
            taken = percent * base / 100
            found.append((percent, taken))
            passed_on += taken if part.include_base_amount else 0
        return found

    def _xero_own_percent(self):
        """:return: Decimal, what of the price is left to pay after its distribution:
        a reverse charge takes back what it adds; None for no percentage"""
        if self.amount_type != "percent":
            return None
        shares = self.invoice_repartition_line_ids.filtered(
            lambda line: line.repartition_type == "tax"
        )
        share = sum(Decimal(repr(line.factor_percent)) for line in shares)
        return (Decimal(repr(self.amount)) * share / 100).normalize()

    def _xero_percent(self):
        """:return: Decimal, what it takes of the price in all, to the four places of
        Xero's; None for what is no percentage of it"""
        parts = self._xero_parts()
        if parts is None:
            return None
        total = sum((taken for _percent, taken in parts), Decimal())
        return total.quantize(PLACES).normalize()
