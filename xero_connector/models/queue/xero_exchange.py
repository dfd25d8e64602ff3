import json
import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...const import CHECK_MARGIN, TRIES_UNTOLD, WRITE_DEADLINE
from ...xerolib import answers, payloads
from ...xerolib.answers import Answer
from ...xerolib.errors import BadAnswer, NotFound, RateLimited, Refused
from ...xerolib.halving import is_of_one_call
from ..common.attempt import attempt
from ..issues.xero_issue import Hold


class XeroExchange(models.Model):
    """One write as it left: the exact text, its key, and the answer as it came.

    ========  ==================================================================
    open      written down; it may have left, nothing was heard yet
    retry     Xero certainly did nothing: the same text goes again, the same key
    checking  nobody knows: Xero is asked before anything is repeated
    answered  the answer is stored, not yet applied
    applied   done
    ========  ==================================================================

        open ──answer──▶ answered ──────────────▶ applied
         │ ╲                 ╲ a key met twice        ▲
         │  ╲─no answer──▶ checking ──found, or not───┤
         │                   ▲   ╲ none, no answer    │
         └─surely not done─▶ retry ◀──────┘           │
                               └──the records changed─┘

    An exchange is found in *open* by the runner only after a crash, since the cron's
    lock lets no second runner in.
    """

    _name = "xero.exchange"
    _description = "Request to Xero"
    _order = "id desc"
    _rec_name = "key"

    connection_id = fields.Many2one(
        "xero.connection", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    mirror_model = fields.Char(required=True, readonly=True)
    resource = fields.Char(readonly=True)
    method = fields.Char(required=True, readonly=True)
    key = fields.Char("Idempotency Key", required=True, readonly=True)
    purpose = fields.Selection(
        [
            ("write", "Write"),
            ("find_taken", "Find who uses a number"),
            ("find_missing", "Find which record is missing"),
        ],
        required=True,
        default="write",
        readonly=True,
        help="Requests that only look something up change nothing in Xero.",
    )
    # To the letter, for the runner; people are shown the masked texts.
    body = fields.Text(
        readonly=True,
        groups="base.group_system",
        prefetch=False,  # fifty invoices long
        help="The exact text sent: with the same key, Xero accepts only the same text.",
    )
    state = fields.Selection(
        [
            ("open", "Sending"),
            ("retry", "To Send Again"),
            ("checking", "Checking"),
            ("answered", "Answered"),
            ("applied", "Done"),
        ],
        required=True,
        default="open",
        readonly=True,
    )
    attempts = fields.Integer(readonly=True)
    sent_at = fields.Datetime(readonly=True)
    check_at = fields.Datetime(
        readonly=True,
        help="UTC; not checked earlier, because the request may still be in progress.",
    )
    http_status = fields.Integer("HTTP Status", readonly=True, aggregator=None)
    answer = fields.Text(readonly=True, groups="base.group_system", prefetch=False)
    error = fields.Char(readonly=True)
    correlation_id = fields.Char(
        readonly=True, help="Xero's support team asks for this ID."
    )
    seconds = fields.Float(readonly=True)
    element_ids = fields.One2many("xero.exchange.element", "exchange_id", readonly=True)

    _open_index = models.Index("(connection_id, state) WHERE state != 'applied'")

    @api.depends("resource")
    def _compute_display_name(self):
        for exchange in self:
            what = (exchange.resource or "").replace("_", " ").capitalize()
            exchange.display_name = f"{what} #{exchange.id}"

    # === Writing down === #

    @api.model
    def _write_down(self, connection, mirror, pushes):
        """Note what is about to be sent; nothing leaves before this is committed.

        :param mirror: model that pushes
        :param pushes: dict of job to its :class:`~..mirror.xero_push_mirror.Push`, all
            of one method, in the order in which they leave
        """
        resource = mirror._xero_resource
        texts = [payloads.object_text(push.body) for push in pushes.values()]
        # Part of a request that brought no answer: it is looked up before it leaves.
        doubted = any(job.not_before for job in pushes)
        return self.create(
            {
                "connection_id": connection.id,
                "mirror_model": mirror._name,
                "state": "checking" if doubted else "open",
                "resource": resource.name,
                "method": next(iter(pushes.values())).method,
                "key": str(uuid.uuid4()),
                "body": payloads.enveloped(resource, texts),
                "bundle": next(iter(pushes)).bundle,
                "element_ids": [
                    fields.Command.create(
                        {
                            "job_id": job.id,
                            "position": position,
                            "reference": push.reference,
                            "xero_id": push.xero_id,
                            "res_id": job.res_id,
                            "body_hash": mirror._body_hash(texts[position]),
                            "base": push.base,
                        }
                    )
                    for position, (job, push) in enumerate(pushes.items())
                ],
            }
        )

    def _is_still_wanted(self):
        """Whether the text still says what Odoo says; if not, the jobs start anew.

        Only for an exchange of which Xero holds nothing. What Xero was read for some
        time ago, before a pause, is read again.
        """
        jobs = self.element_ids.job_id
        if any(jobs.mapped("cancel_asked")):
            self.element_ids._return_to_queue()
            self._finish()
            return False
        fresh = self.method == "PUT" or all(job._is_read() for job in jobs)
        if fresh and self.env[self.mirror_model]._is_unchanged(self.element_ids):
            return True
        self.element_ids._return_to_queue()
        self._finish()
        return False

    # === Transitions === #

    def _leave(self):
        """About to leave: from now on it may have reached Xero."""
        now = fields.Datetime.now()
        self.write(
            {
                "state": "open",
                "attempts": self.attempts + 1,
                "sent_at": now,
                "check_at": now + timedelta(seconds=WRITE_DEADLINE + CHECK_MARGIN),
            }
        )

    def _doubt(self, **vals):
        """Nobody knows what Xero did: it is looked up once it can have ended.

        :param vals: what else changes with it
        """
        for exchange in self:
            exchange.write({"state": "checking", **vals})
            exchange.element_ids.job_id.filtered(
                lambda job, e=exchange: job.exchange_id == e
            )._doubt()
            exchange.connection_id._wake(exchange.check_at)

    def _send_again(self):
        """Xero certainly did nothing: the same text goes again."""
        self.state = "retry"

    def _finish(self):
        """All that it said or found has its outcome."""
        self.state = "applied"

    def _store_answer(self, answer):
        """Keep the answer as it came, on this row alone."""
        self.write(
            {
                "state": "answered",
                "http_status": answer.status,
                # PostgreSQL keeps no NUL, and JSON has none.
                "answer": answer.text.replace("\0", ""),
                "correlation_id": answer.correlation_id,
                "seconds": answer.seconds,
                "error": False,
            }
        )

    @api.model
    def _is_answered_by(self, error):
        """Whether Xero says no to what was sent. Without a call it never left: the
        identity server said no to our token."""
        return bool(error.call) and isinstance(error, (Refused, NotFound))

    def _store_failure(self, error):
        """No answer that says what Xero did: look first, or send again.

        :param error: of no call, where it never left: no token was to be had
        """
        answer = error.call and error.answer
        vals = {"error": error.code, "http_status": answer.status if answer else 0}
        if answer and not isinstance(error, RateLimited):
            # Xero keeps an error under its key for minutes.
            vals["key"] = str(uuid.uuid4())
        if error.outcome_unknown and error.call:
            self._doubt(**vals)
            return
        self.write(vals)
        self._send_again()
        if is_of_one_call(error):
            elements = self.element_ids
            elements.job_id._count_unanswered(self.sent_at)
            if self._is_probe() or self._is_hopeless(elements):
                self._isolate(elements)
                self._finish()

    def _bodies(self):
        """:return: the objects as they left, Xero's dicts; none if nothing did"""
        if not self.body:
            return []
        return json.loads(self.body)[self._resource().envelope]

    def _changes(self):
        """:return: dict of element to the update as it left; none of what is new"""
        if self.method == "PUT":
            return {}
        bodies = self._bodies()
        return {element: bodies[element.position] for element in self.element_ids}

    def _key_field(self):
        """:return: Xero's name of what tells elements apart: our own reference for
        what is new, the id of what is changed"""
        resource = self._resource()
        return resource.number_field if self.method == "PUT" else resource.id_field

    def _stored_answer(self):
        return Answer(
            status=self.http_status, headers={}, text=self.answer or "", seconds=0
        )

    # === Applying === #

    def _apply_answer(self):
        """Bring a stored answer into mirrors, jobs and issues.

        Safe to repeat: after a crash it starts over from the stored answer, and what
        has its outcome already is left alone.
        """
        self.ensure_one()
        mirror = self.env[self.mirror_model]
        if not 200 <= self.http_status < 300:
            self._apply_refusal()
            return
        answer = self._stored_answer()
        elements = answers.elements(answer.json(), mirror._xero_resource)
        found = self._by_key(each for each in elements if each.tells)
        unspoken = self.element_ids.filtered(
            lambda element: not element.outcome and element._key() not in found
        )
        if unspoken and unspoken == self.element_ids:
            # It says nothing about what was sent: it is as good as none.
            failure = BadAnswer(answer)
            failure.call = f"{self.method} {self.resource}"
            self._store_failure(failure)
            return
        if unspoken:
            self._look_up_apart(unspoken)
            unspoken.outcome = "unanswered"
        failure = self._match(found, mirror)
        self._look_for_taken()
        if failure:
            # What was applied stays so; the runner sets the rest aside.
            self._set_rest_aside(failure)
        else:
            self._finish()

    def _by_key(self, found):
        """:return: dict of what tells elements apart to what Xero says of each; they
        are never told apart by their place"""
        key = self._key_field()
        return {str(f.data.get(key) or "").casefold(): f for f in found}

    def _match(self, found, mirror):
        """Give each answered element to the one that asked.

        :param found: see :meth:`_by_key`
        :return: what was raised where an element could not be applied, None if nothing
        """
        accepted, failure = {}, None
        for element in self.element_ids.filtered(lambda e: not e.outcome):
            answered = found[element._key()]
            if answered.ok and answered.xero_id:
                accepted[element] = answered
            else:
                words = answered.errors or answered.warnings
                failure = (
                    self._try(
                        lambda e=element, w=words: e._refused(
                            mirror, w or [self.env._("No message.")]
                        )
                    )
                    or failure
                )
        elements = self.element_ids.browse().union(*accepted)
        if not elements or not self._try(
            lambda: self._accept(mirror, elements, accepted)
        ):
            return failure
        for element in elements:
            failure = (
                self._try(lambda e=element: self._accept(mirror, e, accepted))
                or failure
            )
        return failure

    def _accept(self, mirror, elements, answered):
        """Xero has these: keep what it says of them, and tell their records.

        :param answered: dict of element to what Xero answered
        """
        self._check_ids(mirror, elements, answered)
        for element in elements:
            element.write(
                {
                    "outcome": "accepted",
                    "xero_id": answered[element].xero_id,
                    "messages": "\n".join(answered[element].warnings) or False,
                }
            )
        rows = [answered[element].data for element in elements]
        mirror.with_context(xero_answer=True)._store(self.connection_id, rows)
        mirror._link_arrived(self.connection_id, elements)
        elements._note_warnings()

    def _check_ids(self, mirror, elements, answered):
        """What was new to Xero has no id that Xero gave to something else before: the
        next change would go to that.

        :raise OddValue: the answer cannot be read
        :raise UserError: in words
        """
        for element in elements:
            if answered[element].odd:
                raise answered[element].odd
        if self.method != "PUT":
            return
        known = mirror._of(
            self.connection_id, [answered[element].xero_id for element in elements]
        )
        for element in elements:
            other = known.get(answered[element].xero_id)
            number = other and other.raw.get(self._key_field())
            if other and str(number or "").casefold() != element._key():
                raise UserError(
                    self.env._(
                        "Xero's answer gives %(name)s the ID of %(other)s.",
                        name=element.job_id.record_name,
                        other=other.display_name,
                    )
                )

    def _try(self, apply):
        """Do something that must not stop its neighbours.

        :return: what it raised, None if nothing; then nothing of it was done
        """
        return attempt(self.env, f"Applying exchange {self.id}", apply)

    def _set_rest_aside(self, error):
        """Something in Odoo stands against a part of the answer: it is applied again
        later. When it still stands in the way after a few tries, a person is asked; and
        at once of what else is about to be asked, with the same mail.

        :param error: what was raised
        """
        retries = self.env["xero.retry"]
        row = retries._set_aside(self.connection_id, "answer", self, error, tells=False)
        if row.tries > TRIES_UNTOLD:
            for each in row | row._about_to_be_told("answer"):
                self.browse(each.res_id)._hold_rest(each)

    def _hold_rest(self, row):
        """:param row: the ``xero.retry`` that says what stands in the way"""
        for element in self.element_ids.filtered(lambda element: not element.outcome):
            element.outcome = "unapplied"
            Hold(
                "answer_unapplied",
                f"{element.job_id.res_model},{element.res_id}",
                {"name": element.job_id.record_name, "words": row.words or row.error},
                element.job_id._records().exists() or None,
            )._on(element.job_id, exchange=self)
        row.unlink()
        self._finish()

    # === Sending === #

    def _sender(self):
        """:return: function of a client that sends it and returns the answer; it asks
        nothing more of the database. See :meth:`~xerolib.client.Client.send`"""
        resource, method, body, key = (
            self._resource(),
            self.method,
            self.body,
            self.key,
        )
        return lambda client: client.send(resource, method, body=body, key=key)

    def _resource(self):
        return self.env[self.mirror_model]._xero_resource

    # === Actions === #

    def action_try_again(self):
        """It waits for no back-off; what may still be on its way is left its time."""
        self.check_access("read")
        # sudo: rows of code alone; who may was checked
        self.env["xero.retry"].sudo()._retry_records_now(self)
        # sudo: as above
        self.sudo().connection_id._wake()

    def action_leave_out(self):
        """Give up what is not done: it is looked up in Xero and never sent again."""
        self.check_access("read")
        open_elements = self.element_ids.filtered(lambda element: not element.outcome)
        open_elements.job_id.action_cancel()
        self.action_try_again()
