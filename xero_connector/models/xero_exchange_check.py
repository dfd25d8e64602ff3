import uuid

from odoo import fields, models

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

        :return: list of Xero's objects, whole
        """
        mirror = self.env[self.mirror_model]
        return mirror._look_up(client, self.element_ids.mapped("reference"))

    def _apply_look_up(self, rows):
        """Adopt what stands in Xero; what does not goes again.

        Nothing there at all, and never an answer: the same text leaves with the same
        key, so that even a request that is still on its way cannot double it. After
        an answer the jobs start anew, for Xero repeats an error under its old key.
        """
        mirror = self.env[self.mirror_model]
        number = mirror._xero_resource().number_field
        by_reference = {str(row.get(number) or "").casefold(): row for row in rows}
        found = self.element_ids.filtered(
            lambda element: element.reference.casefold() in by_reference
        )
        if not found and not self.http_status and self.error != NUMBER_TAKEN:
            self.state = "retry"
            return
        mine = found.filtered(
            lambda element: mirror._is_ours(
                element, by_reference[element.reference.casefold()]
            )
        )
        for element in mine:
            row = by_reference[element.reference.casefold()]
            element.write(
                {
                    "outcome": "adopted",
                    "xero_id": row[mirror._xero_resource().id_field],
                }
            )
        mirror._store(
            self.connection_id,
            [by_reference[element.reference.casefold()] for element in mine],
        )
        mirror._arrived(self.connection_id, mine)
        strangers = found - mine
        if self.error == NUMBER_TAKEN:
            strangers = self.element_ids - mine
        strangers._taken_by_another(mirror)
        (self.element_ids - mine - strangers)._return_to_queue()
        self.state = "applied"
