import uuid
from datetime import timedelta

from odoo import api, fields, models

from ...const import CHECK_MARGIN, HELD, MOST_UNANSWERED, WRITE_DEADLINE
from ...xerolib import answers, errors, halving
from ...xerolib.errors import BadAnswer

# How long a request may still take effect after it was sent: its own deadline, and the
# minutes for which Xero remembers its key.
KEY_MEMORY = timedelta(minutes=6)


class XeroExchange(models.Model):
    """A call that fails as a whole says nothing of its elements.

    It is halved until the culprit stands alone; but when both halves are refused with
    the same words, the cause is common, and asking on would only cost calls.
    """

    _inherit = "xero.exchange"

    bundle = fields.Char(
        readonly=True,
        index="btree_not_null",
        help="The rejected request this is a part of, and which half at each split.",
    )

    def _apply_refusal(self):
        """Xero refused the whole call: ask who is gone, halve it, or blame the one."""
        mirror = self.env[self.mirror_model]
        if self.http_status == 404 and self.purpose == "write" and not self.bundle:
            self._ask_who_is_gone()
            return
        words = self._words_of_refusal()
        if self.env["xero.issue"]._is_said(words, "idempotency_conflict"):
            self._doubt_key()
            return
        twin = self._refused_twin(words)
        if len(self.element_ids) == 1 and not twin:
            self.element_ids._refused(mirror, words)
        elif twin:
            (self | twin)._common_cause(words)
        else:
            self._take_apart(self.element_ids)
        self._finish()

    def _words_of_refusal(self):
        """:return: list of what Xero says of a call that it refused whole"""
        if self.http_status == 404:
            return [
                self.env._(
                    "Xero cannot find a record that this refers to (status 404). Most "
                    "likely, its contact was removed in Xero."
                )
            ]
        try:
            payload = self._stored_answer().json()
        except BadAnswer:
            payload = None
        return (
            answers.messages(payload, "ValidationErrors")
            or list(filter(None, [answers.message(payload)]))
            or [self.env._("HTTP status %s, no message.", self.http_status)]
        )

    def _doubt_key(self):
        """Xero has met this key with another text: what it did then is unknown, so it
        is looked up, and what is not there goes with a new key."""
        self._doubt(check_at=fields.Datetime.now(), key=str(uuid.uuid4()))

    # === Halving === #

    def _take_apart(self, elements):
        """Both halves of these elements go again, each alone."""
        middle = len(elements) // 2
        halves = (elements[:middle], elements[middle:])
        for half, path in zip(halves, halving.split(self.bundle, self.id), strict=True):
            half._return_to_queue()
            half.job_id.bundle = path

    def _refused_twin(self, words):
        """:return: the other half, if Xero refused it whole with the same words"""
        other = halving.twin(self.bundle)
        if not other:
            return self.browse()
        twin = self.search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("bundle", "=", other),
                ("state", "=", "applied"),
                ("http_status", ">=", 400),
            ],
            limit=1,
        )
        return twin.filtered(lambda half: half._words_of_refusal() == words)

    def _common_cause(self, words):
        """One issue for all elements of both halves, and no more calls for them."""
        elements = self.element_ids.filtered(
            lambda element: (
                element.job_id.state in ("waiting", "sending")
                or element.outcome == "refused"
            )
        )
        elements.write({"outcome": "refused", "messages": "\n".join(words)})
        jobs = elements._of_records().job_id
        alone = jobs.issue_id
        self.env[self[0].mirror_model]._refused_together(self[0], jobs, words)
        alone._solve_if_idle()

    # === Without an answer === #

    def _is_hopeless(self, elements):
        """Whether sending the same once more would tell nothing new."""
        counts = elements.job_id.mapped("unanswered")
        return min(counts, default=0) >= MOST_UNANSWERED

    def _return_or_isolate(self, elements):
        """These are not in Xero, and no answer said why: they go again, and when that
        is of no use, in parts."""
        if not elements:
            return
        if self._is_probe() or self._is_hopeless(elements):
            self._isolate(elements)
        else:
            elements._return_to_queue()

    def _is_probe(self):
        """Whether it only finds out if Xero takes anything of its kind again."""
        return self.env[self.mirror_model]._is_probing(self.connection_id)

    def _isolate(self, elements):
        """Send halves of these, until what brings no answer stands alone.

        What may still take effect leaves when it no longer can.
        """
        jobs = elements.job_id
        if self._is_in_doubt():
            until = KEY_MEMORY + timedelta(seconds=WRITE_DEADLINE + CHECK_MARGIN)
            for job in jobs:
                job.not_before = job.unanswered_since + until
            jobs.connection_id._wake(max(jobs.mapped("not_before")))
        if len(elements) > 1:
            self._take_apart(elements)
        elif self._is_probe() or self._is_place_suspect(elements):
            elements._return_to_queue()
            jobs.bundle = halving.alone(jobs.id)
            self.env["xero.retry"]._set_aside(
                self.connection_id, "push", self.mirror_model, self._failure()
            )
        else:
            self._hold_unanswered(elements)

    def _is_in_doubt(self):
        """Whether its last request may still take effect."""
        return self.state == "checking"

    def _is_place_suspect(self, element):
        """Whether it may not be this record's fault: nothing of its kind was answered
        since it first brought no answer, and others wait that may tell."""
        answered = self._was_answered(
            self.connection_id, self.mirror_model, element.job_id.unanswered_since
        )
        others = self.env["xero.job"].search_count(
            [
                ("connection_id", "=", self.connection_id.id),
                ("mirror_model", "=", self.mirror_model),
                ("state", "=", "waiting"),
                ("id", "!=", element.job_id.id),
            ],
            limit=1,
        )
        return bool(others and not answered)

    @api.model
    def _was_answered(self, connection, mirror_model, since):
        """:return: whether Xero took anything of this kind that was sent since then"""
        return bool(
            self.search_count(
                [
                    ("connection_id", "=", connection.id),
                    ("mirror_model", "=", mirror_model),
                    ("http_status", ">=", 200),
                    ("http_status", "<", 300),
                    ("error", "=", False),
                    ("sent_at", ">=", since),
                ],
                limit=1,
            )
        )

    def _hold_unanswered(self, element):
        """Xero has no answer to this record alone: a person is told, and it is tried
        again by itself, for it may have been Xero."""
        element.outcome = "unanswered"
        mirror, failure = self.env[self.mirror_model], self._failure()
        for job in element._of_records().job_id:
            hold = mirror._hold_of_failure("unanswered", job, failure)
            hold.data.update(self._tried(job))
            hold._on(job, exchange=self)
            self.env["xero.retry"]._set_aside(
                self.connection_id, HELD, job._records(), failure
            )

    def _tried(self, job):
        """:return: what may be said of the job's sendings: how many ``times`` it left,
        whether at first ``together`` with others, and whether ``others`` of its kind
        were answered since it first was not"""
        sent = self.env["xero.exchange.element"].search([("job_id", "=", job.id)])
        return {
            "times": job.unanswered,
            "together": any(len(each.element_ids) > 1 for each in sent.exchange_id),
            "others": self._was_answered(
                self.connection_id, self.mirror_model, job.unanswered_since
            ),
        }

    def _failure(self):
        """:return: the :class:`~xerolib.errors.XeroError` that its sending met last"""
        answer = self._stored_answer() if self.http_status else None
        failure = errors.XeroError(answer)
        failure.code = self.error or failure.code
        return failure

    # === Not found === #

    def _ask_who_is_gone(self):
        """Xero says only that something is gone: one look tells which."""
        self._doubt(purpose="find_missing", check_at=fields.Datetime.now())

    def _look_up_named(self, client):
        """:return: dict of mirror model to Xero's objects that the elements name"""
        mirror = self.env[self.mirror_model]
        wanted = {}
        for element in self.element_ids:
            for model, xero_id in mirror._names(element).items():
                wanted.setdefault(model, set()).add(xero_id)
        return {
            model: self.env[model]._read(client, sorted(ids))
            for model, ids in wanted.items()
        }

    def _apply_who_is_gone(self, found):
        """Elements that name what is gone are held; the others go again.

        :param found: what :meth:`_look_up_named` gave
        """
        mirror = self.env[self.mirror_model]
        known = set()
        for model, rows in found.items():
            self.env[model]._store(self.connection_id, rows)
            id_field = self.env[model]._xero_resource.id_field
            known |= {(model, row[id_field]) for row in rows}
        stranded = self.element_ids.browse()
        for element in self.element_ids:
            gone = [
                name for name in mirror._names(element).items() if name not in known
            ]
            if gone:
                stranded |= element
                element.write({"outcome": "refused", "messages": self._gone_words()})
                mirror._names_what_is_gone(element, dict(gone))
        if not stranded:
            self._apply_refusal()
            return
        (self.element_ids - stranded)._return_to_queue()
        self._finish()

    def _gone_words(self):
        return self.env._(
            "Xero can no longer find a record that this refers to (status 404)."
        )
