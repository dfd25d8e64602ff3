import uuid

from odoo import fields, models

from ...xerolib import halving, payloads
from ...xerolib.errors import BadAnswer


class XeroExchange(models.Model):
    """Looking in Xero before anything is repeated."""

    _inherit = "xero.exchange"

    def _look_for_taken(self):
        """A number that is taken may be taken by this very invoice: look."""
        taken = self.element_ids.filtered(lambda e: e.outcome == "taken")
        if taken:
            self._copy_to_check(
                taken,
                {
                    "body": False,
                    "purpose": "find_taken",
                    "error": False,
                    "http_status": 0,
                    "attempts": 0,
                },
            )

    def _look_up_apart(self, elements):
        """Xero's answer speaks of the others alone: of these nothing is known."""
        bodies = self._bodies()
        sent = [bodies[element.position] for element in elements]
        self._copy_to_check(
            elements,
            {
                "body": payloads.body_text(self._resource(), sent),
                "error": BadAnswer.code,
            },
        )

    def _copy_to_check(self, elements, vals):
        """Find out about a part of it, in an exchange of its own.

        :param dict vals: what differs from this one
        """
        check = self.copy(
            {
                "key": str(uuid.uuid4()),
                "state": "checking",
                "check_at": fields.Datetime.now(),
                "answer": False,
                "element_ids": [
                    fields.Command.create(
                        {
                            "job_id": element.job_id.id,
                            "position": position,
                            "reference": element.reference,
                            "xero_id": element.xero_id,
                            "res_id": element.res_id,
                            "body_hash": element.body_hash,
                            "base": element.base,
                        }
                    )
                    for position, element in enumerate(elements)
                ],
                **vals,
            }
        )
        elements.job_id._doubt(check)

    def _is_due(self):
        return not self.check_at or self.check_at <= fields.Datetime.now()

    def _look_up(self, client, tries=0):
        """Ask Xero which elements stand there.

        :param int tries: how often this look-up failed before
        :return: list of Xero's objects, whole; of what was not found, by mirror model.
            And by reference or id the error of each that cannot be asked about
        """
        mirror = self.env[self.mirror_model]
        if self.purpose == "find_missing":
            return self._look_up_named(client), {}
        if self.method == "POST":
            ids = self.element_ids.mapped("xero_id")
            return halving.ask_in_parts(
                lambda part: mirror._read(client, part), ids, tries
            )
        return halving.ask_in_parts(
            lambda part: mirror._look_up(client, part),
            self.element_ids.mapped("reference"),
            tries,
        )

    def _apply_look_up(self, rows, failed):
        """Adopt what stands in Xero; what does not goes again.

        Nothing there at all, and never an answer: the same text leaves with the same
        key, so that even a request that is still on its way cannot double it. After
        an answer the jobs start anew, for Xero repeats an error under its old key.

        :param rows: what :meth:`_look_up` found
        :param failed: what it could not ask about
        """
        if self.purpose == "find_missing":
            self._apply_who_is_gone(rows)
            return
        mirror, key = self.env[self.mirror_model], self._key_field()
        unasked = self.element_ids.filtered(lambda element: element._asked() in failed)
        by_key = {str(row.get(key) or "").casefold(): row for row in rows}
        if self.purpose == "find_taken":
            # Before any of them is adopted, and so ours.
            mirror._inspect_rows(self.connection_id, rows)
        found = self.element_ids.filtered(lambda element: element._key() in by_key)
        mine = found.filtered(
            lambda element: mirror._is_ours(element, by_key[element._key()])
        )
        if self.method == "POST":
            # Something else than what was sent is no stranger: it was not changed yet.
            found = mine
            mirror._store(self.connection_id, rows)
            self.element_ids.job_id.read_at = fields.Datetime.now()
        absent = self.element_ids - found - unasked
        if absent == self.element_ids and self._goes_as_it_was(absent):
            self._send_again()
            return
        for element in mine:
            row = by_key[element._key()]
            element.write(
                {
                    "outcome": "adopted",
                    "xero_id": row[mirror._xero_resource.id_field],
                }
            )
        mirror._store(self.connection_id, [by_key[element._key()] for element in mine])
        mirror._link_arrived(self.connection_id, mine)
        if self.purpose == "find_taken":
            strangers = self.element_ids - mine - unasked
        else:
            strangers = found - mine
        strangers._taken_by_another(mirror, by_key)
        unasked._hold_unasked(failed)
        self._return_or_isolate(self.element_ids - mine - strangers - unasked)
        self._finish()

    def _goes_as_it_was(self, absent):
        """Nothing of it is in Xero: whether the same text may leave with the same key.

        :param absent: all of its elements
        """
        if self.purpose != "write":
            return False
        if not self.attempts:
            return True  # part of one that brought no answer: looked up, and not there
        absent.job_id._count_unanswered(self.sent_at)
        return not (self.http_status or self._is_hopeless(absent))
