from decimal import Decimal

from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ...xerolib.lines import PLACES


class ResCurrency(models.Model):
    _inherit = "res.currency"

    xero_is_rated = fields.Boolean(
        compute="_compute_xero_is_rated",
        compute_sudo=True,
        groups="base.group_user",
        help="The company at hand has an exchange rate for it, or keeps its books in "
        "it. Without one, Odoo would count one for one.",
    )

    @api.depends("rate_ids.company_id")
    @api.depends_context("company")
    def _compute_xero_is_rated(self):
        company = self.env.company
        rates = self.env["res.currency.rate"]._read_group(
            [
                ("currency_id", "in", self.ids),
                ("company_id", "in", (False, company.root_id.id)),
            ],
            ["currency_id"],
        )
        rated = company.currency_id.union(*(currency for (currency,) in rates))
        for currency in self:
            currency.xero_is_rated = currency in rated

    def _xero_places(self):
        """:return: in how many places sums of both ledgers are told apart: Xero has
        two in every currency, Odoo the currency's own"""
        self.ensure_one()
        return max(PLACES, self.decimal_places)

    def _xero_differ(self, one, other):
        """Whether two sums, as floats, differ in a place that either ledger has."""
        return abs(one - other) >= 0.5 * 10 ** -self._xero_places()

    def _xero_format(self, amount):
        """A sum of either ledger in words: with the currency's own places, and with
        two where it has more than the currency, as Xero's yen may have.

        :param amount: float or Decimal
        """
        exact = Decimal(repr(amount) if isinstance(amount, float) else amount)
        if not self._xero_differ(float(exact), self.round(float(exact))):
            return self.format(float(exact))
        # Without a currency: formatLang() would take its places again.
        digits = formatLang(self.env, float(exact), digits=self._xero_places())
        parts = [digits, self.symbol or self.name]
        space = "\N{NO-BREAK SPACE}"
        return space.join(parts if self.position == "after" else reversed(parts))
