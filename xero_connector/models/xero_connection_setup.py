from odoo import models


class XeroConnection(models.Model):
    """What a person does next to get a connection going, one step at a time."""

    _inherit = "xero.connection"

    def _alerts_of_setup(self):
        """:return: the next step as an alert, in a dict; empty when all is set up"""
        steps = [self._step_permissions, self._step_first_reading]
        if self.role == "primary":
            steps += [self._step_import, self._step_account, self._step_taxes]
        for step in steps:
            if alert := step():
                return {"setup": alert}
        return {}

    def _step_permissions(self):
        missing = self.credential_id._missing_scopes(self._wanted_scopes())
        return missing and {
            "level": "warning",
            "message": self.env._(
                "Xero did not give all permissions: %s is missing. Connect again and "
                "allow them.",
                ", ".join(missing),
            ),
            "action_text": self.env._("Connect again"),
            "action": self.action_connect(),
        }

    def _step_first_reading(self):
        return self._is_first_reading() and {
            "level": "info",
            "message": self.env._(
                "Xero is being read for the first time: accounts, tax rates, "
                "currencies, contacts. It takes a moment."
            ),
            "action_text": self.env._("Show what is there"),
            "action": {"type": "ir.actions.client", "tag": "soft_reload"},
        }

    def _is_first_reading(self):
        """Whether something was asked of Xero that never came yet."""
        due = self._resources()._due()
        return not all(r.done_at for r in due if self._pulls(r.name))

    def _step_import(self):
        return not self.import_settings_saved and {
            "level": "warning",
            "message": self.env._(
                "Next: say what comes into Odoo. Contacts copied from Xero: %s; no "
                "record of yours was changed yet.",
                self.contact_count,
            ),
            "action_text": self.env._("Import settings"),
            "action": self.action_import_settings(),
        }

    def _step_account(self):
        if self.account_id:
            return False
        if not self._has_account_to_choose():
            return {
                "level": "warning",
                "message": self.env._(
                    "Next: no account in Xero takes payments yet. In Xero, open "
                    "Accounting › Chart of accounts, click the account for your sales, "
                    "tick “Enable payments to this account” and save. Or take off "
                    "“Only accounts that take payments” below."
                ),
                "action_text": self.env._("Check again"),
                "action_call": (self._name, "action_check_again", self.ids),
            }
        return {
            "level": "warning",
            "message": self.env._(
                "Next: choose the account for sales below. Invoices wait until then."
            ),
        }

    def _has_account_to_choose(self):
        accounts = self.env["xero.account"]
        return bool(accounts.search_count(self.account_domain, limit=1))

    def _step_taxes(self):
        unmapped = self.tax_mapping_ids.filtered(lambda mapping: not mapping.rate_id)
        return unmapped and {
            "level": "info",
            "message": self.env._(
                "Next: choose a tax rate in Xero for each of your taxes (%s left). "
                "Only those that your invoices use are needed.",
                len(unmapped),
            ),
            "action_text": self.env._("Map taxes"),
            "action": self.action_open_tax_mappings(),
        }

    # === Buttons === #

    def action_import_settings(self):
        """Say which way records go, and what comes of those in Xero."""
        self.ensure_one()
        return self.env["xero.import.wizard"]._action_for(self)

    def action_switch_on(self):
        """Let runs come by themselves; first show who is not matched yet."""
        self.ensure_one()
        return self.env["xero.switch.on.wizard"]._action_for(self)
