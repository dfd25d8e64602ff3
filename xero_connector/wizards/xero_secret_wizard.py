from odoo import api, fields, models


class XeroSecretWizard(models.AbstractModel):
    """A wizard that takes secrets and shows none of them again.

    What is typed goes where it belongs as the wizard is saved; its own row never holds
    it.
    """

    _name = "xero.secret.wizard"
    _inherit = ["xero.dialog"]
    _description = "Enter Secrets"

    # Names of the fields that are taken and not kept.
    _taken = ()

    connection_id = fields.Many2one(
        "xero.connection", required=True, readonly=True, ondelete="cascade"
    )

    @api.model_create_multi
    def create(self, vals_list):
        stripped = []
        for vals in vals_list:
            self._take(vals)
            stripped.append(self._without_secrets(vals))
        return super().create(stripped)

    def write(self, vals):
        for wizard in self:
            wizard._take({"connection_id": wizard.connection_id.id, **vals})
        return super().write(self._without_secrets(vals))

    @api.model
    def _without_secrets(self, vals):
        return {name: value for name, value in vals.items() if name not in self._taken}

    @api.model
    def _take(self, vals):
        connection = self.env["xero.connection"].browse(vals["connection_id"])
        connection.check_access("write")
        typed = {
            name: vals[name].strip()
            for name in self._taken
            if (vals.get(name) or "").strip()
        }
        if typed:
            self._keep(connection, typed)

    @api.model
    def _keep(self, connection, typed):
        """Put what was typed where only the system reads it.

        :param connection: one that the user may change
        :param dict typed: texts by the name of their field, none of them empty
        """
        raise NotImplementedError
