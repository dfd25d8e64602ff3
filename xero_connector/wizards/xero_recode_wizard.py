from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..const import PRIORITY_PERSON
from ..models.common.counted_words import lines_words, records_words
from ..models.common.windows import window


class XeroRecodeWizard(models.TransientModel):
    """Today's accounts or tax rates for invoices that stand in Xero on others."""

    _name = "xero.recode.wizard"
    _inherit = ["xero.dialog"]
    _description = "Recode in Xero"

    connection_id = fields.Many2one(
        "xero.connection", required=True, readonly=True, ondelete="cascade"
    )
    what = fields.Selection(
        [("AccountCode", "Accounts"), ("TaxType", "Tax rates")],
        required=True,
        readonly=True,
        default="AccountCode",
    )
    since = fields.Date(
        "Invoices From", required=True, default=lambda self: self._default_since()
    )
    changes = fields.Text(compute="_compute_outlook")
    left_out = fields.Text("Left Unchanged", compute="_compute_outlook")
    calls = fields.Integer("Calls to Xero", compute="_compute_outlook")
    invoices = fields.Integer(compute="_compute_outlook")
    line_count = fields.Integer("Lines", compute="_compute_outlook")

    @api.model
    def _action_for(self, connection, what):
        connection.check_access("write")
        return window(
            self._name,
            self.env._("Recode in Xero"),
            dialog=True,
            context={
                "default_connection_id": connection.id,
                "default_what": what,
            },
        )

    @api.model
    def _default_since(self):
        """The current financial year: what came before may be filed."""
        connection = self.env["xero.connection"].browse(
            self.env.context.get("default_connection_id")
        )
        company = connection.company_id or self.env.company
        today = fields.Date.context_today(self)
        # sudo: a date, for who need not see the accounts
        return company.sudo().compute_fiscalyear_dates(today)["date_from"]

    # === What is shown === #

    @api.depends("connection_id", "what", "since")
    @api.depends_context("lang")
    def _compute_outlook(self):
        batch = self.env["xero.document"]._xero_resource.batch_size
        for wizard in self:
            going, left = wizard._sorted_out()
            invoices = {row[0].id for row in going}
            wizard.invoices = len(invoices)
            wizard.line_count = sum(row[-1] for row in going)
            # Each is read, then written, as many at once as a call takes.
            wizard.calls = 2 * -(-len(invoices) // batch)
            wizard.changes = "\n".join(wizard._words_of_changes(going))
            wizard.left_out = "\n".join(wizard._words_of_left(left))

    def _sorted_out(self):
        """:return: what is recoded, as ``xero.document._to_recode`` gives it; and by
        reason, ``paid``, ``locked`` or ``earlier``, the documents that stay"""
        self.ensure_one()
        connection = self.connection_id
        # What RPC can create is no proof that its maker may look.
        connection.check_access("write")
        # sudo: a Xero manager decides for invoices, and need not see them otherwise
        documents = self.env["xero.document"].sudo()
        going, left = [], {}
        for row in documents._to_recode(connection, (self.what,)):
            document = row[0]
            if document._has_payments():
                reason = "paid"
            elif document._is_kept_as_coded():
                reason = "locked"
            elif not self.since or document.date < self.since:
                reason = "earlier"
            else:
                going.append(row)
                continue
            left[reason] = left.get(reason, documents) | document
        return going, left

    def _words_of_changes(self, going):
        connection, found = self.connection_id, {}
        for document, name, old, new, count in going:
            lines, ids = found.setdefault((name, old, new), ([], set()))
            lines.append(count)
            ids.add(document.id)
        return [
            self.env._(
                "%(old)s → %(new)s: %(lines)s of %(invoices)s",
                old=connection._given_words(name, old),
                new=connection._given_words(name, new),
                lines=lines_words(self.env, sum(lines)),
                invoices=records_words(self.env, "account.move", len(ids)),
            )
            for (name, old, new), (lines, ids) in found.items()
        ]

    def _words_of_left(self, left):
        words = []
        for reason, documents in left.items():
            data = {
                "invoices": records_words(self.env, "account.move", len(documents)),
                "locked": self._locked_words(documents),
                "since": self.since and format_date(self.env, self.since),
            }
            if reason == "paid":
                words.append(
                    self.env._("%(invoices)s fully or partly paid or credited", **data)
                )
            elif reason == "locked":
                words.append(
                    self.env._("%(invoices)s in locked periods (%(locked)s)", **data)
                )
            else:
                words.append(self.env._("%(invoices)s dated before %(since)s", **data))
        return words

    def _locked_words(self, documents):
        """:return: until when the periods of these are locked"""
        companies = documents.move_id.company_id
        until = {self.connection_id._locked_until(company) for company in companies}
        return ", ".join(format_date(self.env, day) for day in sorted(until))

    # === What is done === #

    def action_recode(self):
        """Queue an update of each: Xero is read first, and what somebody changed there
        meanwhile, paid or locked, stays.

        :return: a notification of what is on its way
        """
        self.ensure_one()
        connection = self.connection_id
        connection.check_access("write")
        if reason := connection._why_not("xero.document"):
            raise UserError(reason)
        going, _left = self._sorted_out()
        moves = self.env["xero.document"].union(*(row[0] for row in going)).move_id
        if not moves:
            raise UserError(self.env._("There is nothing to recode."))
        moves._xero_intend(connection, PRIORITY_PERSON)
        # sudo: the queue is written by code alone
        jobs = self.env["xero.job"].sudo()._insert_intended()
        jobs.filtered(lambda job: job.res_id in moves.ids).recode = self.what
        return moves._xero_toast({}, jobs.batch_id)
