from odoo import api, fields, models

from ...xerolib import resources


class XeroCurrency(models.Model):
    """A currency that the organisation is subscribed to."""

    _name = "xero.currency"
    _inherit = ["xero.mirror"]
    _description = "Currency in Xero"
    _order = "code"

    _xero_resource = resources.CURRENCIES
    _xero_sequence = 30
    _xero_of_secondary = True

    code = fields.Char(readonly=True)

    _xero_id_unique = models.Constraint(
        "UNIQUE(connection_id, xero_id)", "This currency already exists."
    )

    @api.model
    def _xero_title(self):
        return self.env._("Currencies")

    @api.model
    def _read_columns(self, connection, said):
        return {"name": said.name or None, "code": said.xero_id}

    @api.model
    def _store(self, connection, rows):
        """Xero's list is always whole: what is not in it was removed there."""
        codes = [self._xero_resource.id_of(row) for row in rows]
        if codes and all(codes):
            gone = [("connection_id", "=", connection.id), ("xero_id", "not in", codes)]
            self.search(gone).unlink()
        return super()._store(connection, rows)

    @api.model
    def _apply_slice(self, connection, limit):
        codes = self.search([("connection_id", "=", connection.id)]).mapped("code")
        self.env["xero.issue"]._solved(connection, "currency_missing", codes)
        if connection._applies("contacts"):
            self._activate(connection, self._codes_of_documents(connection))
        return 0

    # === In Odoo === #

    @api.model
    def _activate(self, connection, codes):
        """Activate the currencies that are used, where the settings want it; their
        rates are Odoo's own matter."""
        if connection.activate_currencies:
            self._inactive(codes).active = True

    @api.model
    def _inactive(self, codes):
        """:return: Odoo's currencies of these codes that nobody can choose yet"""
        # sudo: read by whoever opens the settings, changed by the runner
        currencies = self.env["res.currency"].sudo().with_context(active_test=False)
        return currencies.search([("name", "in", list(codes)), ("active", "=", False)])

    @api.model
    def _codes_of_documents(self, connection):
        """:return: set of the codes of currencies that documents of this organisation
        are in"""
        # sudo: as above
        documents = self.env["xero.document"].sudo()
        groups = documents._read_group(
            [("connection_id", "=", connection.id), ("currency_id", "!=", False)],
            ["currency_id"],
        )
        return {currency.name for (currency,) in groups}
