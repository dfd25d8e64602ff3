from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.xero_issue import Hold
from ..models.xero_job import PRIORITY_AUTOMATIC, PRIORITY_PERSON
from ..xerolib.documents import DEAD
from .account_move import INTERNAL

# What may be edited on a confirmed invoice and stands in Xero too.
EDITED_IN_PLACE = frozenset({"ref", "payment_reference", "invoice_date_due"})


class AccountMove(models.Model):
    """An invoice that stands in Xero and is changed or cancelled here."""

    _inherit = "account.move"

    xero_can_void = fields.Boolean(
        compute="_compute_xero_can_void", compute_sudo=True, groups=INTERNAL
    )

    @api.depends("state", "xero_document_ids.status")
    def _compute_xero_can_void(self):
        for move in self:
            move.xero_can_void = move._xero_is_to_void()

    def _xero_is_to_void(self):
        """Whether it is cancelled here and stands in the organisation connected now."""
        self.ensure_one()
        return self.state == "cancel" and bool(self._xero_standing())

    def _xero_standing(self):
        """:return: its document in the organisation connected now, unless that ended"""
        connection = self.company_id._xero_connection()
        # sudo: where it stands is asked for whoever changes it
        return self.sudo().xero_document_ids.filtered(
            lambda document: (
                document.connection_id == connection and document.status not in DEAD
            )
        )

    def _xero_is_apart(self):
        """Whether Xero, as far as is known, no longer lists it or has another total."""
        return any(
            document.gone_at or document.differs for document in self._xero_standing()
        )

    def _xero_refusal(self, connection):
        # EXTENDS 'xero_connector': a cancelled invoice is pushed to be voided
        if self._xero_is_to_void():
            return False
        return super()._xero_refusal(connection)

    def write(self, vals):
        written = super().write(vals)
        if not EDITED_IN_PLACE.isdisjoint(vals):
            posted = self.filtered(lambda move: move.state == "posted")
            posted._xero_follow()
        return written

    def unlink(self):
        # EXTENDS 'account': what stands in Xero and is deleted here is told
        standing = [
            (document.connection_id, document.xero_id, document.name)
            for move in self
            for document in move._xero_standing()
        ]
        deleted = super().unlink()
        for connection, xero_id, name in standing:
            hold = Hold("gone_meanwhile", xero_id, {"name": name})
            # sudo: issues are written by code alone
            self.env["xero.issue"].sudo()._raise(connection, hold)
        return deleted

    def button_cancel(self):
        # EXTENDS 'account'
        result = super().button_cancel()
        self.filtered(lambda move: move.state == "cancel")._xero_follow()
        return result

    def _xero_follow(self):
        """Let Xero follow what happened to those that stand there, unless pushing is
        by hand."""
        for company, moves in self.grouped("company_id").items():
            connection = company._xero_connection()
            if connection._pushes_by_itself("xero.document"):
                standing = moves.filtered(lambda move: move._xero_standing())
                standing._xero_intend(connection, PRIORITY_AUTOMATIC)

    def _xero_words_on_standing(self, document):
        """:return: what becomes in Xero of an invoice that is no longer confirmed"""
        words = {"number": document.name, "status": document.status}
        if self.state == "cancel":
            return self._xero_with_way_out(
                self.env._(
                    "It still stands in Xero as %(number)s, %(status)s.", **words
                ),
                self.env._("Press “Void in Xero” to end it there too."),
                self.xero_can_void,
            )
        return self.env._(
            "It stands in Xero as %(number)s, %(status)s. Confirm it again to change "
            "it there too, or cancel it to void it there.",
            **words,
        )

    def action_xero_void(self):
        """Void in Xero what is cancelled here."""
        self.env["xero.job"].check_access("read")
        self.check_access("read")
        for company, moves in self.grouped("company_id").items():
            connection = company._xero_connection()
            if not connection:
                raise self._xero_not_connected(company)
            if reason := connection._why_not("xero.document"):
                raise UserError(reason)
            cancelled = moves.filtered(lambda move: move._xero_is_to_void())
            cancelled._xero_intend(connection, PRIORITY_PERSON)
