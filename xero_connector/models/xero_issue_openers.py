from odoo import models

from .xero_issue_kinds import kind

# Openers of what only a Xero manager changes.
SETTINGS = ("_open_connection", "_open_tax_mappings")


class XeroIssue(models.Model):
    """The place to solve an issue. Writes nothing, for banners ask for it too."""

    _inherit = "xero.issue"

    def _opener(self):
        """:return: the action that opens the place to solve it, None for none"""
        opener = kind(self.cause).opener
        if not opener or not self._may_solve():
            return None
        return getattr(self, opener)()

    def _may_solve(self):
        """Whether the user may change what its place shows: settings are a Xero
        manager's."""
        connection = self.connection_id
        return kind(self.cause).opener not in SETTINGS or connection.has_access("write")

    def action_open_record(self):
        record = self._record()
        return record and {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def _record(self):
        """:return: the record it is about, None for one that is gone, or for none"""
        self.ensure_one()
        if not self.res_model:
            return None
        return self.env[self.res_model].browse(self.res_id).exists() or None

    def _open_contact_wizard(self):
        return self.env["xero.contact.wizard"]._action_for(self)

    def _open_merge_or_contact_wizard(self):
        """Odoo's own merging, with both contacts chosen; for who may not merge, the
        question who it is."""
        merging = self.env["base.partner.merge.automatic.wizard"]
        both = self.env["res.partner"].browse((self.data or {}).get("partner_ids", ()))
        if len(both.exists()) < 2 or not merging.has_access("create"):
            return self._open_contact_wizard()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge Contacts"),
            "res_model": merging._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {"active_model": both._name, "active_ids": both.ids},
        }

    def _open_conflict_wizard(self):
        return self.env["xero.conflict.wizard"]._action_for(self)

    def _open_connection(self):
        return self.connection_id.action_open()

    def _open_tax_mappings(self):
        return self.connection_id.action_open_tax_mappings()

    def _open_preview(self):
        move = self._record()
        if not move or move._name != "account.move":
            return None
        return move.company_id._xero_connection() and move.action_xero_preview()

    def _open_in_xero(self):
        """The page of the record in Xero; what is not there yet has none."""
        url = self._xero_url()
        return url and {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def _xero_url(self):
        record = self._record()
        if not record:
            return None
        if record._name == "res.partner":
            return record._xero_contact(self.connection_id).xero_url or None
        return record.xero_url or None
