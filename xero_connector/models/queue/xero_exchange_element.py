import json

from odoo import api, fields, models

from ...xerolib import answers
from ...xerolib.errors import BadAnswer


class XeroExchangeElement(models.Model):
    """One record's part in an exchange: the history of every attempt."""

    _name = "xero.exchange.element"
    _description = "Record of a Request to Xero"

    # The order of exchanges by themselves is the newest first already, and would be
    # turned round.
    _order = "exchange_id.id desc, position"
    _rec_name = "reference"

    exchange_id = fields.Many2one(
        "xero.exchange", required=True, index=True, ondelete="cascade", readonly=True
    )
    connection_id = fields.Many2one(related="exchange_id.connection_id")
    company_id = fields.Many2one(related="exchange_id.company_id")
    job_id = fields.Many2one(
        "xero.job", index="btree_not_null", ondelete="set null", readonly=True
    )
    position = fields.Integer(readonly=True)
    reference = fields.Char(
        required=True,
        readonly=True,
        help="The reference sent to Xero: InvoiceNumber, ContactNumber.",
    )
    res_id = fields.Integer("Record ID", readonly=True)
    body_hash = fields.Char(readonly=True)
    base = fields.Json(
        readonly=True, help="The values both sides have once this is accepted."
    )
    outcome = fields.Selection(
        [
            ("accepted", "Accepted"),
            ("adopted", "Found in Xero"),
            ("refused", "Rejected"),
            ("taken", "Number Taken"),
            ("returned", "Sent Again"),
            ("unanswered", "Not Confirmed"),
            ("unapplied", "Not Applied in Odoo"),
        ],
        readonly=True,
    )
    xero_id = fields.Char("Xero ID", readonly=True)
    messages = fields.Text("Xero's Message", readonly=True)

    def _key(self):
        """:return: what tells this element apart in an answer, in lower case"""
        self.ensure_one()
        return self._asked().casefold()

    def _asked(self):
        """:return: what Xero is asked for to find this element"""
        self.ensure_one()
        return self.reference if self.exchange_id.method == "PUT" else self.xero_id

    def _hold_unasked(self, failed):
        """Xero cannot even be asked whether it has these: a person decides.

        :param failed: dict of what was asked for to the error that it met
        """
        self.outcome = "unanswered"
        for element in self._of_records():
            mirror = self.env[element.exchange_id.mirror_model]
            mirror._hold_failed(
                element.job_id, failed[element._asked()], element.exchange_id
            )

    def _refused(self, mirror, messages):
        """Xero refused these elements, and none of their neighbours.

        :param messages: list of Xero's sentences
        """
        text = "\n".join(messages)
        for element in self:
            element.write({"outcome": "refused", "messages": text})
        for element in self._of_records():
            mirror._refused(element, messages)

    def _note_warnings(self):
        """Xero took these; what it remarks on them, their records' chatter tells."""
        remarked = self.filtered("messages")
        records = remarked.job_id._records().exists()
        if records:
            words = {element.res_id: element.messages for element in remarked}
            records._message_log_batch(
                bodies={
                    record.id: self.env._(
                        "Xero accepted it with a warning: %s", words[record.id]
                    )
                    for record in records
                }
            )

    def _taken_by_another(self, mirror, rows):
        """Something else in Xero carries our reference.

        :param rows: dict of what it is found by to Xero's object; Xero may say that it
            is taken, and not show by what
        """
        self.outcome = "taken"
        for element in self._of_records():
            mirror._taken(element, rows.get(element._key(), {}))

    def _of_records(self):
        """:return: those whose record still exists; of the others, the jobs end here"""
        gone = self.filtered(lambda element: not element.job_id._records().exists())
        gone.job_id._close("record_deleted", "cancelled")
        return self - gone

    def _sent(self):
        """:return: the object as it left, Xero's dict; None if none did"""
        self.ensure_one()
        bodies = self.exchange_id._bodies()
        return bodies[self.position] if bodies else None

    def _return_to_queue(self):
        """Let the jobs be claimed again, with the record as it is then."""
        self.outcome = "returned"
        self.job_id._return()

    # === What the log shows === #
    # One record's attempt as the log shows it.
    #
    # Who asked, when, the number, the total, Xero's id and what became of it stand here
    # for good; the texts are the exchange's, which drops them after a while.

    total = fields.Monetary(
        "Total in Odoo",
        readonly=True,
        help="The invoice total at the time it was sent.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    record_name = fields.Char(related="job_id.record_name", string="Record")
    can_open = fields.Boolean(related="job_id.can_open", related_sudo=False)
    user_id = fields.Many2one(related="job_id.user_id")
    sent_at = fields.Datetime(related="exchange_id.sent_at")
    http_status = fields.Integer(related="exchange_id.http_status")
    correlation_id = fields.Char(
        related="exchange_id.correlation_id", string="Correlation ID"
    )
    seconds = fields.Float(related="exchange_id.seconds")
    body_shown = fields.Text("Sent", compute="_compute_shown")
    answer_shown = fields.Text("Received", compute="_compute_shown")
    shown_outcome = fields.Selection(
        "_shown_outcomes",
        "Result",
        compute="_compute_shown_outcome",
        help="What a request that was rejected as a whole sent counts as rejected.",
    )

    @api.model
    def _shown_outcomes(self):
        return self._fields["outcome"]._description_selection(self.env)

    @api.depends("outcome", "exchange_id.http_status")
    def _compute_shown_outcome(self):
        for element in self:
            refused = (
                element.outcome == "unanswered" and element.exchange_id._is_refused()
            )
            element.shown_outcome = "refused" if refused else element.outcome

    @api.model_create_multi
    def create(self, vals_list):
        jobs = self.env["xero.job"].browse(vals.get("job_id") for vals in vals_list)
        of_moves = jobs.filtered(lambda job: job.res_model == "account.move")
        moves = of_moves._records().exists().grouped("id")
        for vals in vals_list:
            if vals.get("job_id") in of_moves._ids and vals["res_id"] in moves:
                move = moves[vals["res_id"]]
                vals["total"] = move.amount_total
                vals["currency_id"] = move.currency_id.id
        return super().create(vals_list)

    @api.depends("exchange_id", "reference", "position")
    def _compute_shown(self):
        """Of a call of up to fifty records, what was sent and said of this one."""
        # sudo: a masked text, for whoever reads the element
        for element in self.sudo():
            sent = element._sent()
            element.body_shown = element.exchange_id._readable(
                sent and json.dumps(sent)
            )
            element.answer_shown = element.exchange_id._readable(element._answered())

    def _answered(self):
        """:return: what Xero said of this element, as text; the whole answer where it
        spoke of none"""
        exchange = self.exchange_id
        resource = self.env[exchange.mirror_model]._xero_resource
        try:
            found = answers.elements(json.loads(exchange.answer or ""), resource)
        except (ValueError, BadAnswer):
            found = []
        for one in found:
            number = str(one.data.get(resource.number_field) or "")
            if number.casefold() == self.reference.casefold():
                return json.dumps(one.data)
        return exchange.answer

    def action_open_record(self):
        return self.job_id.action_open_record()
