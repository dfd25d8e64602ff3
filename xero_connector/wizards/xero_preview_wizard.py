import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.common.windows import window
from ..xerolib import payloads, totals


class XeroPreviewWizard(models.TransientModel):
    """The document that Xero would get, to the letter. Nothing is written."""

    _name = "xero.preview.wizard"
    _inherit = ["xero.dialog"]
    _description = "Preview for Xero"

    move_id = fields.Many2one(
        "account.move", required=True, readonly=True, ondelete="cascade"
    )
    page = fields.Html(compute="_compute_page", sanitize=False)
    body = fields.Text("Exact data sent to Xero", compute="_compute_page")
    can_push = fields.Boolean(compute="_compute_page")

    @api.model
    def _action_for(self, move):
        if not move.company_id._xero_connection():
            raise move._xero_not_connected(move.company_id)
        return window(
            self._name,
            self.env._("Preview for Xero: %s", move.name or self.env._("draft")),
            dialog=True,
            context={"default_move_id": move.id, "dialog_size": "extra-large"},
        )

    @api.depends("move_id")
    def _compute_page(self):
        for wizard in self:
            move = wizard.move_id
            connection = move.company_id._xero_connection()
            # sudo: what would leave, for whoever sees the invoice
            document = move.sudo()._xero_data(connection)
            # Who the customer is in Xero is found out by the push itself.
            asked = move.xero_state == "blocked"
            # sudo: as above
            hold = move.sudo()._xero_hold(connection, check_contact=asked)
            wizard.can_push = not hold and move.xero_state == "none"
            wizard.body = json.dumps(
                json.loads(
                    payloads.body_text(
                        self.env["xero.document"]._xero_resource,
                        [payloads.invoice_body(document)],
                    )
                ),
                indent=2,
                ensure_ascii=False,
            )
            wizard.page = self.env["ir.qweb"]._render(
                "xero_connector.preview_page",
                {
                    "move": move,
                    "connection": connection,
                    "document": document,
                    "totals": totals.compute(document),
                    "odoo": move._xero_odoo_totals(),
                    "contact": move.commercial_partner_id._xero_contact(connection),
                    "words": self._words_of(connection, hold)
                    or (asked and self._words_of_issue(move, connection)),
                    "is_held": bool(hold),
                    "warnings": self._warnings(move, connection),
                    **self._names(connection, document),
                    # 24 for 24.0000, and never 2.4E+1
                    "number": lambda value: format(value.normalize(), "f"),
                    "money": move.currency_id._xero_format,
                },
            )

    @api.model
    def _names(self, connection, document):
        """:return: dict of ``accounts`` and ``rates``, each a dict of Xero's code to
        its name, of those that stand on the document's lines"""
        # sudo: their names, for whoever sees the invoice
        connection = connection.sudo()
        codes = {line.account_code for line in document.lines}
        types = {line.tax.tax_type for line in document.lines if line.tax}
        accounts = connection.account_mirror_ids.filtered(lambda a: a.code in codes)
        rates = connection.tax_rate_mirror_ids.filtered(lambda r: r.tax_type in types)
        return {
            "accounts": {account.code: account.name for account in accounts},
            "rates": {rate.tax_type: rate.name for rate in rates},
        }

    @api.model
    def _words_of(self, connection, hold):
        """:return: title and advice of what holds the invoice back, or None"""
        if not hold:
            return None
        issue = self.env["xero.issue"].new(
            {"connection_id": connection.id, "cause": hold.cause, "data": hold.data}
        )
        return issue.title, issue.advice

    @api.model
    def _words_of_issue(self, move, connection):
        """:return: title and advice of the open issue that holds the invoice back,
        which only Xero may know of; None for none"""
        # sudo: as its banner, it is told to whoever sees the invoice
        issue = move._xero_issues(connection).sudo()[:1]
        return (issue.title, issue.advice) if issue else None

    @api.model
    def _warnings(self, move, connection):
        """What is exact, and yet worth knowing before it goes."""
        found = []
        lines = move._xero_priced_lines()
        account = connection._account_for(lines)
        # Without one, the lines say themselves that they have none yet.
        if account:
            found.append(
                self.env._(
                    "Lines posted to the default account %(account)s: %(count)s.",
                    count=len(lines),
                    account=account.display_name,
                )
            )
        if not move.commercial_partner_id._xero_contact(connection):
            found.append(
                self.env._(
                    "%s is not matched to a contact in Xero yet. Odoo looks for the "
                    "contact in Xero when the invoice is pushed.",
                    move.commercial_partner_id.display_name,
                )
            )
        longer = lines.filtered(lambda line: line._xero_price_is_longer())
        if longer:
            found.append(
                self.env._(
                    "Prices with more than four decimals: %s. They are sent with four.",
                    len(longer),
                )
            )
        if move.currency_id != connection.company_id.currency_id:
            found.append(
                self.env._(
                    "No exchange rate is sent: Xero uses its own rate for that day. "
                    "In Odoo, this invoice is %s.",
                    move.company_currency_id.format(move.amount_total_signed),
                )
            )
        if len(move.line_ids.filtered("date_maturity").mapped("date_maturity")) > 1:
            found.append(
                self.env._(
                    "Odoo expects several payments, but a document in Xero has one "
                    "due date. The last one is used: %s.",
                    format_date(self.env, move.invoice_date_due),
                )
            )
        return found

    def action_push(self):
        self.ensure_one()
        if not self.can_push:
            raise UserError(
                self.env._("This invoice cannot be pushed yet; the preview shows why.")
            )
        self.move_id.action_xero_push()
        return {"type": "ir.actions.act_window_close"}
