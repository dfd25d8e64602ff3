from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from ...const import PRIORITY_AUTOMATIC, PRIORITY_PERSON
from ...xerolib.documents import DEAD
from ..issues.xero_issue import Hold
from .account_move import INTERNAL

# Invoices that a notification names before it says how many more there are.
MOST_NAMED = 10

# What may be edited on a confirmed invoice and stands in Xero too.
EDITED_IN_PLACE = frozenset({"ref", "payment_reference", "invoice_date_due"})


class AccountMove(models.Model):
    """From the button, or from posting, to a request that waits to go to Xero."""

    _inherit = "account.move"

    def _post(self, soft=True):
        # EXTENDS 'account': "push when posted" notes the intention, with the posting
        again = self.filtered("posted_before")
        posted = super()._post(soft=soft)
        # What stands in another ledger goes to this one only when a person says so.
        away = (again & posted).filtered(lambda move: move.xero_state == "elsewhere")
        for company, moves in (posted - away).grouped("company_id").items():
            connection = company._xero_connection()
            if connection._pushes_by_itself("xero.document"):
                ready = moves.filtered(
                    lambda m, c=connection: not m._xero_not_pushable_reason(c)
                )
                ready._xero_intend(connection, PRIORITY_AUTOMATIC)
        return posted

    def _xero_intend(self, connection, priority, approved=False):
        # What an addon brought that was removed has no kind, and stays as it is there.
        kinds = self._xero_kinds()
        known = self.filtered(lambda move: move.move_type in kinds)
        for mirror, moves in known.grouped(lambda m: m._xero_kind().mirror).items():
            self.env["xero.job"]._intend(connection, mirror, moves, priority, approved)

    def action_xero_push(self):
        """Push these invoices to Xero; what cannot go is named and stops no other.

        Those that stand in another ledger go when nothing else is selected: who
        chooses them alone means them.

        :return: a notification of what goes, what does not, and why
        :raise UserError: nothing can go
        """
        self.env["xero.job"].check_access("read")
        self.check_access("read")
        refused = self._xero_not_pushable_reasons()
        going = self.filtered(lambda move: move not in refused)
        if not going:
            raise self._xero_nothing_pushed(refused)
        for company, moves in going.grouped("company_id").items():
            approved = moves.filtered(lambda move: move.xero_state == "elsewhere")
            connection = company._xero_connection()
            approved._xero_intend(connection, PRIORITY_PERSON, approved=True)
            (moves - approved)._xero_intend(connection, PRIORITY_PERSON)
        # Noted at once, for the toast leads to their run.
        # sudo: the queue is written by code alone
        jobs = self.env["xero.job"].sudo()._insert_intended()
        apart = going.filtered(lambda move: move._xero_is_apart())
        jobs.filtered(lambda job: job.res_id in apart.ids).compares = True
        return going._xero_toast(refused, jobs.batch_id)

    def _xero_not_pushable_reasons(self):
        """:return: dict of each invoice that cannot go to a sentence that says why"""
        refused = {}
        for company, moves in self.grouped("company_id").items():
            connection = company._xero_connection()
            reason = (
                connection._why_not("xero.document")
                if connection
                else self._xero_words_not_connected(company)
            )
            for move in moves:
                if why := (
                    reason
                    or move._xero_not_pushable_reason(connection)
                    or move._xero_words_voided_there()
                ):
                    refused[move] = why
        ready = self.filtered(lambda move: move not in refused)
        away = ready.filtered(lambda move: move.xero_state == "elsewhere")
        if away != ready:
            for move in away:
                refused[move] = self.env._(
                    "It is in %s. To push such invoices here as well, select only "
                    "them.",
                    move.xero_elsewhere,
                )
        return refused

    def _xero_words_voided_there(self):
        """:return: why nothing can be sent of what ended in Xero; False of others"""
        return self.xero_state == "voided" and self.env._(
            "It was voided in Xero, and its number cannot be reused there. If you "
            "still need to invoice it, duplicate it."
        )

    def _xero_nothing_pushed(self, refused):
        """:return: the exception when nothing of a selection can go"""
        companies = self.company_id
        if len(companies) == 1 and not companies._xero_connection():
            return self._xero_not_connected(companies)
        reasons = set(refused.values())
        if len(reasons) == 1 and len(refused) > 1:
            return UserError(reasons.pop())
        words = [self.env._("Nothing was pushed to Xero:"), *self._xero_named(refused)]
        return UserError("\n".join(words))

    def _xero_toast(self, refused, runs):
        """:return: a notification of what is on its way, what is not, and why. None of
        a single one that stands in Xero: whether it is sent shows once it is
        compared, and is told then

        :param refused: dict of invoice to reason
        :param runs: the runs that the others leave in, none for a single one
        """
        reload = {"type": "ir.actions.client", "tag": "soft_reload"}
        if len(self) == 1 and not refused and self._xero_standing_of()["live"]:
            return reload
        words = [*self._xero_going(), *self._xero_outlook()]
        if refused:
            words.append(self.env._("Not pushed: %s.", len(refused)))
            words += self._xero_named(refused)
        # sudo: the name of the run that this push began
        links = [
            {"label": run.display_name, "url": run._address()} for run in runs.sudo()
        ]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if refused else "info",
                "message": self._xero_message(words, links),
                "className": "o_xero_toast",
                "links": links,
                "sticky": bool(refused),
                "next": reload,
            },
        }

    def _xero_going(self):
        """:return: list of sentences: what is new in Xero, what stands there and is
        compared, what is another there or not listed, and until when all of it waits"""
        words = []
        for company, moves in self.grouped("company_id").items():
            rests = company._xero_connection()._why_waiting(by_person=True)
            words += moves._xero_words_of_going(rests)
            if rests:
                words.append(rests)
        return words

    def _xero_words_of_going(self, rests):
        apart = self.filtered(lambda move: move._xero_is_apart())
        rest = self - apart
        standing = rest.filtered(lambda move: move._xero_standing_of()["live"])
        new = rest - standing
        words = []
        if len(new) == 1:
            words.append(
                self.env._("%s is waiting to be sent to Xero.", new.display_name)
                if rests
                else self.env._("%s is being sent to Xero.", new.display_name)
            )
        elif new:
            words.append(
                self.env._("%s invoices are waiting to be sent to Xero.", len(new))
                if rests
                else self.env._("%s invoices are being sent to Xero.", len(new))
            )
        if len(standing) == 1:
            words.append(
                self.env._(
                    "%s is already in Xero. It is compared, and sent if it differs.",
                    standing.display_name,
                )
            )
        elif standing:
            words.append(
                self.env._(
                    "%s invoices are already in Xero. They are compared, and sent if "
                    "they differ.",
                    len(standing),
                )
            )
        if len(apart) == 1:
            words.append(
                self.env._("%s is being compared with Xero.", apart.display_name)
            )
        elif apart:
            words.append(
                self.env._("%s invoices are being compared with Xero.", len(apart))
            )
        return words

    def _xero_message(self, words, links):
        """:return: the text of a notification; with links, each ``%s`` is one"""
        if not links:
            return "\n".join(words)
        text = "\n".join(words).replace("%", "%%")
        return text + "\n" + " · ".join(["%s"] * len(links))

    def _xero_outlook(self):
        """:return: list of sentences on what more than one call's work will take"""
        most = self.env["xero.document"]._xero_resource.batch_size
        return [
            company._xero_connection()._words_of_push(moves)
            for company, moves in self.grouped("company_id").items()
            if len(moves) > most
        ]

    def _xero_words_not_connected(self, company):
        return self.env._(
            "%(company)s is not connected to Xero. A Xero manager can connect it "
            "under Xero › Dashboard.",
            company=company.name,
        )

    def _xero_not_connected(self, company):
        message = self._xero_words_not_connected(company)
        if not self.env.user.has_group("xero_connector.group_xero_manager"):
            return UserError(message)
        action = self.env.ref("xero_connector.xero_connection_action")
        return RedirectWarning(message, action.id, self.env._("Connect to Xero"))

    def _xero_named(self, refused):
        """:return: list of lines, one for each invoice and why it does not go"""
        lines = [
            f"• {move.display_name}: {reason}"
            for move, reason in list(refused.items())[:MOST_NAMED]
        ]
        if more := len(refused) - len(lines):
            lines.append(self.env._("and %s more", more))
        return lines

    # === Changes of what stands in Xero === #
    # An invoice that stands in Xero and is changed or cancelled here.

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
        self.env["xero.job"]._forget(self)
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
        words = {"number": document.name, "status": document._words_of_status()}
        if self.state == "cancel":
            return self._xero_with_way_out(
                self.env._("It is still in Xero as %(number)s (%(status)s).", **words),
                self.env._("Press “Void in Xero” to void it there too."),
                self.xero_can_void,
            )
        return self.env._(
            "It is in Xero as %(number)s (%(status)s). Confirm it again to update it "
            "in Xero, or cancel it to void it in Xero.",
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
