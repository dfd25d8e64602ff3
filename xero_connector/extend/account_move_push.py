from odoo import models
from odoo.exceptions import RedirectWarning, UserError

from ..models.xero_job import PRIORITY_AUTOMATIC, PRIORITY_PERSON

# Invoices that a notification names before it says how many more there are.
MOST_NAMED = 10


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
                ready = moves.filtered(lambda m, c=connection: not m._xero_refusal(c))
                ready._xero_intend(connection, PRIORITY_AUTOMATIC)
        return posted

    def _xero_intend(self, connection, priority, approved=False):
        self.env["xero.job"]._intend(
            connection, "xero.document", self, priority, approved
        )

    def action_xero_push(self):
        """Push these invoices to Xero; what cannot go is named and stops no other.

        Those that stand in another ledger go when nothing else is selected: who
        chooses them alone means them.

        :return: a notification of what goes, what does not, and why
        :raise UserError: nothing can go
        """
        self.env["xero.job"].check_access("read")
        self.check_access("read")
        refused = self._xero_refusals()
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

    def _xero_refusals(self):
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
                    or move._xero_refusal(connection)
                    or move._xero_words_voided_there()
                ):
                    refused[move] = why
        ready = self.filtered(lambda move: move not in refused)
        away = ready.filtered(lambda move: move.xero_state == "elsewhere")
        if away != ready:
            for move in away:
                refused[move] = self.env._(
                    "It stands in %s. Select such invoices alone to push them here as "
                    "well.",
                    move.xero_elsewhere,
                )
        return refused

    def _xero_words_voided_there(self):
        """:return: why nothing can be sent of what ended in Xero; False of others"""
        return self.xero_state == "voided" and self.env._(
            "It was voided in Xero, and its number is used up there. To bill it all "
            "the same, duplicate it."
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
                self.env._("%s waits to go to Xero.", new.display_name)
                if rests
                else self.env._("%s is on its way to Xero.", new.display_name)
            )
        elif new:
            words.append(
                self.env._("%s invoices wait to go to Xero.", len(new))
                if rests
                else self.env._("%s invoices are on their way to Xero.", len(new))
            )
        if len(standing) == 1:
            words.append(
                self.env._(
                    "%s is in Xero already. It is compared, and sent if it differs.",
                    standing.display_name,
                )
            )
        elif standing:
            words.append(
                self.env._(
                    "%s invoices are in Xero already. They are compared, and sent if "
                    "they differ.",
                    len(standing),
                )
            )
        if len(apart) == 1:
            words.append(
                self.env._("%s is read in Xero and compared.", apart.display_name)
            )
        elif apart:
            words.append(
                self.env._("%s invoices are read in Xero and compared.", len(apart))
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
        most = self.env["xero.document"]._xero_resource().batch
        return [
            company._xero_connection()._words_of_push(moves)
            for company, moves in self.grouped("company_id").items()
            if len(moves) > most
        ]

    def _xero_words_not_connected(self, company):
        return self.env._(
            "%(company)s is not connected to Xero. A Xero manager connects it under "
            "Xero › Connections.",
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
