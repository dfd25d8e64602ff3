from datetime import date

from odoo import api, fields, models

from ..common.counted_words import lines_words, records_words

# Odoo's own lock dates that close a customer invoice's period.
SOFT_LOCKS = ("fiscalyear_lock_date", "sale_lock_date", "tax_lock_date")


class XeroConnection(models.Model):
    """What today's settings give, and what in Xero stands on something else."""

    _inherit = "xero.connection"

    recode_accounts = fields.Char(compute="_compute_recode", compute_sudo=True)
    recode_taxes = fields.Char(compute="_compute_recode", compute_sudo=True)

    @api.depends("account_id", "tax_mapping_ids.rate_id")
    @api.depends_context("lang")
    def _compute_recode(self):
        for connection in self:
            saved = connection._origin
            found = saved and saved._lines_to_recode(("AccountCode", "TaxType"))
            for name, field in (
                ("AccountCode", "recode_accounts"),
                ("TaxType", "recode_taxes"),
            ):
                theirs = [row for row in found or () if row[1] == name]
                connection[field] = connection._words_to_recode(name, theirs)

    def action_recode(self):
        """Ask for today's settings on what stands in Xero; the context says of what."""
        self.ensure_one()
        what = self.env.context.get("xero_recode") or "AccountCode"
        return self.env["xero.recode.wizard"]._action_for(self, what)

    # === What a setting gives === #

    def _given_today(self, name):
        """What the settings give today, for whatever they give it for.

        :param name: Xero's name of the field
        :return: dict of what it is given for, as in ``given`` of a line of
            :class:`~...xerolib.payloads.Line`, to the value; what gives none is missing
        """
        self.ensure_one()
        if name == "AccountCode":
            account = self._account_for(self.env["account.move.line"])
            return {f"{self._name},{self.id}": account.code} if account else {}
        rates = {
            mapping.tax_id.id: mapping._rate(self, mapping.tax_id)
            for mapping in self.tax_mapping_ids
        }
        return {
            f"account.tax,{tax_id or 0}": rate.tax_type
            for tax_id, rate in rates.items()
            if rate
        }

    def _given_words(self, name, value):
        """:return: how people call an account or a tax rate of the organisation"""
        if name != "TaxType":
            return value
        # sudo: names, for a note on an invoice
        rates = self.sudo().tax_rate_mirror_ids
        return rates.filtered(lambda rate: rate.tax_type == value)[:1].name or value

    # === What stands on something else === #

    def _lines_to_recode(self, names):
        """:return: what of Xero could be recoded now, as
        :meth:`~.xero_document.XeroDocument._to_recode` gives it"""
        if not self._pushes("xero.document"):
            return []
        # sudo: a Xero manager decides for invoices, and need not see them otherwise
        found = self.env["xero.document"].sudo()._to_recode(self, names, unpaid=True)
        return [row for row in found if not row[0]._is_kept_as_coded()]

    def _words_to_recode(self, name, found):
        """:param found: of one field, as :meth:`_lines_to_recode` gives it
        :return: how much stands on what, and what new lines get; False if nothing"""
        if not found:
            return False
        lines = sum(row[-1] for row in found)
        invoices = len({row[0].id for row in found})
        words = {
            "lines": lines_words(self.env, lines),
            "invoices": records_words(self.env, "account.move", invoices),
            "old": self._several_words(name, {row[2] for row in found}),
            "new": self._several_words(name, {row[3] for row in found}),
        }
        return self.env._(
            "In Xero, %(lines)s of %(invoices)s still use %(old)s; new invoices use "
            "%(new)s.",
            **words,
        )

    def _several_words(self, name, values):
        return ", ".join(sorted(self._given_words(name, value) for value in values))

    def _locked_until(self, company):
        """:param company: of an invoice
        :return: the last day that either ledger has locked; exceptions of Odoo's are
            for a person's own entries, not for this"""
        # sudo: lock dates, for whoever pushes
        company = company.sudo().with_context(ignore_exceptions=True)
        odoo = [company._get_user_lock_date(name, True) for name in SOFT_LOCKS]
        xero = [self.period_lock_date, self.year_lock_date]
        return max(filter(None, [date.min, company.user_hard_lock_date, *odoo, *xero]))
