from odoo import api, fields, models

from ..models.common.windows import window
from ..models.connection.xero_connection import ACTIVE
from ..models.connection.xero_connection_settings import (
    DIRECTIONS,
    NEW_CONTACTS_FOR,
    NEW_RECORDS,
)


class XeroImportWizard(models.TransientModel):
    """What comes into Odoo, told in numbers before anything does."""

    _name = "xero.import.wizard"
    _inherit = ["xero.dialog"]
    _description = "Import Settings"

    connection_id = fields.Many2one(
        "xero.connection", required=True, readonly=True, ondelete="cascade"
    )
    direction = fields.Selection(
        DIRECTIONS,
        required=True,
        compute="_compute_settings",
        store=True,
        precompute=True,
        readonly=False,
    )
    sync_contacts = fields.Boolean(
        "Contacts",
        compute="_compute_settings",
        store=True,
        precompute=True,
        readonly=False,
    )
    sync_invoices = fields.Boolean(
        "Invoices",
        compute="_compute_settings",
        store=True,
        precompute=True,
        readonly=False,
    )
    new_records = fields.Selection(
        NEW_RECORDS,
        "New contacts",
        required=True,
        compute="_compute_settings",
        store=True,
        precompute=True,
        readonly=False,
    )
    new_contacts_for = fields.Selection(
        NEW_CONTACTS_FOR,
        "New contacts belong to",
        required=True,
        compute="_compute_settings",
        store=True,
        precompute=True,
        readonly=False,
    )
    is_first = fields.Boolean(compute="_compute_counts")
    is_reading = fields.Boolean(compute="_compute_counts")
    found_count = fields.Integer("In Xero", compute="_compute_counts")
    matched_count = fields.Integer("Matched", compute="_compute_counts")
    new_count = fields.Integer("New", compute="_compute_counts")
    contacts_story = fields.Char(compute="_compute_stories")
    invoices_story = fields.Char(compute="_compute_stories")

    @api.model
    def _action_for(self, connection):
        return window(
            self._name,
            self.env._("Import Settings"),
            dialog=True,
            context={"default_connection_id": connection.id},
        )

    @api.depends("connection_id")
    def _compute_settings(self):
        for wizard in self:
            connection = wizard.connection_id
            wizard.direction = connection.direction
            wizard.sync_contacts = connection.sync_contacts
            wizard.sync_invoices = connection.sync_invoices
            wizard.new_records = connection.new_records
            wizard.new_contacts_for = connection.new_contacts_for

    @api.depends("connection_id")
    def _compute_counts(self):
        for wizard in self:
            connection = wizard.connection_id
            wizard.is_first = not connection.import_settings_saved
            wizard.is_reading = connection._is_first_reading()
            wizard.found_count = connection.contact_count
            wizard.matched_count = self._count_known(connection)
            wizard.new_count = wizard.found_count - wizard.matched_count

    @api.model
    def _count_known(self, connection):
        """:return: how many active contacts are linked, or would be by themselves"""
        contacts = self.env["xero.contact"]
        active = [("connection_id", "=", connection.id), *ACTIVE]
        linked = contacts.search_count([*active, ("partner_id", "!=", False)])
        if connection.match_by == "evidence":
            certain = [("proposal_ids.is_certain", "=", True)]
            return linked + contacts.search_count(
                [*active, ("partner_id", "=", False), *certain]
            )
        groups = contacts._read_group(
            [*active, ("email_key", "!=", False)],
            ["email_key"],
            ["partner_id:count"],
            having=[("__count", "=", 1)],
        )
        alone = {email for email, is_linked in groups if not is_linked}
        return linked + len(contacts._same_email(connection, alone))

    # === In words === #

    @api.depends("direction", "sync_contacts", "sync_invoices", "new_records")
    def _compute_stories(self):
        for wizard in self:
            wizard.contacts_story = wizard._contacts_in_words()
            wizard.invoices_story = wizard._invoices_in_words()

    def _contacts_in_words(self):
        if not self.sync_contacts:
            return self.env._(
                "Contacts stay as they are on both sides. Invoices are pushed only "
                "for contacts that are already matched."
            )
        known = self.env._(
            "Contacts in Xero: %(found)s. Already matched, or matched when you save: "
            "%(matched)s.",
            matched=self.matched_count,
            found=self.found_count,
        )
        return f"{known} {self._new_in_words()}" if self.new_count else known

    def _new_in_words(self):
        if self.direction == "to_xero":
            return self.env._(
                "The others (%s) stay in Xero only: no contact in Odoo is created or "
                "changed.",
                self.new_count,
            )
        if self.new_records == "review":
            return self.env._(
                "The others (%s) wait under “Matching” until you match them.",
                self.new_count,
            )
        return self.env._(
            "The others (%s): those similar to a contact in Odoo wait under "
            "“Matching”; the rest are created as contacts.",
            self.new_count,
        )

    def _invoices_in_words(self):
        if not self.sync_invoices:
            return self.env._("No invoice is pushed and no payment is read.")
        if self.direction == "to_odoo":
            return self.env._("No invoice is pushed.")
        return self.env._(
            "Invoices are sent to Xero when they are pushed; their number, status and "
            "amount due are read back. Invoices entered in Xero are not created in "
            "Odoo."
        )

    # === The answer === #

    def action_save(self):
        """Keep the settings; what was copied so far comes into Odoo with the next run,
        which starts now."""
        self.ensure_one()
        connection = self.connection_id
        connection.write(
            {
                "direction": self.direction,
                "sync_contacts": self.sync_contacts,
                "sync_invoices": self.sync_invoices,
                "new_records": self.new_records,
                "new_contacts_for": self.new_contacts_for,
            }
        )
        connection.sudo().import_settings_saved = (
            True  # sudo: who may write the others may
        )
        if connection._pulls("contacts"):
            self.env["xero.batch"]._start(
                connection, "changes", ("contacts",), user=self.env.user
            )
        return {"type": "ir.actions.client", "tag": "soft_reload"}
