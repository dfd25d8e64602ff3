from odoo import api, models


class XeroIssue(models.Model):
    """What is asked about partners and contacts, and when that is settled."""

    _inherit = "xero.issue"

    @api.model
    def _solved_about(self, connection, partners):
        """Who these partners are in Xero is known: what was asked about them, or stood
        against them, is settled."""
        # sudo: as above
        self.sudo().search(
            [("connection_id", "=", connection.id), *self._about(partners)]
        )._solve()

    @api.model
    def _corrected(self, partners):
        """Partners were edited: what Xero refused of them is tried again."""
        causes = self._causes_where(lambda t: t.solved_by_partner_edit)
        self.search([*self._about(partners), ("cause", "in", causes)])._solve()

    @api.model
    def _about(self, partners):
        return [
            ("res_model", "=", partners._name),
            ("res_id", "in", partners.ids),
            ("state", "=", "open"),
        ]

    def _apply_contacts_again(self):
        """A person has answered what a pull met: it looks at these contacts anew."""
        for issue in self.filtered(lambda i: i._issue_type().found_by_pull):
            record = issue._record()
            if record is None or self.env.context.get("xero_batch_id"):
                # It ends while contacts are brought in: they were looked at just now.
                continue
            # sudo: whom it is linked to, for whoever answers
            contacts = (
                record
                if record._name == "xero.contact"
                else record.sudo().xero_contact_ids.filtered(
                    lambda contact, c=issue.connection_id: contact.connection_id == c
                )
            )
            contacts.applied_hash = False
            self.env["xero.contact"]._apply_again(issue.connection_id)
