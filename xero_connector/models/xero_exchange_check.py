import uuid

from odoo import fields, models

from .xero_exchange_refusal import NOT_FOUND

# An exchange that was never sent: it only finds out whose the taken numbers are.
NUMBER_TAKEN = "number_taken"


class XeroExchange(models.Model):
    """Looking in Xero before anything is repeated."""

    _inherit = "xero.exchange"

    def _look_for_taken(self):
        """A number that is taken may be taken by this very invoice: look."""
        taken = self.element_ids.filtered(lambda e: e.outcome == "taken")
        if not taken:
            return
        check = self.copy(
            {
                "key": str(uuid.uuid4()),
                "body": False,
                "state": "checking",
                "check_at": fields.Datetime.now(),
                "error": NUMBER_TAKEN,
                "http_status": 0,
                "answer": False,
                "attempts": 0,
                "element_ids": [
                    fields.Command.create(
                        {
                            "job_id": element.job_id.id,
                            "position": element.position,
                            "reference": element.reference,
                            "res_id": element.res_id,
                            "body_hash": element.body_hash,
                            "base": element.base,
                        }
                    )
                    for element in taken
                ],
            }
        )
        taken.job_id.write({"state": "checking", "exchange_id": check.id})

    def _is_due(self):
        return not self.check_at or self.check_at <= fields.Datetime.now()

    def _look_up(self, client):
        """Ask Xero which elements stand there.

        :return: list of Xero's objects, whole; of what was not found, by mirror model
        """
        mirror = self.env[self.mirror_model]
        if self.error == NOT_FOUND:
            return self._look_up_named(client)
        if self.method == "POST":
            return mirror._read(client, self.element_ids.mapped("xero_id"))
        return mirror._look_up(client, self.element_ids.mapped("reference"))

    def _apply_look_up(self, rows):
        """Adopt what stands in Xero; what does not goes again.

        Nothing there at all, and never an answer: the same text leaves with the same
        key, so that even a request that is still on its way cannot double it. After
        an answer the jobs start anew, for Xero repeats an error under its old key.
        """
        if self.error == NOT_FOUND:
            self._apply_who_is_gone(rows)
            return
        mirror, key = self.env[self.mirror_model], self._key_field()
        by_key = {str(row.get(key) or "").casefold(): row for row in rows}
        found = self.element_ids.filtered(lambda element: element._key() in by_key)
        mine = found.filtered(
            lambda element: mirror._is_ours(element, by_key[element._key()])
        )
        if self.method == "POST":
            # Something else than what was sent is no stranger: it was not changed yet.
            found = mine
            mirror._store(self.connection_id, rows)
            self.element_ids.job_id.read_at = fields.Datetime.now()
        if not found and not self.http_status and self.error != NUMBER_TAKEN:
            self.state = "retry"
            return
        for element in mine:
            row = by_key[element._key()]
            element.write(
                {
                    "outcome": "adopted",
                    "xero_id": row[mirror._xero_resource().id_field],
                }
            )
        mirror._store(self.connection_id, [by_key[element._key()] for element in mine])
        mirror._arrived(self.connection_id, mine)
        strangers = found - mine
        if self.error == NUMBER_TAKEN:
            strangers = self.element_ids - mine
        strangers._taken_by_another(mirror)
        (self.element_ids - mine - strangers)._return_to_queue()
        self.state = "applied"
