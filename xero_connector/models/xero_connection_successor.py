from odoo import Command, fields, models

# What the next organisation of the same name goes on with. What points into Xero's
# ledger (account, tax rates) is found there again by its code.
TAKEN_OVER = (
    "direction",
    "sync_contacts",
    "sync_invoices",
    "frequency",
    "push_when",
    "new_records",
    "new_contacts_for",
    "import_settings_saved",
    "only_payment_accounts",
    "weekly_digest",
    "inactivity_days",
    "log_days",
)

# What tells that Xero no longer has the connection: it is not in its list.
LOST = ("demo_reset", "disconnected")


class XeroConnection(models.Model):
    """Going on after an organisation is gone: Xero resets its demo company every 28
    days, and the next one is another ledger of the same name.

    The lost one is ended, and its settings go on; its records stay where they are.
    """

    _inherit = "xero.connection"

    xero_user_id = fields.Char(
        "Connected by Xero User", readonly=True, copy=False, help="By Xero's id."
    )
    settings_from_id = fields.Many2one("xero.connection", readonly=True, copy=False)

    def _is_lost(self, organisations):
        """Whether Xero has this connection no more.

        :param organisations: ``xero.organisation``, all that a consent of this moment
            opens
        """
        if self._quota().problem in LOST:  # health is read by the runner
            return True
        # What another Xero user does not see is not gone.
        same_user = self.xero_user_id and (
            self.xero_user_id == self._credential().xero_user_id
        )
        return bool(
            same_user
            and organisations.credential_id == self.credential_id
            and self.tenant_id not in organisations.mapped("tenant_id")
        )

    def _end_lost(self, successor):
        """:param successor: name of the organisation that comes in its place"""
        self.write(
            {"lifecycle": "disconnected", "disconnected_at": fields.Datetime.now()}
        )
        self.flush_recordset()  # its place is free before the next one takes it
        self._quota()._mended()  # health is the runner's
        self._message_log(
            body=self.env._(
                "Ended: Xero no longer has this connection. %(organisation)s was "
                "connected in its place by %(name)s.",
                organisation=successor,
                name=self.env.user.name,
            )
        )

    def _values_for_successor(self):
        """:return: what a new connection to the same organisation begins with"""
        values = {name: self[name] for name in TAKEN_OVER}
        return {
            **values,
            "settings_from_id": self.id,
            "alert_user_ids": [Command.set(self.alert_user_ids.ids)],
        }

    def _take_over_account(self):
        """The account for sales that was chosen before, by its code."""
        before = self.settings_from_id.account_id
        if before and not self.account_id:
            self.account_id = self.account_mirror_ids.filtered(
                lambda a: a.code == before.code and a.usable_for_sales
            )[:1]

    def _take_over_taxes(self):
        """The tax rates that were chosen before, where type, name and rate are the
        same."""
        chosen = {
            mapping.tax_id: mapping.rate_id
            for mapping in self.settings_from_id.tax_mapping_ids
            if mapping.rate_id
        }
        rates = self.tax_rate_mirror_ids.filtered("usable_for_sales")
        known = {(r.tax_type, r.name, r.effective_rate): r for r in rates}
        for mapping in self.tax_mapping_ids.filtered(lambda m: not m.rate_id):
            was = chosen.get(mapping.tax_id)
            if was and (
                same := known.get((was.tax_type, was.name, was.effective_rate))
            ):
                mapping.rate_id = same
