import hashlib

from odoo import api, fields, models
from odoo.tools import SQL


class XeroConnection(models.Model):
    """A copied database reaches no ledger: it notices that it is a copy, and stops.

    Odoo's own way to copy a database neutralizes it. A plain copy (createdb -T, a
    restored dump, a cloned server) does not, and keeps even the database's uuid. Two
    Odoos that push into one ledger and renew the same tokens would ruin both.
    """

    _inherit = "xero.connection"

    fingerprint = fields.Char(
        readonly=True, copy=False, help="Of the database that connected."
    )
    is_copy = fields.Boolean(compute="_compute_is_copy", compute_sudo=True)

    @api.depends("fingerprint")
    def _compute_is_copy(self):
        here = self._database_fingerprint()
        for connection in self:
            known = connection.fingerprint
            connection.is_copy = bool(known and known != here)

    @api.model
    def _database_fingerprint(self):
        """What tells this database from every copy of it.

        A dump restored elsewhere has another cluster, a copy beside the original
        another name and number, one that Odoo made another uuid.
        """
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        [(name, number, cluster)] = self.env.execute_query(
            SQL(
                """
                SELECT datname, oid, (SELECT system_identifier FROM pg_control_system())
                  FROM pg_database WHERE datname = current_database()
                """
            )
        )
        place = f"{uuid}|{name}|{number}|{cluster}"
        return hashlib.sha256(place.encode()).hexdigest()

    def action_take_over(self):
        """This database is the one that Xero's ledger belongs to, from now on."""
        self.check_access("write")
        self.sudo().fingerprint = self._database_fingerprint()  # checked above
        self._wake()

    # === Nothing leaves a copy === #

    def _may_call(self):
        return super()._may_call() and not self.is_copy
