from odoo import api, models


class ResCurrencyRate(models.Model):
    _inherit = "res.currency.rate"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base: what waited for a rate goes on
        rates = super().create(vals_list)
        # sudo: who enters rates need not see issues
        waiting = (
            self.env["xero.issue"]
            .sudo()
            .search(
                [
                    ("cause", "=", "currency_no_rate"),
                    ("key", "in", rates.currency_id.mapped("name")),
                    ("state", "=", "open"),
                ]
            )
        )
        waiting.filtered(
            lambda issue: (
                issue.connection_id.company_id.root_id in rates.company_id
                or not all(rate.company_id for rate in rates)
            )
        )._solve()
        return rates
