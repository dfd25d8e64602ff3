import uuid

from odoo import fields, models

from ..xerolib import answers
from ..xerolib.errors import BadAnswer
from ..xerolib.messages import Cause
from .xero_issue_refusals import first_known

# An exchange that only asks which of the things that it named Xero does not know.
NOT_FOUND = "not_found"


class XeroExchange(models.Model):
    """A call that Xero refused whole says nothing of its elements.

    It is halved until the culprit stands alone; but when both halves are refused with
    the same words, the cause is common, and asking on would only cost calls.
    """

    _inherit = "xero.exchange"

    bundle = fields.Char(
        readonly=True,
        index="btree_not_null",
        help="Which part of which refused call this is: its number, and for each "
        "halving which half.",
    )

    def _apply_refusal(self):
        """Xero refused the whole call: ask who is gone, halve it, or blame the one."""
        mirror = self.env[self.mirror_model]
        if self.http_status == 404 and self.error != NOT_FOUND and not self.bundle:
            self._ask_who_is_gone()
            return
        words = self._words_of_refusal()
        if first_known(words).cause is Cause.IDEMPOTENCY_CONFLICT:
            self._doubt_key()
            return
        twin = self._refused_twin(words)
        if len(self.element_ids) == 1 and not twin:
            self.element_ids._refused(mirror, words)
        elif twin:
            (self | twin)._common_cause(words)
        else:
            self._take_apart()
        self.state = "applied"

    def _words_of_refusal(self):
        """:return: list of what Xero says of a call that it refused whole"""
        if self.http_status == 404:
            return [
                self.env._(
                    "Xero does not know what this refers to (status 404). Most likely "
                    "its contact was removed there."
                )
            ]
        try:
            payload = self._stored_answer().json()
        except BadAnswer:
            payload = None
        return (
            answers.messages(payload, "ValidationErrors")
            or list(filter(None, [answers.find(payload, "Message")]))
            or [self.env._("HTTP status %s, without a word.", self.http_status)]
        )

    def _doubt_key(self):
        """Xero has met this key with another text: what it did then is unknown, so it
        is looked up, and what is not there goes with a new key."""
        self.write(
            {
                "state": "checking",
                "check_at": fields.Datetime.now(),
                "key": str(uuid.uuid4()),
            }
        )
        self.element_ids.job_id.state = "checking"

    # === Halving === #

    def _take_apart(self):
        """Both halves go again, each alone."""
        here = self.bundle or f"{self.id}:"
        middle = len(self.element_ids) // 2
        for half, elements in enumerate(
            (self.element_ids[:middle], self.element_ids[middle:])
        ):
            elements._return_to_queue()
            elements.job_id.bundle = f"{here}{half}"

    def _refused_twin(self, words):
        """:return: the other half, if Xero refused it whole with the same words"""
        if not self.bundle:
            return self.browse()
        other = "1" if self.bundle[-1] == "0" else "0"
        twin = self.search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("bundle", "=", self.bundle[:-1] + other),
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

    # === Not found === #

    def _ask_who_is_gone(self):
        """Xero says only that something is gone: one look tells which."""
        self.write(
            {
                "state": "checking",
                "error": NOT_FOUND,
                "check_at": fields.Datetime.now(),
            }
        )
        self.element_ids.job_id.state = "checking"

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
            id_field = self.env[model]._xero_resource().id_field
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
        self.state = "applied"

    def _gone_words(self):
        return self.env._("Xero no longer knows what this refers to (status 404).")
