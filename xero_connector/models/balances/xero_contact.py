from odoo import api, fields, models
from odoo.tools import SQL

from ...xerolib.errors import OddValue
from ...xerolib.payment_terms import sales_terms
from ...xerolib.reading import Row


class XeroContact(models.Model):
    """What a contact owes in Xero, kept up to date: Xero does not list a contact as
    changed when its balance is, so those whose documents changed are read anew."""

    _inherit = "xero.contact"

    balance_read_at = fields.Datetime(
        readonly=True, help="When its balance was last read, UTC."
    )

    balance_asked_at = fields.Datetime(
        readonly=True,
        help="When Xero was last asked for its balance by its ID, UTC.",
    )

    @api.model
    def _to_read_again(self, connection, before, limit=None):
        # EXTENDS 'xero_connector': one of whose documents changed in Xero since their
        # balance was read
        if not connection.show_balances:
            return super()._to_read_again(connection, before, limit)
        self.flush_model(["balance_read_at", "balance_asked_at"])
        self.env["xero.document"].flush_model(["contact_xero_id", "updated_at"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT contact.xero_id,
                       contact.balance_asked_at > contact.balance_read_at
                  FROM xero_contact contact
                 WHERE contact.connection_id = %(connection)s
                   AND contact.gone_at IS NULL
                   AND coalesce(contact.balance_asked_at, '-infinity') < %(before)s
                   AND EXISTS (
                       SELECT FROM xero_document document
                        WHERE document.connection_id = contact.connection_id
                          AND document.contact_xero_id = contact.xero_id
                          AND document.updated_at > coalesce(
                              contact.balance_read_at, '-infinity'))
              ORDER BY contact.balance_asked_at NULLS FIRST, contact.id
                 LIMIT %(limit)s
                """,
                connection=connection.id,
                before=before,
                limit=limit,
            )
        )
        return [row[0] for row in rows], any(row[1] for row in rows)

    @api.model
    def _note_read_again(self, connection, asked, read, asked_at):
        # EXTENDS 'xero_connector'
        result = super()._note_read_again(connection, asked, read, asked_at)
        here = [("connection_id", "=", connection.id)]
        self.search([*here, ("xero_id", "in", asked)]).balance_asked_at = asked_at
        self.search([*here, ("xero_id", "in", read)]).balance_read_at = asked_at
        return result

    def _terms_words(self):
        """:return: when its invoices are due, in words; False for nothing"""
        try:
            terms = sales_terms(Row(self.raw or {}))
        except OddValue:
            terms = None
        if not terms:
            return False
        return {
            "DAYSAFTERBILLDATE": self.env._("%s days after the invoice date"),
            "DAYSAFTERBILLMONTH": self.env._(
                "%s days after the end of the invoice month"
            ),
            "OFCURRENTMONTH": self.env._("Day %s of the invoice month"),
            "OFFOLLOWINGMONTH": self.env._("Day %s of the following month"),
        }[terms.kind] % terms.day
