import json
import uuid
from datetime import timedelta

from odoo import api, fields, models

from ..xerolib import answers, payloads, resources
from ..xerolib.answers import Answer
from ..xerolib.errors import RateLimited

# The whole time that one write may take, in seconds, and what is added before a
# write whose answer never came is looked up.
WRITE_DEADLINE = 30
CHECK_MARGIN = 10


class XeroExchange(models.Model):
    """One write as it left: the exact text, its key, and the answer as it came.

    ========  ==================================================================
    open      written down; it may have left, nothing was heard yet
    retry     Xero certainly did nothing: the same text goes again, the same key
    checking  nobody knows: Xero is asked before anything is repeated
    answered  the answer is stored, not yet applied
    applied   done
    ========  ==================================================================

    An exchange is found in *open* by the runner only after a crash, since the cron's
    lock lets no second runner in.
    """

    _name = "xero.exchange"
    _description = "Exchange with Xero"
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
    body = fields.Text(
        readonly=True,
        prefetch=False,  # fifty invoices long
        help="What was sent, to the letter: with the same key, Xero takes only the "
        "same text.",
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
        readonly=True, help="UTC; not looked up before, for it may still be on its way."
    )
    http_status = fields.Integer("HTTP Status", readonly=True)
    answer = fields.Text(readonly=True, prefetch=False)
    error = fields.Char(readonly=True)
    correlation_id = fields.Char(readonly=True, help="Xero's support asks for it.")
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
        :param pushes: dict of job to its :class:`~.xero_push_mirror.Push`, all of one
            method, in the order in which they leave
        """
        bodies = [push.body for push in pushes.values()]
        return self.create(
            {
                "connection_id": connection.id,
                "mirror_model": mirror._name,
                "resource": mirror._xero_resource().name,
                "method": next(iter(pushes.values())).method,
                "key": str(uuid.uuid4()),
                "body": payloads.body_text(mirror._xero_resource(), bodies),
                "bundle": next(iter(pushes)).bundle,
                "element_ids": [
                    fields.Command.create(
                        {
                            "job_id": job.id,
                            "position": position,
                            "reference": push.reference,
                            "xero_id": push.xero_id,
                            "res_id": job.res_id,
                            "body_hash": mirror._body_hash(push.body),
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
        fresh = self.method == "PUT" or all(job._is_read() for job in jobs)
        if fresh and self.env[self.mirror_model]._is_unchanged(self.element_ids):
            return True
        self.element_ids._return_to_queue()
        self.state = "applied"
        return False

    def _leaving(self):
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

    # === Hearing back === #

    def _heard(self, answer):
        """Keep the answer as it came, on this row alone."""
        self.write(
            {
                "state": "answered",
                "http_status": answer.status,
                "answer": answer.text,
                "correlation_id": answer.correlation_id,
                "seconds": answer.seconds,
                "error": False,
            }
        )

    def _unheard(self, error):
        """No answer that says what Xero did: send again, or look first."""
        answer = error.answer
        self.write(
            {
                "state": "checking" if error.outcome_unknown else "retry",
                "error": error.code,
                "http_status": answer.status if answer else 0,
            }
        )
        if answer and not isinstance(error, RateLimited):
            # Xero keeps an error under its key for minutes.
            self.key = str(uuid.uuid4())
        if error.outcome_unknown:
            self.element_ids.job_id.state = "checking"
            self.connection_id._wake(self.check_at)

    def _abandoned(self):
        """Found open: whoever sent it died. It is looked up once it can have ended."""
        for exchange in self:
            exchange.state = "checking"
            exchange.element_ids.job_id.state = "checking"
            exchange.connection_id._wake(exchange.check_at)

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

        Safe to repeat: after a crash it starts over from the stored answer.
        """
        self.ensure_one()
        mirror = self.env[self.mirror_model]
        if 200 <= self.http_status < 300:
            payload = self._stored_answer().json()
            found = answers.elements(payload, mirror._xero_resource())
            self._match(found, mirror)
            self._look_for_taken()
            self.state = "applied"
        else:
            self._apply_refusal()

    def _match(self, found, mirror):
        """Give each answered element to the one that asked, never by its place."""
        key = self._key_field()
        by_key = {str(f.data.get(key) or "").casefold(): f for f in found}
        accepted, rows = self.env["xero.exchange.element"], []
        for element in self.element_ids:
            answered = by_key.get(element._key())
            if answered is None:
                # Nobody spoke of it: nothing is known, so it is asked for again.
                element._return_to_queue()
            elif answered.ok and answered.xero_id:
                element.write(
                    {
                        "outcome": "accepted",
                        "xero_id": answered.xero_id,
                        "messages": "\n".join(answered.warnings) or False,
                    }
                )
                accepted |= element
                rows.append(answered.data)
            else:
                words = answered.errors or answered.warnings
                element._refused(mirror, words or [self.env._("Without a word.")])
        if accepted:
            mirror._store(self.connection_id, rows)
            mirror._arrived(self.connection_id, accepted)
            accepted._note_warnings()

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
        return resources.BY_NAME[self.resource]
