from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError

from ..xerolib.documents import DEAD
from ..xerolib.invoice_sides import arrived, said
from .xero_issue import Hold
from .xero_job import PRIORITY_AUTOMATIC

# How many invoices an issue about several names.
MOST_NAMES = 5


class XeroDocument(models.Model):
    """What left has arrived in Xero: link, agree, note, and what happened meanwhile."""

    _inherit = "xero.document"

    @api.model
    def _arrived(self, connection, elements):
        mirrors = self._of(connection, elements.mapped("xero_id"))
        records = self.env["account.move"].browse(elements.mapped("res_id")).exists()
        moves = {move.id: move for move in records}
        changes = elements.exchange_id._changes()
        bodies, noted = {}, []
        adopted = elements.filtered(lambda element: element.outcome == "adopted")
        for element in elements:
            document = mirrors[element.xero_id]
            move = moves.get(element.res_id, records.browse())
            if document.move_id and not move:
                # Deleted since, and its number used again: it is the newer one's.
                continue
            if document.move_id not in (move, records.browse()):
                raise UserError(
                    self.env._(
                        "Xero answers that %(name)s is the document that it has of "
                        "%(other)s",
                        name=element.reference,
                        other=document.move_id.display_name,
                    )
                )
            change = changes.get(element)
            if move and (change or not document.move_id):
                bodies[move.id] = document._arrival_words(element, change)
            document.write(
                {
                    "move_id": move.id,
                    "agreed": document._agreed_with(element, change),
                    "noted_payment_state": document.payment_state,
                }
            )
            noted += document._meanwhile(move)
        adopted.job_id._close("adopted")
        (elements - adopted).job_id._close("sent")
        records.browse(bodies)._message_log_batch(bodies=bodies)
        standing = [d.move_id.id for d in mirrors.values() if d.status not in DEAD]
        self.env["xero.job"]._drop_elsewhere(connection, records.browse(standing))
        issues = self.env["xero.issue"]
        issues._solved(
            connection,
            "gone_meanwhile",
            [i for i in mirrors if i not in [hold.key for hold in noted]],
        )
        for hold in noted:
            issues._raise(connection, hold)
        arrived_here = self.browse(document.id for document in mirrors.values())
        for document in arrived_here.filtered("differs"):
            issues._raise(connection, document._hold_of_difference())
        self._settle_differences(connection)

    @api.model
    def _tell_unlisted(self, connection):
        # EXTENDS xero.mirror: an invoice is somebody's money, and a banner on its form
        # is nobody's notice.
        gone = self.search(
            [
                ("connection_id", "=", connection.id),
                ("gone_at", "!=", False),
                ("move_id", "!=", False),
                ("status", "not in", DEAD),
            ],
            order="id",
        )
        issues, key = self.env["xero.issue"], str(connection.id)
        if not gone:
            issues._solved(connection, "unlisted", [key])
            return
        names = gone.move_id.mapped("name")
        data = {"names": names[:MOST_NAMES], "more": max(len(names) - MOST_NAMES, 0)}
        issues._raise(connection, Hold("unlisted", key, data))

    def _hold_of_difference(self):
        """Xero took it, and computed another total."""
        move = self.move_id
        data = {
            "name": move.name,
            "odoo": move.currency_id._xero_format(move.amount_total),
            "xero": self.currency_id._xero_format(self.total),
        }
        return Hold("differs_in_xero", self.xero_id, data, move)

    @api.model
    def _settle_differences(self, connection):
        """Close the issues of those that are equal by now, or of no ledger any more."""
        open_issues = self.env["xero.issue"].search(
            [
                ("connection_id", "=", connection.id),
                ("cause", "=", "differs_in_xero"),
                ("state", "=", "open"),
            ]
        )
        known = self._of(connection, open_issues.mapped("key"))
        open_issues.filtered(
            lambda issue: issue.key not in known or not known[issue.key].differs
        )._solve()

    def _agreed_with(self, element, change):
        """What both sides agree on now that the element stands here.

        What was found instead of answered may have been changed since, and what
        differs then is Xero's.

        :param change: the update as it left, None for a new document
        """
        if not element.base or "Status" in (change or {}):
            return self.agreed
        heard = element.outcome == "accepted"
        sent = said(change) if change else element.base
        return arrived(element.base, sent if heard else None, self.raw)

    def _arrival_words(self, element, change):
        """The note in the invoice's chatter, with the totals of both ledgers."""
        self.ensure_one()
        words = {
            "number": self.name,
            "total": self.currency_id._xero_format(self.total),
            "link": Markup('<a href="%s" target="_blank">%s</a>')
            % (self.xero_url, self.env._("Open in Xero")),
        }
        if change and "Status" in change:
            return self.env._("Voided in Xero: %(number)s. %(link)s", **words)
        if change:
            told = self.env._(
                "Changed in Xero: %(number)s, %(total)s. %(link)s", **words
            )
            recoded = self._recoded_words(self._agreed(), element.base)
            return Markup("<br/>").join([told, *recoded])
        if element.outcome == "adopted":
            return self.env._(
                "Stood in Xero already as %(number)s, %(total)s. %(link)s", **words
            )
        return self.env._("In Xero as %(number)s, %(total)s. %(link)s", **words)

    def _meanwhile(self, move):
        """What became of the invoice in Odoo while it was on its way to Xero.

        One that was cancelled is voided next, where pushing is not by hand.

        :return: list of what somebody should know
        """
        self.ensure_one()
        if self.status in DEAD or move.state == "posted":
            return []
        if move.state == "cancel" and self.connection_id._push_when() != "by_hand":
            move._xero_intend(self.connection_id, PRIORITY_AUTOMATIC)
            return []
        return [Hold("gone_meanwhile", self.xero_id, {"name": self.name}, move or None)]
