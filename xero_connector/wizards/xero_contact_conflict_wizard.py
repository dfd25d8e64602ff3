from odoo import api, fields, models

from ..models.xero_issue_words_contacts import field_name


class XeroContactConflictWizard(models.TransientModel):
    """“Changed here and in Xero”: both sides beside what they agreed on last."""

    _name = "xero.contact.conflict.wizard"
    _description = "Contact Changed on Both Sides"

    issue_id = fields.Many2one(
        "xero.issue", required=True, readonly=True, ondelete="cascade"
    )
    contact_id = fields.Many2one("xero.contact", compute="_compute_contact_id")
    xero_url = fields.Char(related="contact_id.xero_url")
    page = fields.Html(compute="_compute_page", sanitize=False)

    @api.model
    def _action_for(self, issue):
        return {
            "type": "ir.actions.act_window",
            "name": issue.title,
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_issue_id": issue.id},
        }

    @api.depends("issue_id")
    def _compute_contact_id(self):
        for wizard in self:
            contacts = self.env["xero.contact"].browse(wizard.issue_id.res_id)
            wizard.contact_id = contacts.exists()

    @api.depends("issue_id")
    def _compute_page(self):
        for wizard in self:
            wizard.page = self.env["ir.qweb"]._render(
                "xero_connector.contact_conflict_page",
                {
                    "rows": [
                        {
                            "name": field_name(self.env, each["field"]).capitalize(),
                            **{
                                side: self._said(each[side])
                                for side in ("agreed", "odoo", "xero")
                            },
                        }
                        for each in wizard.issue_id.data["fields"]
                    ]
                },
            )

    @api.model
    def _said(self, value):
        """:return: a value of one side as a line; an address part by part"""
        if isinstance(value, dict):
            value = ", ".join(filter(None, value.values()))
        return value or "–"

    # === The answer === #

    def action_take_odoo(self):
        """Odoo's values go to Xero."""
        return self._settle("odoo")

    def action_take_xero(self):
        """Xero's values come to Odoo."""
        return self._settle("xero")

    def action_keep_both(self):
        """Each side keeps its own, until one of them is changed again."""
        return self._settle("both")

    def _settle(self, side):
        self.ensure_one()
        self.contact_id.sudo()._settle_conflict(side)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
