from odoo import models

from ..causes.accounts import has_rate
from ..common.windows import window


class XeroIssue(models.Model):
    """The place to solve an issue. Writes nothing, for banners ask for it too."""

    _inherit = "xero.issue"

    def _opener(self):
        """:return: the action that opens the place to solve it, None for none"""
        if not self._can_open(self._record()):
            return None
        return getattr(self, self._issue_type().opener.method)()

    def _can_open(self, record):
        """Whether there is an action that opens the place, without making it: lists
        ask for many.

        :param record: the record that it is about, None for none
        """
        opener = self._issue_type().opener
        if not opener or not self._may_solve():
            return False
        return not opener.only_if or bool(getattr(self, opener.only_if)(record))

    def _may_solve(self):
        """Whether the user may change what its place shows: settings are a Xero
        manager's."""
        opener = self._issue_type().opener
        is_setting = bool(opener) and opener.is_setting
        return not is_setting or self.connection_id.has_access("write")

    def _has_record(self, record):
        return record is not None

    def action_open_record(self):
        record = self._record()
        return record and window(record._name, res_id=record.id)

    def _check_about(self):
        """:raise AccessError: one is about a record that its user may not read"""
        for issue in self:
            if issue.res_model in self.env:
                about = self.env[issue.res_model].browse(issue.res_id).exists()
                about.check_access("read")

    def _record(self):
        """:return: the record it is about, None for one that is gone, that the user may
        not read, or for none"""
        self.ensure_one()
        return self._records()[self]

    def _records(self):
        """:return: dict of each to the record it is about, None for one that is gone,
        that the user may not read, or for none; asked for together"""
        ids = {}
        for issue in self:
            if issue.res_model in self.env:
                ids.setdefault(issue.res_model, set()).add(issue.res_id)
        there = {
            model: self.env[model].browse(found).exists()._filtered_access("read")
            for model, found in ids.items()
        }
        return {
            issue: (
                issue.res_model in there
                and issue.res_id in there[issue.res_model]._ids
                and there[issue.res_model]
                .browse(issue.res_id)
                .with_prefetch(there[issue.res_model]._ids)
                or None
            )
            for issue in self
        }

    def _open_contact_wizard(self):
        return self.env["xero.contact.wizard"]._action_for(self)

    def _open_merge_or_contact_wizard(self):
        """Odoo's own merging, with both contacts chosen; for who may not merge, the
        question who it is."""
        merging = self.env["base.partner.merge.automatic.wizard"]
        both = self.env["res.partner"].browse((self.data or {}).get("partner_ids", ()))
        if len(both.exists()) < 2 or not merging.has_access("create"):
            return self._open_contact_wizard()
        return window(
            merging._name,
            self.env._("Merge Contacts"),
            dialog=True,
            context={"active_model": both._name, "active_ids": both.ids},
        )

    def _open_conflict_wizard(self):
        return self.env["xero.conflict.wizard"]._action_for(self)

    def _open_person_wizard(self):
        return self.env["xero.person.wizard"]._action_for(self)

    def _open_connection(self):
        return self.connection_id.action_open()

    def _open_import_settings(self):
        return self.connection_id.action_import_settings()

    def _open_tax_mappings(self):
        return self.connection_id.action_open_tax_mappings()

    def _has_rate(self, record):
        return has_rate(self.data or {}, self.connection_id)

    def _open_preview(self):
        return self._record().action_xero_preview()

    def _is_previewed(self, record):
        is_move = record and record._name == "account.move"
        return bool(is_move and record.company_id._xero_connection())

    def _may_read_invoices(self, record):
        return self.env["account.move"].has_access("read")

    def _open_unlisted(self):
        return window(
            "account.move",
            self.env._("No Longer in Xero"),
            views=("list", "form"),
            domain=self.env["xero.document"]._domain_unlisted(self.connection_id),
        )

    def _open_in_xero(self):
        """The page of the record in Xero; what is not there yet has none."""
        url = self._xero_url(self._record())
        return url and {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def _xero_url(self, record):
        if not record:
            return None
        if record._name == "res.partner":
            return record._xero_contact(self.connection_id).xero_url or None
        return record.xero_url or None

    # === Odd rows === #
    # What an issue of odd rows opens and does.

    def _odd_rows(self):
        return self.env["xero.odd.row"].search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("resource", "=", self.key),
                ("left_out", "=", False),
            ]
        )

    def _open_odd_rows(self):
        return window(
            "xero.odd.row",
            self.title,
            views=("list", "form"),
            domain=[("id", "in", self._odd_rows().ids)],
        )

    def _leave_rows_out(self):
        """They stay unread, and nobody is told of them again until they change."""
        self._odd_rows().left_out = True

    def _read_all_again(self):
        """What was odd may be readable by now, unchanged in Xero: after an update."""
        self.env["xero.batch"]._start(
            self.connection_id, "full", [self.key], user=self.env.user
        )
